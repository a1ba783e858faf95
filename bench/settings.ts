// How long and how hard is measured, and what the ratios are held against.

/** Every contender is measured once a round, one after the other; the table shows medians over the rounds. */
export const ROUNDS = 5;

/** Load before each measurement, uncounted: code gets hot, and background work of the last contender ends. */
export const LEAD_MS = 1_000;

/** Load that is counted. */
export const MEASURE_MS = 1_500;

/** Requests under way at the same time, each on a connection of its own. */
export const CONNECTIONS = 32;

/** Lines of the carts. */
export const SMALL_CART_LINES = 3;
export const LARGE_CART_LINES = 30;

/** Claims in the exports whose memory is compared; speed is measured on the larger one. */
export const FEW_CLAIMS = 10_000;
export const MANY_CLAIMS = 100_000;

/** Real checkouts, paid, of which those claims are copies. */
export const SEED_CHECKOUTS = 200;

/** Claims in the ledgers that are held against each other when the measuring begins. */
export const SMALL_LEDGER_CLAIMS = 1_000;
export const LARGE_LEDGER_CLAIMS = 1_000_000;

/** Ledgers of the merchant that is held against one with a single ledger. */
export const SHARDS = 8;

/** Ledgers on the one budget that is simulated. */
export const SIMULATED_LEDGERS = [100, 1_000, 10_000] as const;

/** Exports of the larger log, each followed by one of sqlite3. */
export const EXPORT_ROUNDS = 5;

/** How often all titles are gone through at once: about as long each way, and long enough to be timed. */
export const READING_TIMES = { folded: 200, read: 10 } as const;

/** Each way once a round. */
export const READING_ROUNDS = 100;

/** Rounds before these, uncounted: code gets hot. */
export const READING_WARM_UP = 20;

/** Loads of each page that count, and loads before them that do not: processes start, and code gets hot. */
export const FIRST_PRICE_ROUNDS = 20;
export const FIRST_PRICE_WARM_UP = 3;

export const TARGETS = {
  /** Of the bare route's requests per second. */
  quotes: 0.6,
  /** Of the requests per second of a single durable insert. */
  checkouts: 0.5,
  /** p50 with very many claims in the ledger over that with few. */
  large_ledger: 1.2,
  /** Of the checkouts per second of one ledger. */
  shards: 1,
  /** Calls that the one budget receives in its busiest second, with the most ledgers. */
  budget_calls_per_s: 100,
  /** Of the speed of sqlite3. */
  export: 0.4,
  /** Peak memory after large exports over that after small ones of as many rows together. */
  memory_growth: 1.15,
  /** Bytes of the bundle, compressed. */
  bundle_bytes: 400_000,
  /** What reading a title takes, of the time for its NFKC form in lower case. */
  reading: 30,
  /** Bytes that the words and makers add to the bundle, compressed. */
  knowledge_bytes: 25_000,
  /** p50 of a full cart of unknown products over that of one in the registry, and requests per second the other way round. */
  unknown_cart: 2,
} as const;
