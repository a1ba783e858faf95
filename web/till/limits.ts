// Every bound of the till's page, with its unit in the name, and the reason for its size. Those of what is sold are the API's
// (src/limits.ts), those of scanning and sending the library's (sdk/till/limits.ts).

/** Milliseconds that the API has before an estimate is shown: below, a change of price is only a flicker. */
export const ESTIMATE_AFTER_MS = 700;

/** Milliseconds until an estimate is tried to be replaced: whoever stands there waits for it. */
export const QUOTE_AGAIN_MS = 5_000;

/** Milliseconds that a quote may take before it is given up. */
export const QUOTE_TIMEOUT_MS = 8_000;

/** Milliseconds after which a cashier need not wait for a reservation any longer: the ways out are shown. */
export const RESERVING_MS_MAX = 4_000;

/** Milliseconds between two looks at a payment by QR code: a customer who has paid waits for the word. */
export const QR_LOOK_MS = 2_000;

/** Milliseconds that another page of the till may take to end: a reload is no second till. */
export const OTHER_PAGE_MS = 400;

/** Seconds by which the tablet's clock may differ from the API's: a programme begins and ends at midnight, not at a minute. */
export const CLOCK_DIFFERENCE_S_MAX = 300;

/** Milliseconds for the server's time: nobody waits for it, and what comes late says little. */
export const CLOCK_TIMEOUT_MS = 5_000;

/** Finished sales that are shown: a day's worth. More would only be scrolled past. */
export const FINISHED_SHOWN = 100;

/** Mistakes of a product list that are shown: what one mends before one tries again. */
export const MISTAKES_SHOWN = 20;

/** Characters of a till's key that are taken: several times those of one. */
export const KEY_CHARS_MAX = 200;

/** Answered returns that the returns screen lists: what a cashier may have missed in a while. */
export const ANSWERED_RETURNS_SHOWN = 10;
