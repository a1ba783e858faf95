// Every bound the sandbox keeps, with its unit and its reason. Numbers only; no behaviour.

/** Digits Stripe allows in an amount: eight, so 99,999,999 minor units. */
export const AMOUNT_MAX_MINOR = 99_999_999;

/** Smallest charge per currency, in minor units. Stripe asks for about US$0.50 in the settlement currency. */
export const AMOUNT_MIN_MINOR: Readonly<Record<string, number>> = { cny: 400, usd: 50, eur: 50, hkd: 400 };

/** The fee of a payment: 2.9 % (in basis points) plus a fixed part in minor units of each currency. */
export const FEE_BASIS_POINTS = 290;
export const FEE_FIXED_MINOR: Readonly<Record<string, number>> = { cny: 235, usd: 30, eur: 25, hkd: 235 };
/** What the bank's dispute costs the merchant, in minor units, as a fee on the withdrawal. */
export const DISPUTE_FEE_MINOR = 1_500;
/** Seconds until a payment's money is available for payout: two days, as on most accounts. */
export const AVAILABLE_AFTER_S = 2 * 24 * 3600;
/** Seconds to answer a dispute with evidence: nine days, like Stripe's shortest card network term. */
export const DISPUTE_ANSWER_S = 9 * 24 * 3600;

export const METADATA_KEYS_MAX = 50;
export const METADATA_KEY_CHARS = 40;
export const METADATA_VALUE_CHARS = 500;
export const STRING_CHARS = 5_000;
export const DESCRIPTOR_CHARS = 22;
export const LINE_ITEMS_MAX = 200;
/** Stripe expands at most four levels deep. */
export const EXPAND_LEVELS = 4;
export const LIST_DEFAULT = 10;
export const LIST_MAX = 100;
/** At most this many names in `types[]` when listing events (Stripe's own bound). */
export const EVENT_TYPES_MAX = 20;

/** Bytes of a request body. 200 line items with long names take about 300 kB of form text. */
export const BODY_BYTES_MAX = 1_048_576;
/** Pairs in one form body: 200 line items with 12 fields each, and room for the rest. */
export const FORM_PAIRS_MAX = 5_000;
/** Depth of brackets in one form key; Stripe's deepest parameter has six. */
export const FORM_DEPTH_MAX = 10;
/** Milliseconds a client may take to send a whole request. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** Milliseconds an idle connection stays open: longer than common clients keep theirs, so that they close first. */
export const KEEP_ALIVE_MS = 75_000;

export const IDEMPOTENCY_KEY_CHARS = 255;
/** Milliseconds after which Stripe may forget a key. */
export const IDEMPOTENCY_KEPT_MS = 24 * 3600 * 1000;

/** Milliseconds to wait after the n-th failed try of a webhook; the last one repeats until the age below. */
export const WEBHOOK_RETRY_MS: readonly number[] = [
  500,
  1_000,
  2_000,
  5_000,
  15_000,
  60_000,
  5 * 60_000,
  30 * 60_000,
  2 * 3_600_000,
  6 * 3_600_000,
];
/** Milliseconds after an event at which its delivery is given up: three days, as Stripe does in live mode. */
export const WEBHOOK_AGE_MAX_MS = 3 * 24 * 3600 * 1000;
/** Milliseconds an endpoint has to answer one try. */
export const WEBHOOK_TIMEOUT_MS = 10_000;
/** Tries in flight at once: enough to keep a local Worker busy, few enough not to exhaust its sockets. */
export const WEBHOOK_IN_FLIGHT_MAX = 32;

/** Milliseconds until a refund that starts `pending` succeeds (or fails) by itself. Stripe takes minutes to days. */
export const REFUND_SETTLES_MS = 2_000;
/** Longest timer the scheduler sets, in ms, so that a clock that jumps forward is noticed. */
export const WAKE_MAX_MS = 60_000;

/** Faults that may be set at once, and the longest delay of one, so that a test cannot lock the sandbox up. */
export const FAULTS_MAX = 100;
export const FAULT_DELAY_MAX_MS = 60_000;
/** Events the control API lists at once. */
export const CONTROL_EVENTS_MAX = 1_000;
