// Every bound of a till, with its unit in the name, and the reason for its size.

/** Milliseconds between the first keys of a barcode scanner at most: most type every 1 to 50, a person hardly below 80. */
export const SCAN_GAP_MS_MAX = 70;

/** Milliseconds after which a code without an Enter behind it is over; a tablet that is busy may be late with a key by less. */
export const SCAN_IDLE_MS = 200;

/** Milliseconds that a page which was busy gets to hand over the keys that came meanwhile, before they are taken for missing. */
export const SCAN_KEYS_FIRST_MS = 20;

/** Characters in a row, each within the gap, that no person types: from there on a scanner is typing. */
export const SCAN_BURST_CHARS = 4;

/** Characters of a scanned code: fewer are a person's quick fingers; more are several codes that ran together. */
export const SCAN_CHARS_MIN = 4;

/** Characters as quick as a scanner's behind which an Enter is its own, too: a label so short is no code, and must not press a button. */
export const SCAN_END_CHARS_MIN = 2;
export const SCAN_CHARS_MAX = 128;

/** Milliseconds between two looks of the camera: eight a second find a code as soon as it is held still, and leave the tablet cool. */
export const CAMERA_LOOK_MS = 120;

/** Milliseconds for which a code must be out of the camera's sight before it counts again: a hand that shakes is no second scan. */
export const CAMERA_GONE_MS = 1_500;

/** Random characters of an order's reference, sixteen to each: two tills that sell in the same second share one once in four billion times. */
export const ORDER_RANDOM_CHARS = 8;

/** Milliseconds that a till waits for one answer: a checkout that leases and asks Stripe takes a few seconds at worst. */
export const TILL_TIMEOUT_MS = 15_000;

/** Milliseconds until a till tries again what did not get through: the first time, then twice as long each time, and at most. */
export const TILL_RETRY_MIN_MS = 2_000;
export const TILL_RETRY_MAX_MS = 60_000;

/** The part of such a pause that it is longer by at most, by chance: after an outage not all tills come at once. */
export const TILL_RETRY_SPREAD = 0.5;

/** Milliseconds that the API may ask a till to wait: more than that is a wrong clock. */
export const TILL_RETRY_AFTER_MAX_MS = 15 * 60_000;

/** Faults of the API at one step of a sale or at a return after which it is set aside for a person: what is behind it goes on. */
export const TILL_FAULTS_MAX = 5;

/** Rounds in a row that one thing may end: from then on the next one is tried too. An API that restarts is back by then. */
export const TILL_STUCK_ROUNDS = 3;

/** Finished sales that a till keeps for reprints: weeks of a busy till, some megabytes. Unfinished ones are all kept. */
export const TILL_FINISHED_KEPT = 2_000;

/** Returns that were answered and are kept, so that one that is asked for again is known: months of a busy till. */
export const TILL_RETURNS_KEPT = 500;

/** Bytes of the till, minified and compressed by brotli. */
export const TILL_BROTLI_BYTES_MAX = 9_000;
