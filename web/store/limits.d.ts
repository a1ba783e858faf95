/** Units of one good in the cart: a household, not a wholesaler. */
export declare const QUANTITY_MAX = 20;
/** Orders that a browser remembers, the latest first: each is asked for anew when they are shown. */
export declare const ORDERS_MAX = 20;
/** Milliseconds between looks at a payment that is on its way: it has been looked at for 16 seconds by then. */
export declare const LOOK_MS = 5000;
/** Milliseconds for a return: as long as the SDK gives a call. */
export declare const RETURN_TIMEOUT_MS = 30000;
