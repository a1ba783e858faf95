// Every bound of the browser SDK, with its unit in the name, and the reason for its size.

/** Milliseconds for a whole call, all its tries included: Stripe may take ten seconds of it, and a buyer waits no longer. */
export const CALL_TIMEOUT_MS = 30_000;

/** Milliseconds before the second try; twice as long before each further one. Up to half of it is random, so that pages do not come at once. */
export const BACKOFF_MS = 400;

/** Milliseconds of a pause that is not made any more: three pauses, so four tries. The second and third find an API that restarts, the fourth one that was overloaded for seconds. */
export const BACKOFF_MAX_MS = 8 * BACKOFF_MS;

/** Milliseconds before the first look at a checkout whose payment is made; twice as long before each further one. Stripe's webhook comes within a second or two. */
export const SETTLING_WAIT_MS = 250;

/** Milliseconds for all looks, Stripe's own word included: nobody stares longer. */
export const SETTLING_TIMEOUT_MS = 20_000;

/** Bytes of the core, minified and compressed by brotli. */
export const CORE_BROTLI_BYTES_MAX = 2_000;

/** Bytes of the core with the elements, minified and compressed by brotli. */
export const ELEMENTS_BROTLI_BYTES_MAX = 5_000;
