// Stripe's error envelope, and the failures that lead to it. Builds answers; decides nothing.
import type { Charge, PaymentIntent, PaymentMethod } from './objects.ts';

export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface ErrorFields {
  type: ErrorType;
  message: string;
  code?: string | undefined;
  decline_code?: string | undefined;
  advice_code?: string | undefined;
  param?: string | undefined;
  payment_intent?: PaymentIntent | undefined;
  payment_method?: PaymentMethod | undefined;
  payment_method_type?: string | undefined;
  charge?: string | Charge | undefined;
}

/** A request that Stripe refuses. Thrown before anything is written: whatever was written is rolled back. */
export class StripeFailure extends Error {
  readonly status: number;
  readonly fields: ErrorFields;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, fields: ErrorFields, headers: Readonly<Record<string, string>> = {}) {
    super(fields.message);
    this.status = status;
    this.fields = fields;
    this.headers = headers;
  }
}

/** A 400 for a bad request; `code` and `param` in Stripe's words. */
export function invalid(message: string, code?: string, param?: string): StripeFailure {
  return new StripeFailure(400, { type: 'invalid_request_error', message, code, param });
}

/** A missing object. Stripe answers 404 when the id stands in the path, 400 when it came as a parameter. */
export function missing(what: string, id: string, param: string, status: 400 | 404 = 404): StripeFailure {
  const message = `No such ${what}: '${id}'`;
  return new StripeFailure(status, {
    type: 'invalid_request_error',
    message,
    code: 'resource_missing',
    param,
  });
}

export function unknownRoute(method: string, path: string): StripeFailure {
  return new StripeFailure(404, {
    type: 'invalid_request_error',
    message:
      `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. ` +
      'If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. ' +
      'Please see https://stripe.com/docs or we can help at https://support.stripe.com/.',
  });
}

/** The envelope as text. `doc_url` follows from the code, `request_log_url` from the request. */
export function envelope(fields: ErrorFields, request_id: string): string {
  const doc_url = fields.code && `https://stripe.com/docs/error-codes/${fields.code.replaceAll('_', '-')}`;
  const request_log_url = `https://dashboard.stripe.com/test/logs/${request_id}`;
  return JSON.stringify({ error: { ...fields, ...(doc_url && { doc_url }), request_log_url } });
}
