// Every bound of the product, with its unit in the name or beside it, and the reason for its size.
// Nothing else in the product may carry a bound of its own.

/** Bytes of a request body. 200 lines with 500-character Chinese titles and serial numbers stay below half of it. */
export const BODY_BYTES_MAX = 1_048_576;

/** Bytes of an import of products: PRODUCT_ROWS_MAX rows of 400 bytes, with names of a hundred Chinese characters. */
export const PRODUCTS_BODY_BYTES_MAX = 4_194_304;

/** Products in one import: one transaction, for which the Directory answers nobody: half a second; one and a half where it is busy. */
export const PRODUCT_ROWS_MAX = 10_000;

/** Wrong cells of an import that its refusal names: what one can mend by hand, in an answer of a few hundred kilobytes. */
export const PRODUCT_PROBLEMS_MAX = 1_000;

/** Products of an import in one statement: a text that SQLite is given has at most 2 MB, a product's at most 25 kB. */
export const PRODUCT_BATCH_ROWS = 50;

/** Characters of a product's source: the title of a list with its address. */
export const PRODUCT_SOURCE_CHARS_MAX = 500;

/** Products whose registry entry a Worker remembers at once, or that there is none. Each takes 600 bytes at most: 12 MB. */
export const REGISTRY_CACHE_ENTRIES_MAX = 20_000;

/** Cells of one record of a CSV file: with more of them it is no table of ours, and reading ends. */
export const CSV_CELLS_MAX = 100;

/** Lines of a cart. Stripe takes at most 200 `amount_details.line_items`. */
export const LINES_MAX = 200;

/**
 * Lines of a cart that a page sends. Anybody can send one, and what is opened is kept for ever, so it is as much as a basket has; a
 * larger cart is signed by the shop's server.
 */
export const PAGE_LINES_MAX = 50;

/** Units of one line. Four digits cover a wholesale order; a typing slip of a barcode into the field does not pass. */
export const QUANTITY_MAX = 9_999;

/** Fen of one unit, one discount or one shipping charge. Stripe's charges have at most eight digits. */
export const UNIT_AMOUNT_MAX_FEN = 99_999_999;

/** Fen of one charge. Stripe's charges have at most eight digits. */
export const CHARGE_MAX_FEN = 99_999_999;

/** Fen of the smallest charge. Stripe refuses charges below about US$0.50; 4.00 yuan is above that at any rate since 2008. */
export const CHARGE_MIN_FEN = 400;

/** Characters of a product title. Taobao and JD allow 60, Amazon 200; five hundred leaves room for joined names. */
export const TITLE_CHARS_MAX = 500;

/** Characters of a stock-keeping unit, a brand, a store or a till name. */
export const NAME_CHARS_MAX = 100;

/** Characters of a taxonomy code. The longest full path in Shopify's taxonomy is below 200. */
export const CATEGORY_CHARS_MAX = 300;

/** Serial numbers of a whole cart: each is hashed and kept; more than 500 subsidised units in one order is not retail. */
export const SERIALS_MAX = 500;

/** Characters of a serial number that are shown, and kept readable: never more than half of it. */
export const SERIAL_SHOWN_CHARS_MAX = 4;

/** Characters of a serial number. IMEIs have 15, the longest serial numbers seen on devices about 30. */
export const SERIAL_CHARS_MAX = 64;

/** Seconds from a lock until its reservation must have come: a checkout reserves within milliseconds, a leasing one within seconds. */
export const SERIAL_CHECK_S = 30;

/** Locks about which one object asks at once: the largest cart. */
export const SERIAL_CHECK_BATCH = 500;

/** Tries to reserve with new locks, where the first ones were freed while the request was on its way. */
export const LOCK_TRIES_MAX = 3;

/** Rounds of one request to reprice, where others reprice the same checkout: each round ends what another has under way. */
export const REPRICING_TRIES_MAX = 5;

/** Milliseconds until `Serials` is told what is free: with the journalling. Who needs it sooner makes it ask. */
export const LOCK_RELEASE_DELAY_MS = 500;

/** Locks of which `Serials` is told in one step: the largest cart. */
export const LOCK_RELEASE_BATCH = 500;

/** Seconds for which a ledger remembers that a reservation must never come: longer than any request travels. */
export const BARRED_TTL_S = 24 * 60 * 60;

/** Characters of an order reference: a UUID with a prefix fits twice. */
export const ORDER_REFERENCE_CHARS_MAX = 100;

/** Characters of a buyer's reference. */
export const BUYER_REFERENCE_CHARS_MAX = 200;

/** Entries of metadata. Stripe takes 50; ten are kept for Zhehui's own keys. */
export const METADATA_ENTRIES_MAX = 40;

/** Characters of a metadata key and of a metadata value: Stripe's own bounds. */
export const METADATA_KEY_CHARS_MAX = 40;
export const METADATA_VALUE_CHARS_MAX = 500;

/** Characters of an idempotency key: Stripe's own bound. */
export const IDEMPOTENCY_KEY_CHARS_MAX = 255;

/** Seconds for which an idempotency key is remembered: Stripe's own 24 hours. */
export const IDEMPOTENCY_TTL_S = 24 * 60 * 60;

/** Objects in one page of a list: Stripe's own bounds. */
export const LIST_LIMIT_MAX = 100;
export const LIST_LIMIT_DEFAULT = 10;

/** Seconds from the opening of a checkout to its expiry: long enough for a 3-D Secure detour, short enough to free the money. */
export const CHECKOUT_TTL_S = 30 * 60;

/** Seconds that a merchant may choose instead: a buyer needs a minute; after a day Stripe forgets idempotency keys. */
export const CHECKOUT_TTL_MIN_S = 60;
export const CHECKOUT_TTL_MAX_S = 24 * 60 * 60;

/** Seconds until a checkout that is paid outside Stripe expires: a till that is cut off confirms its sales days later. */
export const EXTERNAL_CHECKOUT_TTL_S = 7 * 24 * 60 * 60;

/** Characters of a tender's reference: the number on a slip or of a payment in another system. */
export const TENDER_REFERENCE_CHARS_MAX = 100;

/** Expired checkouts whose payments are asked about at once: few enough that Stripe does not answer 429. */
export const EXPIRY_BATCH = 20;

/** Seconds until an expired checkout is asked about again whose payment can still happen, or about which Stripe is silent. */
export const EXPIRY_RETRY_S = 60;

/** Characters of a return's reason: a sentence. */
export const REFUND_REASON_CHARS_MAX = 200;

/** Characters of a review's note: a paragraph. */
export const REVIEW_NOTE_CHARS_MAX = 500;

/** Returns of one checkout: its answers name all of them, and nobody brings the units of one order back on more occasions. */
export const RETURNS_MAX = 200;

/** Changes of one checkout's cart: each is kept whole in the log, which is read in one call of at most 32 MiB. */
export const REPRICINGS_MAX = 20;

/** Seconds until a refund without Stripe's word is asked for again: longer than all tries of one request take. */
export const REFUND_ASK_AFTER_S = 60;

/** Seconds until Stripe is asked about a refund that is on its way, in case its webhook was lost: such refunds take hours to days. */
export const REFUND_PENDING_ASK_S = 60 * 60;

/** Refunds asked about at once: few enough that Stripe does not answer 429. */
export const REFUND_BATCH = 20;

/** Seconds until it is tried again to give a claim its subsidy back, where the budget or another claim stood in the way. */
export const RESTORE_RETRY_S = 10 * 60;

/** Seconds after which a payment that was never attached is looked up at Stripe and not asked for under its old key. */
export const LOOK_UP_AFTER_S = 23 * 60 * 60;

/** Pages of payments read at most in such a look-up: 10,000 payments of one day. */
export const LOOK_UP_PAGES_MAX = 100;

/** Seconds a webhook's timestamp may differ from the clock, either way: Stripe's own tolerance. */
export const WEBHOOK_TOLERANCE_S = 300;

/** Seconds a Worker may go on using what it read from the Directory: programmes and entries of the registry. */
export const DIRECTORY_CACHE_S = 60;

/** Seconds a Worker may go on taking a key that it knows: one that is revoked works no longer than this. */
export const KEY_CACHE_S = 60;

/** Titles whose reading a Worker remembers at once. One is about 300 bytes, and 2 kB where it is as long as can be: 8 MB at most. */
export const TITLE_CACHE_ENTRIES_MAX = 4_000;

/** Seconds over which the calls of one client are counted, and which one too many is told to wait. Cloudflare counts over 10 or 60. */
export const RATE_PERIOD_S = 60;

/** Checkouts of a merchant's pages that one client opens in RATE_PERIOD_S: each can hold 2,000 yuan of a budget for half an hour. */
export const PAGE_CHECKOUT_RATE = 10;

/** Quotes of a merchant's pages that one client asks for in RATE_PERIOD_S: ten pages of a shelf with sixty prices. */
export const PAGE_QUOTE_RATE = 600;

/** Keys of one client in RATE_PERIOD_S that the Directory, of which there is one, is asked about: a busy server's many Workers learn its key anew each minute. */
export const UNKNOWN_KEY_RATE = 300;

/** Characters of a key that are kept and shown: enough to tell keys apart, of 48 that cannot be guessed. */
export const KEY_SHOWN_CHARS = 4;

/** Keys a Worker remembers at once. One entry is about 300 bytes, so the cache stays below a megabyte. */
export const KEY_CACHE_ENTRIES_MAX = 2_000;

/** Fen a ledger leases at once at most, while the budget is far from gone: fifty capped claims. */
export const LEASE_FEN = 10_000_000;

/** Fen of a ledger's first lease: five capped claims. Of ten thousand ledgers that sell little, a hundred million yuan lie idle. */
export const LEASE_FIRST_FEN = 1_000_000;

/** A budget grants more than what is needed only while this many times what is wanted is left: near the end no money lies idle. */
export const LEASES_KEPT_FREE = 20;

/** Seconds without an event of a programme after which a ledger gives back what it does not use: a shop that sells keeps it. */
export const LEASE_IDLE_S = 10 * 60;

/** Returns of leases that a ledger tells of in one call: it makes one at a time, and tells again within seconds. */
export const LEASE_RETURN_BATCH = 100;

/** Ledgers that a budget asks at once for what they do not use, and for one lease: a buyer waits for three rounds at most. */
export const RECALL_BATCH = 20;
export const RECALL_LEDGERS_MAX = 60;

/** Milliseconds after a lease of exactly what is needed in which it is not called back: the ledger is about to use it. */
export const RECALL_GRACE_MS = 2_000;

/** Milliseconds after a round that brought nothing in which no lease starts another: twelve questions a second at most. */
export const RECALL_PAUSE_MS = 5_000;

/** Milliseconds a ledger may take to say what it gives back: it asks nobody, so it is away when it takes longer. */
export const RECALL_TIMEOUT_MS = 2_000;

/** Refused leases that a budget remembers, for as long as a copy of the request may travel: a megabyte at most. */
export const REFUSED_LEASES_MAX = 10_000;

/** Ledgers asked in one call that lowers a budget: half of the thousand calls that one call may make. */
export const LOWERING_LEDGERS_MAX = 500;

/** Milliseconds for which a lowering that is sent again counts ledgers as asked: it goes on where it stopped, through 10,000. */
export const LOWERING_ASKED_MS = 300_000;

/** Seconds for which a lease is to last at a ledger's present pace: with 10,000 ledgers that sell, some forty leases a second. */
export const LEASE_LASTS_S = 5 * 60;

/** Calls a second above which a budget spares itself: half of what is allowed it, a tenth of what one object can do. */
export const BUDGET_BUSY_CALLS_PER_S = 40;

/** Ledgers from which on a budget can be too busy: fewer hold so much each that calling it back is quick. */
export const BUDGET_BUSY_LEDGERS_MIN = 400;

/** Seconds for which a ledger believes the refusal of a busy budget at most: of one with more than 10,000 ledgers. */
export const REFUSAL_HOLDS_MAX_S = 5 * 60;

/** Milliseconds a call to Stripe may take before it is given up. */
export const STRIPE_TIMEOUT_MS = 10_000;

/** Retries of a call to Stripe inside one request, under the same idempotency key. */
export const STRIPE_RETRIES_MAX = 2;

/** Seconds a caller is told to wait when Stripe or an object is overloaded or away. */
export const RETRY_AFTER_S = 2;

/** Milliseconds from an event to its journalling: claims of a rush travel together. */
export const JOURNAL_DELAY_MS = 500;

/** Milliseconds before a failed piece of background work is tried again. */
export const DUE_RETRY_MS = 5_000;

/** Events sent to a journal in one call, and characters of their data: an event can have 400,000, a call takes 32 MiB. */
export const JOURNAL_BATCH_EVENTS = 500;
export const JOURNAL_BATCH_CHARS = 4_000_000;

/** Claims read in one step of an export, from all sources together: their texts fit a Worker's memory several times. */
export const EXPORT_PAGE_ROWS = 1_000;

/** Characters of the lines of all claims in one step of an export or a list: a call takes 32 MiB, a Worker holds 128. */
export const PAGE_CHARS = 4_000_000;

/** Origins whose pages may use a merchant's publishable keys. */
export const ORIGINS_MAX = 20;

/** Fen of a budget: a programme of more than a hundred billion yuan is a slip of the finger. */
export const BUDGET_MAX_FEN = 10_000_000_000_000;

/** Ledgers of one merchant. Each can write some hundred checkouts a second; identifiers could name 1,024. */
export const LEDGER_SHARDS_MAX = 64;

/** Events that one call of a verification hashes again: about a tenth of a second. */
export const VERIFY_PAGE_EVENTS = 5_000;

/** Claims that one call of a verification adds up again from their events. */
export const VERIFY_PAGE_CLAIMS = 2_000;

/** Seconds of payments that one reconciliation compares: a quarter, the longest that finance settles at once. */
export const RECONCILIATION_WINDOW_MAX_S = 92 * 24 * 60 * 60;

/** Seconds that a reconciliation looks back where nobody says how far: two days of webhooks that never came. */
export const RECONCILIATION_WINDOW_S = 48 * 60 * 60;

/** Payments, refunds or checkouts that one step of a reconciliation compares: a page of Stripe's. */
export const RECONCILIATION_PAGE = LIST_LIMIT_MAX;

/** Payments and refunds looked up at Stripe one by one at once: few enough that Stripe does not answer 429. */
export const RECONCILIATION_ASK_BATCH = 10;

/** Events that a ledger adds up in one call: some hundredths of a second. */
export const RECONCILIATION_PAGE_EVENTS = 20_000;

/** Steps of a reconciliation for one ring of the alarm: an alarm may take a quarter of an hour. */
export const RECONCILIATION_STEPS_MAX = 20;

/** Milliseconds from the request to the first step: with the journalling. */
export const RECONCILIATION_DELAY_MS = 500;

/** Seconds until a step is tried again that Stripe or an object did not answer, and how often in a row: six hours in all. */
export const RECONCILIATION_RETRY_S = 60;
export const RECONCILIATION_TRIES_MAX = 360;

/** Times that a lease which looks different is looked at, and milliseconds in between: longer than a lost reply takes. */
export const LEASE_LOOKS_MAX = 8;
export const LEASE_LOOK_MS = 1_000;

/** Findings that are kept of one reconciliation, beyond which they are only counted: with more of them something else is wrong. */
export const FINDINGS_MAX = 10_000;

/** Seconds for which a reconciliation is kept: an audit comes within the year after. */
export const RECONCILIATION_KEPT_S = 2 * 366 * 24 * 60 * 60;

/** Characters of a secret that deployments must at least have: 32 random ones cannot be tried out. */
export const SECRET_CHARS_MIN = 32;

/** Characters of what came that an error message repeats. */
export const SHOWN_CHARS_MAX = 60;

/** Rows deleted in one step of housekeeping, so that no request waits behind it. */
export const PRUNE_ROWS = 500;

/** Seconds for which a signed cart may open a checkout: from the page's loading to the buyer's click, and never a day's old price. */
export const SIGNED_CART_TTL_S = 15 * 60;
export const SIGNED_CART_TTL_MIN_S = 60;
export const SIGNED_CART_TTL_MAX_S = 60 * 60;

/** Characters of a signed cart: 200 lines with titles of 200 Chinese characters; a page carries it along, and a body takes it. */
export const SIGNED_CART_CHARS_MAX = 262_144;

/** Characters of a PaymentIntent's client secret: Stripe's have about 60. */
export const CLIENT_SECRET_CHARS_MAX = 255;

/** Seconds for which a browser asks a deployment over HTTPS only: a year, the least that browsers' own lists take. */
export const HTTPS_MAX_AGE_S = 365 * 24 * 60 * 60;

/** Seconds for which a cache keeps the OpenAPI document: it changes with a deployment, and nobody waits for it. */
export const OPENAPI_MAX_AGE_S = 60 * 60;

/** Seconds for which a browser keeps a page's script or picture: a year, the most that HTTP speaks of. Its name changes when it does. */
export const ASSET_MAX_AGE_S = 365 * 24 * 60 * 60;
