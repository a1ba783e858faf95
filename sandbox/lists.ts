// Lists: newest first, paged by cursor, filtered as Stripe filters each kind. Reads only.
import type Stripe from 'stripe';
import type { Call } from './context.ts';
import { invalid, missing } from './errors.ts';
import { present } from './events.ts';
import { EVENT_TYPES_MAX, LIST_DEFAULT, LIST_MAX } from './limits.ts';
import type { Kind } from './objects.ts';
import type { ListQuery } from './stored.ts';

export type ListParams = Stripe.PaginationParams & {
  created?: Stripe.RangeQueryParam | number;
  expand?: string[];
  payment_intent?: string;
  charge?: string;
  source?: string;
  type?: string;
  types?: string[];
  currency?: string;
  customer?: string;
  customer_account?: string;
  payout?: string;
  transfer_group?: string;
  delivery_success?: boolean;
};

export interface List {
  object: 'list';
  data: object[];
  has_more: boolean;
  url: string;
}

/** Refuses limits and cursors that cannot be. */
export function precheckList(params: ListParams): void {
  const { limit } = params;
  if (limit !== undefined && limit < 1)
    throw invalid('This value must be greater than or equal to 1.', 'parameter_invalid_integer', 'limit');
  if (limit !== undefined && limit > LIST_MAX) {
    throw invalid(
      `This value must be less than or equal to ${LIST_MAX}.`,
      'parameter_invalid_integer',
      'limit',
    );
  }
  if (params.starting_after !== undefined && params.ending_before !== undefined) {
    throw invalid(
      'You may only specify one of these parameters: starting_after, ending_before.',
      'parameters_exclusive',
    );
  }
  if (params.type !== undefined && params.types !== undefined) {
    throw invalid('You may only specify one of these parameters: type, types.', 'parameters_exclusive');
  }
  if ((params.types?.length ?? 0) > EVENT_TYPES_MAX) {
    throw invalid(`You may only specify up to ${EVENT_TYPES_MAX} types.`, undefined, 'types');
  }
}

export function list(call: Call, kind: Kind, url: string, params: ListParams): List {
  checkCursors(call, kind, params);
  if (hasNone(params)) return { object: 'list', data: [], has_more: false, url };
  const { data, has_more } = call.sandbox.store.list(kind, query(params));
  const shown = data.map((item) => (item.object === 'event' ? present(call.sandbox, item) : item));
  return { object: 'list', data: shown, has_more, url };
}

function query(params: ListParams): ListQuery {
  const { type } = params;
  const wildcard = type?.endsWith('*') === true;
  return {
    limit: params.limit ?? LIST_DEFAULT,
    starting_after: params.starting_after,
    ending_before: params.ending_before,
    created:
      typeof params.created === 'number' ? { gte: params.created, lte: params.created } : params.created,
    payment_intent: params.payment_intent ?? null,
    charge: params.charge ?? params.source ?? null,
    type: wildcard ? null : (type ?? null),
    type_prefix: wildcard && type !== undefined ? type.slice(0, -1) : undefined,
    types: params.types,
    currency: params.currency ?? null,
    undelivered: params.delivery_success === undefined ? undefined : !params.delivery_success,
  };
}

/** Filters by what this sandbox never has: nothing matches. */
function hasNone(params: ListParams): boolean {
  return [params.customer, params.customer_account, params.payout, params.transfer_group].some(
    (value) => value !== undefined,
  );
}

function checkCursors(call: Call, kind: Kind, params: ListParams): void {
  for (const name of ['starting_after', 'ending_before'] as const) {
    const id = params[name];
    if (id !== undefined && call.sandbox.store.seqOf(kind, id) === undefined)
      throw missing(kind, id, name, 400);
  }
}
