// The bounds that all pages share, with their unit in the name, and the reason for their size.

/** Milliseconds for what the Worker tells a page: longer than the till's service worker waits before it answers from what it keeps. */
export const WEB_CONFIG_TIMEOUT_MS = 5_000;
