// How the API's answers are held against the model, and what the shop knows from them.

import { expect } from 'vitest';
import type { LineUnits } from '../../../src/claim.ts';
import type { Checkout } from '../../../src/wire/objects.ts';
import { type Answer, errorOf } from '../support.ts';
import { type Cart, isLive, keptOf, type Model, type Sale, type SignedOrder } from './model.ts';
import { saw, type World } from './world.ts';

/** Expects one of these refusals, and gives its code; 503 only where something stood in the way. */
export function expectRefused(answer: Answer, world: World, codes: readonly string[]): string {
  const code = String(errorOf(answer)['code'] ?? '');
  const is_silent = answer.status === 503 && world.disturbed;
  if (!is_silent) expect(codes, JSON.stringify(answer.body)).toContain(code);
  saw(is_silent ? 'unanswered' : code);
  return code;
}

/** An order, what is to be opened for it, and under which idempotency key. */
export type Opening = {
  readonly shop: number;
  readonly order: string;
  readonly external: boolean;
  readonly cart: Cart;
  readonly key: string | null;
};

/** Takes the answer to an opening, or to one of several at once. */
export function takeOpening(opening: Opening, answer: Answer, model: Model, world: World): void {
  const { shop, order, external, cart, key } = opening;
  const sent = JSON.stringify([order, external, cart]);
  const named = `${shop}/${key}`;
  const bound = model.keys.get(named);
  if (key !== null && (answer.status < 300 || answer.status === 503)) model.keys.set(named, sent);
  if (answer.status < 300) {
    takeCheckout(opening, answer, model);
    return;
  }
  if (answer.status === 503) model.unanswered.push({ shop, order });
  const code = expectRefused(answer, world, [
    'order_already_open',
    ...(cart.subsidy === 'auto' ? ['budget_exhausted', 'serial_already_claimed'] : []),
    ...(key === null ? [] : ['idempotency_key_reused']),
  ]);
  if (code === 'order_already_open') expect(model.mayBeLive(shop, order)).toBe(true);
  if (code === 'idempotency_key_reused') expect([undefined, sent]).not.toContain(bound);
}

/** Takes the answer to an opening with a signed cart. */
export function takeSignedOpening(signed: SignedOrder, answer: Answer, model: Model, world: World): void {
  const { shop, order, cart } = signed;
  if (answer.status < 300) {
    takeCheckout({ shop, order, external: false, cart, key: null }, answer, model);
    if (signed.sale !== null) expect(answer.body['id']).toBe(signed.sale);
    // The same cart signed twice may have opened what is found: that uses this one not up.
    if (answer.status === 201) signed.sale = String(answer.body['id']);
    return;
  }
  if (answer.status === 503) {
    signed.is_unsure = true;
    model.unanswered.push({ shop, order });
  }
  const code = expectRefused(answer, world, [
    ...['order_already_open', 'signed_cart_used'],
    ...(cart.subsidy === 'auto' ? ['budget_exhausted', 'serial_already_claimed'] : []),
  ]);
  const sale = model.sales.find(({ id }) => id === signed.sale);
  if (code === 'signed_cart_used') {
    expect(signed.is_unsure || (sale !== undefined && !isLive(sale))).toBe(true);
  } else if (!world.disturbed) expect(sale).toBeUndefined();
  if (code === 'order_already_open') expect(model.mayBeLive(shop, order)).toBe(true);
}

function takeCheckout(
  { shop, order, external, cart }: Opening,
  { status, body, headers }: Answer,
  model: Model,
): void {
  const checkout = body as unknown as Checkout;
  const known = model.sales.find(({ id }) => id === checkout.id);
  const is_replayed = headers.get('Idempotent-Replayed') === 'true';
  saw(is_replayed ? 'replayed' : status === 201 ? 'opened' : 'same again');
  if (known !== undefined) {
    expect(known).toMatchObject({ shop, order, external, request: cart });
    return;
  }
  if (status === 201 && !is_replayed) expect(model.live(shop, order)).toBeUndefined();
  model.sales.push({
    ...{ id: checkout.id, shop, order, external, request: cart, carts: [cart] },
    ...{ tender: null, paid_amount: null },
    ...{ is_tampered: false, is_refunded_outside: false },
    payment_intent: checkout.payment?.provider === 'stripe' ? checkout.payment.payment_intent : '',
    open: checkout.status === 'open' ? 'yes' : 'no',
    returns: new Map(),
  });
}

/** A return as it was asked for. */
export type AskedReturn = { readonly lines: readonly LineUnits[]; readonly key: string };

export function takeReturn(sale: Sale, { lines, key }: AskedReturn, answer: Answer, world: World): void {
  const known = sale.returns.get(key);
  if (answer.status === 201) {
    expect(sale.paid_amount).not.toBeNull();
    if (known?.refund) expect(answer.body['id']).toBe(known.refund);
    expect(answer.body['lines']).toEqual(lines);
    sale.returns.set(key, { lines, refund: String(answer.body['id']) });
    saw(known === undefined ? 'returned' : 'return again');
    return;
  }
  if (answer.status === 503 && known === undefined) sale.returns.set(key, { lines, refund: null });
  const code = expectRefused(answer, world, [
    'quantity_not_kept',
    // A return whose refund Stripe refused has used its key up, too.
    ...(known === undefined && !sale.is_refunded_outside ? [] : ['idempotency_key_reused']),
    // A shop that was not told of the payment cannot take anything back.
    ...(sale.returns.size === 0 ? ['checkout_not_complete'] : []),
    ...(sale.is_refunded_outside ? ['refund_refused'] : []),
    ...(world.disturbed ? ['refund_under_way'] : []),
  ]);
  if (code === 'quantity_not_kept') expect(isTooMuch(sale, lines), JSON.stringify(answer.body)).toBe(true);
}

/** Whether more is asked for than is kept for sure, in any cart that it can be. */
function isTooMuch({ carts, returns }: Sale, lines: readonly LineUnits[]): boolean {
  return carts.some((cart) => {
    const numbered = cart.lines.map((line, at) => ({ ...line, sku: String(at) }));
    const kept = keptOf({ ...cart, lines: numbered }, [...returns.values()]);
    const left = (line: number): number => kept.find(({ sku }) => sku === String(line))?.quantity ?? 0;
    return lines.some(({ line, quantity }) => quantity > left(line));
  });
}
