// What goes into the store and comes out of it, beside Stripe's objects. Types only.

export type DeliveryState = 'pending' | 'delivered' | 'given_up' | 'dropped';
export interface Delivery {
  event_id: string;
  state: DeliveryState;
  next_ms: number;
  first_ms: number;
  tries: number;
  last_result: string | null;
}
export interface StoredAnswer {
  path: string;
  fingerprint: string;
  request_id: string;
  status: number;
  body: string;
}
export interface Links {
  payment_intent?: string | null;
  charge?: string | null;
  type?: string | null;
  currency?: string | null;
}
/** One page of a list, newest first. `before` and `after` are ids of the same kind. */
export interface ListQuery extends Links {
  limit: number;
  types?: readonly string[] | undefined;
  /** Types that begin with this, as in `charge.*`. */
  type_prefix?: string | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
  created?: { gt?: number; gte?: number; lt?: number; lte?: number } | undefined;
  undelivered?: boolean | undefined;
}
export interface Task {
  id: string;
  kind: string;
  due_ms: number;
}
