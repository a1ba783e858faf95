// What goes wrong, as an error with a code. `message` is for developers; sdk/messages.ts has the words for buyers.

/** The API's codes: docs/api.md says what each means. */
export type ApiErrorCode =
  | 'already_confirmed'
  | 'amount_changed'
  | 'amount_too_large'
  | 'amount_too_small'
  | 'api_key_invalid'
  | 'body_missing'
  | 'body_not_json'
  | 'body_too_large'
  | 'body_unreadable'
  | 'budget_below_spent'
  | 'budget_exhausted'
  | 'buyer_limit_reached'
  | 'buyer_required'
  | 'cart_changed'
  | 'cart_too_large'
  | 'checkout_not_complete'
  | 'checkout_not_open'
  | 'idempotency_key_invalid'
  | 'idempotency_key_missing'
  | 'idempotency_key_reused'
  | 'internal_error'
  | 'key_kind_not_allowed'
  | 'merchant_not_allowed'
  | 'order_already_open'
  | 'origin_not_allowed'
  | 'parameter_invalid'
  | 'parameter_missing'
  | 'parameter_repeated'
  | 'parameter_unknown'
  | 'payment_declined'
  | 'payment_mismatch'
  | 'payment_not_external'
  | 'payment_provider_unavailable'
  | 'payment_refused'
  | 'payment_under_way'
  | 'price_from_page'
  | 'signed_cart_required'
  | 'priced_at_invalid'
  | 'product_missing'
  | 'products_invalid'
  | 'quantity_not_kept'
  | 'rate_limited'
  | 'reconciliation_under_way'
  | 'refund_refused'
  | 'refund_under_way'
  | 'refuses_to_start'
  | 'resource_missing'
  | 'review_not_needed'
  | 'route_missing'
  | 'serial_already_claimed'
  | 'serial_number_required'
  | 'serial_number_unknown'
  | 'signature_invalid'
  | 'signature_missing'
  | 'signed_cart_expired'
  | 'signed_cart_invalid'
  | 'signed_cart_used'
  | 'temporarily_unavailable'
  | 'too_many_changes'
  | 'too_many_returns';

/** What happens on this side of the API. */
export type SdkErrorCode =
  /** Nobody answered. */
  | 'network_error'
  /** Nobody answered in time. */
  | 'timeout'
  /** Your own AbortSignal. */
  | 'aborted'
  /** Something answered that is not the API: a proxy's page of HTML, a wrong address. */
  | 'bad_response'
  /** Stripe's form is not filled in; Stripe shows where. */
  | 'payment_incomplete';

export type ErrorCode = ApiErrorCode | SdkErrorCode;

export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'idempotency_error'
  | 'card_error'
  | 'api_error'
  /** Not the API's word, but this SDK's, or Stripe.js's. */
  | 'sdk_error';

/** What an error says beyond its code and message: the API's words, and Stripe's. */
export type MoreOfError = {
  type?: ErrorType;
  status?: number;
  retryAfterMs?: number | undefined;
  amount_due?: number;
  decline_code?: string | undefined;
  [more: string]: unknown;
};

export class ZhehuiError extends Error {
  override readonly name = 'ZhehuiError';
  declare readonly code: ErrorCode;
  readonly type: ErrorType = 'sdk_error';
  /** Of the API's answer; 0 where it was not the API that refused. */
  readonly status: number = 0;
  /** Milliseconds after which the API wants to be asked again. */
  declare readonly retryAfterMs?: number | undefined;
  /** The field that was refused, as `lines[0][sku]`. */
  declare readonly param?: string | undefined;
  declare readonly requestId?: string | undefined;
  /** With `amount_changed`: the fen that are due now. */
  declare readonly amountDue?: number | undefined;
  /** Where there is no subsidy to be had: the fen at which `subsidy: "none"` sells this cart. */
  declare readonly amountDueWithoutSubsidy?: number | undefined;
  /** Of a payment that was refused: why, as Stripe calls it, such as `insufficient_funds`. */
  declare readonly declineCode?: string | undefined;

  constructor(code: ErrorCode, message: string, more: MoreOfError = {}) {
    super(message);
    this.code = code;
    for (const name in more) {
      const camelCase = name.replace(/_./g, (at) => at.slice(1).toUpperCase());
      (this as Record<string, unknown>)[camelCase] = more[name];
    }
  }
}
