// Every bound of a till, with its unit in the name, and the reason for its size.

/** Milliseconds between the first keys of a barcode scanner at most: most type every 1 to 50, a person hardly below 80. */
export const SCAN_GAP_MS_MAX = 70;

/** Milliseconds after which a code without an Enter behind it is over; a tablet that is busy may be late with a key by less. */
export const SCAN_IDLE_MS = 200;

/** Characters of a scanned code: fewer are a person's quick fingers; more are several codes that ran together. */
export const SCAN_CHARS_MIN = 4;
export const SCAN_CHARS_MAX = 128;

/** Milliseconds that a till waits for one answer: a checkout that leases and asks Stripe takes a few seconds at worst. */
export const TILL_TIMEOUT_MS = 15_000;

/** Milliseconds until a till tries again what did not get through: the first time, and at most. */
export const TILL_RETRY_MIN_MS = 2_000;
export const TILL_RETRY_MAX_MS = 60_000;

/** Answers 500 to one step of a sale after which it is set aside for a person: the sales behind it go on. */
export const TILL_FAULTS_MAX = 5;

/** Finished sales that a till keeps for reprints: weeks of a busy till, some megabytes. Unfinished ones are all kept. */
export const TILL_FINISHED_KEPT = 2_000;

/** Bytes of the till, minified and compressed by brotli. */
export const TILL_BROTLI_BYTES_MAX = 9_000;
