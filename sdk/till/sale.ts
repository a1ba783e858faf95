// A sale of a till, from the cart to the claim: what is written down of it, which call comes next, and what its answer makes
// of it. Pure: no storage, no network, no clock. Whoever writes the sale before each call and after each answer can be
// killed at any instant, and the sale is finished once (SPEC I3).

import { type Answer, type Call, isFault, type Problem } from './call.ts';
import type { Checkout, CheckoutRequest, ConfirmRequest, Quote } from './wire.ts';

/** What is sold, with what the till knows of it for its receipt. */
export type Cart = Pick<CheckoutRequest, 'lines' | 'buyer'>;

/** Money that the shop took itself. `amount` is what the customer was asked for, in fen. */
export type Taken = Omit<ConfirmRequest, 'expected_amount_due'> & {
  readonly amount: number;
  readonly at: number;
};

/**
 * `parked`: nothing was sent. `sending`: a checkout may have been opened. `reserved`: it is open, and waits for its money.
 * `confirming`: the API may have been told of the money. `canceling`: it is to be closed unpaid. `refused`: it needs a person.
 */
export type SaleState =
  | 'parked'
  | 'sending'
  | 'reserved'
  | 'confirming'
  | 'confirmed'
  | 'canceling'
  | 'canceled'
  | 'refused';

export type Sale = {
  /** Its place in the till's order; the storage gives it. */
  readonly seq: number;
  /** The order's reference, which stays through all tries. */
  readonly id: string;
  readonly created: number;
  readonly state: SaleState;
  /** What is sent; never changed once it was sent, so that it can be sent again. */
  readonly request: CheckoutRequest;
  /** `none`: the customer pays the full price, whatever `request` first asked for. */
  readonly subsidy: 'auto' | 'none';
  /** One for each call, and new ones for each try after a refusal or a cancel. */
  readonly keys: { readonly create: string; readonly confirm: string };
  readonly taken: Taken | null;
  /** What the till showed while the API was away. A guess: nothing was reserved by it. */
  readonly estimate: Quote | null;
  readonly checkout: Checkout | null;
  /** Why it is refused, or what keeps it from going on. */
  readonly problem: Problem | null;
  /** Faults of the API at the present step. */
  readonly faults: number;
};

/** Whether the API may hold an open checkout of it: all but what was never sent, or refused at once. */
const mayBeOpen = ({ state, checkout, problem }: Sale): boolean => {
  if (state !== 'refused') return state !== 'parked';
  return checkout === null ? (problem?.status ?? 0) >= 500 : checkout.status === 'open';
};

export const FINISHED: readonly SaleState[] = ['confirmed', 'canceled'];

/** The states of sales that the till may go on with by itself. */
export const SENT: readonly SaleState[] = ['parked', 'sending', 'reserved', 'confirming', 'canceling'];

/** The states of sales that are not finished. */
export const OPEN: readonly SaleState[] = [...SENT, 'refused'];

export const isFinished = ({ state }: Sale): boolean => FINISHED.includes(state);

/** Whether the till can go on with a sale by itself. */
export const isUnderWay = (sale: Sale): boolean => nextCall(sale) !== null;

const isExternal = ({ request }: Sale): boolean => request.payment?.provider === 'external';

/** What is asked of the API next; null where a person has to do something first, or nothing is left to do. */
export function nextCall(sale: Sale): Call | null {
  switch (sale.state) {
    case 'parked':
    case 'sending':
      return create(sale);
    case 'reserved':
    case 'confirming':
      return sale.taken === null ? null : settle(sale, sale.taken);
    case 'canceling':
      if (sale.checkout === null) return create(sale);
      return { method: 'POST', path: `/v1/checkouts/${sale.checkout.id}/cancel` };
    default:
      return null;
  }
}

const CREATE = '/v1/checkouts';

const create = ({ request, keys }: Sale): Call => ({
  method: 'POST',
  path: CREATE,
  body: request,
  key: keys.create,
});

/** Of a sale at the full price the subsidy is given back first: what is confirmed is what the customer has paid. */
function settle(
  { checkout, request, subsidy, keys }: Sale,
  { tender, reference, amount }: Taken,
): Call | null {
  if (checkout === null) return null;
  const path = `/v1/checkouts/${checkout.id}`;
  if (subsidy === 'none' && checkout.subsidy_amount > 0) {
    return { method: 'POST', path, body: { lines: request.lines, subsidy: 'none' } };
  }
  const body: ConfirmRequest = {
    ...{ tender, expected_amount_due: amount },
    ...(reference !== undefined && { reference }),
  };
  return { method: 'POST', path: `${path}/confirm`, body, key: keys.confirm };
}

/** The sale as it has to be written down before its next call. */
export function beforeCall(sale: Sale): Sale {
  if (sale.state === 'parked') return { ...sale, state: 'sending' };
  const confirms = sale.state === 'reserved' && nextCall(sale)?.key === sale.keys.confirm;
  return confirms ? { ...sale, state: 'confirming' } : sale;
}

/** The sale after the answer to a call of it. Meanwhile the cashier may have taken the money, or want to cancel. */
export function afterCall(sale: Sale, call: Call, answer: Answer<Checkout>, faults_max: number): Sale {
  const next = nextCall(sale);
  // Another page of the same till was quicker.
  if (next === null || next.path !== call.path || next.key !== call.key) return sale;
  switch (answer.kind) {
    case 'ok':
      return withCheckout({ ...sale, problem: null, faults: 0 }, answer.value);
    case 'refused':
      return refused(sale, call, answer.problem);
    case 'later': {
      const faults = sale.faults + (isFault(answer.problem) ? 1 : 0);
      // What is to be closed is closed whenever that can be: a customer might pay for it still.
      if (faults >= faults_max && sale.state !== 'canceling')
        return { ...sale, state: 'refused', problem: answer.problem, faults: 0 };
      return { ...sale, problem: answer.problem, faults };
    }
    case 'blocked':
      return { ...sale, problem: answer.problem };
  }
}

/** What the API says of the checkout counts, whichever call it answers. */
export function withCheckout(sale: Sale, checkout: Checkout): Sale {
  const known = { ...sale, checkout };
  if (checkout.status === 'complete') return finished(known, 'confirmed');
  if (checkout.status === 'open') return opened(known, checkout);
  if (sale.state === 'canceling') return finished(known, 'canceled');
  return sale.taken === null
    ? { ...known, state: 'refused', problem: { code: 'reservation_expired', message: checkout.status } }
    : { ...known, state: 'refused', problem: { code: 'checkout_not_open', message: checkout.status } };
}

/** Of a sale that is finished nothing is sent again: who bought is forgotten. */
function finished(sale: Sale, state: 'confirmed' | 'canceled'): Sale {
  const { buyer: _, ...request } = sale.request;
  return { ...sale, state, request, problem: null };
}

function opened(sale: Sale, { amount_due, subsidy_amount }: Checkout): Sale {
  if (sale.state === 'canceling') return sale;
  const gives_back = sale.subsidy === 'none' && subsidy_amount > 0;
  // What is confirmed as received must be what was received.
  if (sale.taken !== null && sale.taken.amount !== amount_due && !gives_back) {
    const problem = { code: 'amount_differs', message: `taken ${sale.taken.amount}`, amount_due };
    return { ...sale, state: 'refused', problem };
  }
  return { ...sale, state: 'reserved' };
}

function refused(sale: Sale, call: Call, problem: Problem): Sale {
  if (sale.state === 'canceling') {
    // What was never opened needs no closing; what cannot be closed may be paid by now, and a look will say so.
    return call.path === CREATE ? finished(sale, 'canceled') : { ...sale, state: 'reserved', problem };
  }
  // The subsidy was refused, and the customer has paid the full price meanwhile: that is what is sold.
  if (
    call.path === CREATE &&
    sale.taken !== null &&
    sale.subsidy === 'none' &&
    sale.request.subsidy !== 'none'
  ) {
    const keys = { ...sale.keys, create: `${sale.keys.create}.full` };
    return { ...sale, state: 'parked', request: fullPriceRequest(sale), keys, problem: null };
  }
  const { checkout } = sale;
  const is_closed = problem.code === 'checkout_not_open' && checkout !== null;
  // The customer has paid what they were asked for: nobody can ask them for another amount.
  const is_other_amount = problem.code === 'amount_changed' && sale.taken !== null;
  return {
    ...sale,
    state: 'refused',
    problem: is_other_amount ? { ...problem, code: 'amount_differs' } : problem,
    ...(is_closed && { checkout: { ...checkout, status: 'expired' } }),
  };
}

function fullPriceRequest({ request: { expected_amount_due: _, ...request } }: Sale): CheckoutRequest {
  return { ...request, subsidy: 'none', payment: { provider: 'external' } };
}

/** What a cart costs without a subsidy, in fen. */
export const totalOf = ({ lines }: Pick<Cart, 'lines'>): number =>
  lines.reduce((all, line) => all + line.unit_amount * line.quantity - (line.discount_amount ?? 0), 0);

/** The customer pays this much, and the shop takes it: written down before anybody is told that it was paid. */
export function take(sale: Sale, taken: Taken): Sale {
  if (sale.state !== 'reserved' || sale.taken !== null || !isExternal(sale)) return sale;
  if (taken.amount !== sale.checkout?.amount_due) return sale;
  return { ...sale, taken, problem: null };
}

/** Whether the money is that which was written down: a button that is pressed twice is one payment. */
export const isSameMoney = (kept: Taken | null, { amount, tender, reference }: Taken): boolean =>
  kept?.amount === amount && kept.tender === tender && kept.reference === reference;

/** Why a sale takes no such money. */
export const moneyNotTaken = ({ state, taken, checkout, request }: Sale, { amount }: Taken): Problem => ({
  code: 'money_not_taken',
  message: `${amount} for a sale that is ${state}${taken === null ? '' : `, and paid ${taken.amount}`}`,
  amount_due: taken?.amount ?? checkout?.amount_due ?? totalOf(request),
});

/**
 * The customer pays the full price without a subsidy, now and for good, because none can be reserved: the network is away, or
 * the API has refused it. What may have been reserved by then is given back before the money is confirmed (SPEC I4).
 *
 * @param keys for a new try: used where the first one was not sent, or refused
 */
export function sellWithoutSubsidy(sale: Sale, taken: Taken, keys: Sale['keys']): Sale {
  if (isFinished(sale) || sale.state === 'canceling' || sale.taken !== null) return sale;
  if (taken.amount !== totalOf(sale.request)) return sale;
  // Through Stripe the customer may have paid already.
  if (mayBeOpen(sale) && !isExternal(sale)) return sale;
  const full = { ...sale, subsidy: 'none', taken, problem: null, faults: 0 } as const;
  if (mayBeOpen(sale)) return sale.state === 'refused' ? { ...full, state: resumed(sale) } : full;
  return { ...full, state: 'parked', checkout: null, keys, request: fullPriceRequest(sale) };
}

/** Closes a sale of which no money was taken; or all of it was given back, because the API refuses the sale. */
export function cancel(sale: Sale): Sale {
  if (isFinished(sale) || (sale.taken !== null && sale.state !== 'refused')) return sale;
  const unpaid = { ...sale, taken: null, problem: null, faults: 0 };
  return mayBeOpen(sale) ? { ...unpaid, state: 'canceling' } : finished(unpaid, 'canceled');
}

/** Where a sale goes on that may be open. */
const resumed = ({ checkout }: Sale): SaleState => (checkout === null ? 'sending' : 'reserved');

/** Tries a refused sale anew: where its checkout is open still, with that; else with another one under the same order. */
export function tryAgain(sale: Sale, keys: Sale['keys'], changes: Partial<CheckoutRequest> = {}): Sale {
  if (sale.state !== 'refused') return sale;
  const fresh = { ...sale, problem: null, faults: 0 };
  if (mayBeOpen(sale)) {
    const { checkout } = sale;
    return checkout === null ? { ...fresh, state: 'sending' } : opened(fresh, checkout);
  }
  // What was paid by now is all that the customer can be asked for.
  const expected = sale.taken === null ? {} : { expected_amount_due: sale.taken.amount };
  const request = { ...sale.request, ...expected, ...changes };
  return { ...fresh, state: 'parked', checkout: null, keys, request };
}
