// Every refusal of the API: what it is called, its status and what it says. The only place where failures become HTTP.

import { RATE_PERIOD_S, RETRY_AFTER_S, SHOWN_CHARS_MAX } from '../src/limits.ts';
import type { Fen } from '../src/money.ts';
import type { ErrorBody, WrongRow } from '../src/wire/objects.ts';

/** A refusal on its way to the caller. */
export class ApiError extends Error {
  readonly status: ErrorStatus;
  readonly type: ErrorBody['type'];
  readonly code: string;
  readonly param: string | undefined;
  readonly more: MoreOfError;

  constructor(
    status: ErrorStatus,
    type: ErrorBody['type'],
    code: string,
    message: string,
    param?: string,
    more: MoreOfError = {},
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
    this.more = more;
  }
}

/** What some refusals say beyond the rest. */
export type MoreOfError = {
  /** The price at which the cart can be sold with `subsidy: "none"`, where that is the way out. */
  readonly amount_due_without_subsidy?: Fen;
  /** What is due, where another amount was expected. */
  readonly amount_due?: Fen;
  /** What is wrong with the rows of an import. */
  readonly rows?: WrongRow[];
};

export type ErrorStatus = 400 | 401 | 402 | 403 | 404 | 409 | 413 | 429 | 500 | 503;

/** Seconds after which the same request may do better. */
const RETRY_AFTER: { readonly [status in ErrorStatus]?: number } = { 429: RATE_PERIOD_S, 503: RETRY_AFTER_S };

/** The error as the API answers it. */
export function errorResponse(error: ApiError, request_id: string): Response {
  const { type, code, message, param, more } = error;
  const body: { error: ErrorBody } = {
    error: { ...{ type, code, message }, ...(param !== undefined && { param }), ...more, request_id },
  };
  const headers = new Headers({ 'Request-Id': request_id });
  const retry_after_s = RETRY_AFTER[error.status];
  if (retry_after_s !== undefined) headers.set('Retry-After', String(retry_after_s));
  return Response.json(body, { status: error.status, headers });
}

export const invalid = (code: string, message: string, param?: string, more?: MoreOfError): ApiError =>
  new ApiError(400, 'invalid_request_error', code, message, param, more);

export const missing = (what: string, id: string, param = 'id'): ApiError =>
  new ApiError(404, 'invalid_request_error', 'resource_missing', `No such ${what}: '${shown(id)}'`, param);

export const conflict = (code: string, message: string, param?: string, more?: MoreOfError): ApiError =>
  new ApiError(409, 'invalid_request_error', code, message, param, more);

/** The way out of a refused subsidy: the cart is sold without one. */
export const sellableAt = (amount_due_without_subsidy: Fen): MoreOfError => ({ amount_due_without_subsidy });

export const idempotencyMismatch = (): ApiError =>
  new ApiError(
    400,
    'idempotency_error',
    'idempotency_key_reused',
    'Idempotency-Key: expected the request that this key was first sent with, got another one.',
    'Idempotency-Key',
  );

export const forbidden = (code: string, message: string): ApiError =>
  new ApiError(403, 'permission_error', code, message);

export const rateLimited = (calls_max: number): ApiError =>
  new ApiError(
    429,
    'invalid_request_error',
    'rate_limited',
    `Expected at most ${calls_max} such calls of one client in ${RATE_PERIOD_S} seconds, got more. Send the same request again later.`,
  );

export const unauthenticated = (message: string): ApiError =>
  new ApiError(401, 'authentication_error', 'api_key_invalid', message);

export const unavailable = (code: string, message: string): ApiError =>
  new ApiError(503, 'api_error', code, message);

/** What came, short enough to be read in a message. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
}

/**
 * What an unexpected error means for the caller. Objects say of themselves when they are overloaded or moving;
 * anything else is a bug, of which the caller learns nothing but the request's id.
 */
export function unexpected(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const signs = error as { overloaded?: boolean; retryable?: boolean } | null;
  if (signs?.overloaded || signs?.retryable) {
    return unavailable(
      'temporarily_unavailable',
      'The ledger is busy or moving. Send the same request again.',
    );
  }
  return new ApiError(
    500,
    'api_error',
    'internal_error',
    'Something went wrong here. Send the same request again.',
  );
}
