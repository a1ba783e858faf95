// What the tests of returns share: a sale that is paid, units that come back, and books that must agree.

import { expect } from 'vitest';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { registryOf } from '../../src/tagging/registry.ts';
import type { Checkout, Claim, Refund } from '../../src/wire/objects.ts';
import type { QuoteRequest } from '../../src/wire/requests.ts';
import { claimOf, expectVerified } from './claim-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  deliver,
  intentOf,
  ledgerOf,
  nowS,
  order,
  PROGRAMME,
  payAndTell,
  type Shop,
  sandbox,
  signedEvent,
  stripe,
} from './support.ts';

export const CAPPED_ROBOT = { sku: 'P20', title: '石头 P20 扫地机器人', unit_amount: 800_000, quantity: 2 };

type Lines = QuoteRequest['lines'];

/** A checkout of a shop that is paid, by a card whose refunds behave as its name says. */
export async function sold(
  shop: Shop,
  over: Record<string, unknown> = {},
  card = 'pm_card_visa',
): Promise<Checkout> {
  const opened = checkoutIn(
    await call('/v1/checkouts', { key: shop.keys.sk, body: order({ lines: [CAPPED_ROBOT], ...over }) }),
    201,
  );
  const intent = intentOf(opened);
  if (card === 'pm_card_visa') await payAndTell(intent);
  else {
    await sandbox(`payment_intents/${intent}/pay`, {
      payment_method: card,
      return_url: 'https://shop.example',
    });
    await deliver(await signedEvent('payment_intent.succeeded', intent));
  }
  return checkoutNow(opened.id, shop.keys.sk);
}

/** Asks for a return of these units. */
export function giveBack(
  shop: Shop,
  checkout: Checkout,
  lines: readonly Record<string, unknown>[],
  over: { key?: string; reason?: string; api_key?: string } = {},
): Promise<Answer> {
  return call(`/v1/checkouts/${checkout.id}/refunds`, {
    key: over.api_key ?? shop.keys.sk,
    body: { lines, reason: over.reason ?? '七天无理由 changed mind' },
    headers: { 'Idempotency-Key': over.key ?? crypto.randomUUID() },
  });
}

export function refundIn({ status, body }: Answer): Refund {
  if (status !== 201) throw new Error(`no refund: ${status} ${JSON.stringify(body)}`);
  return body as unknown as Refund;
}

/** What Stripe holds of a payment: received, and refunded by refunds that have not failed. */
export async function paidInNet(checkout: Checkout): Promise<number> {
  const intent = intentOf(checkout);
  const { amount_received } = (await stripe(`payment_intents/${intent}`)) as { amount_received: number };
  return amount_received - (await refundsAtStripe(checkout)).reduce((all, { amount }) => all + amount, 0);
}

/** The refunds that Stripe holds of a payment and that have not failed. */
export async function refundsAtStripe(checkout: Checkout): Promise<{ id: string; amount: number }[]> {
  const { data } = (await stripe(`refunds?limit=100&payment_intent=${intentOf(checkout)}`)) as {
    data: { id: string; amount: number; status: string }[];
  };
  return data.filter(({ status }) => status !== 'failed');
}

/** Expects claim, balance and Stripe to say of a shop's only order what a fresh quote of the kept units says (SPEC Z1). */
export async function expectKept(shop: Shop, checkout: Checkout, kept: Lines): Promise<Claim> {
  const { shipping_amount } = checkout;
  const fresh = quote(
    { lines: kept, shipping_amount },
    { programme: ZHEJIANG_AI_2025, registry: registryOf([]), now: nowS() },
  );
  const claim = await claimOf(checkout, shop.keys.sk);
  expect(claim.amount - claim.reversed_amount).toBe(fresh.subsidy_amount);
  expect(await paidInNet(checkout)).toBe(fresh.amount_due);
  expect(await ledgerOf(shop.id).balance(PROGRAMME)).toMatchObject({
    pending: 0,
    posted: fresh.subsidy_amount,
  });
  await expectVerified(shop);
  return claim;
}

/** Makes Stripe misbehave in calls of this path. */
export const fault = (path: string, kind: Record<string, unknown>, times = 1, method = 'POST') =>
  sandbox('faults', { match: { method, path }, fault: kind, times });

/** Every event of this type about an object, delivered to the Worker in the order they came. */
export async function tell(type: string, id: string): Promise<void> {
  const { data } = (await sandbox(`events?type=${type}&limit=100`)) as {
    data: { event: { id: string; data: { object: { id: string } } } }[];
  };
  for (const { event } of data.filter((one) => one.event.data.object.id === id).reverse()) {
    const delivery = await sandbox(`events/${event.id}/signed`);
    await deliver(delivery as unknown as Parameters<typeof deliver>[0]);
  }
}

/** Stripe reports that a refund did not arrive, and the ledger does what it can about it. */
export async function failRefund(shop: Shop, checkout: Checkout, refund: Refund): Promise<void> {
  const { data } = (await stripe(`refunds?limit=100&payment_intent=${intentOf(checkout)}`)) as {
    data: { id: string; metadata: Record<string, string> }[];
  };
  const made = data.find(({ metadata }) => metadata['zhehui_refund'] === refund.id);
  await sandbox(`refunds/${made?.id}/fail`, {});
  await tell('refund.failed', String(made?.id));
  await ledgerOf(shop.id).due((nowS() + 1) * 1000);
}
