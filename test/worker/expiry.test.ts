import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  CHECKOUT_TTL_MAX_S,
  CHECKOUT_TTL_MIN_S,
  CHECKOUT_TTL_S,
  EXPIRY_RETRY_S,
  LEDGER_SHARDS_MAX,
  LOOK_UP_AFTER_S,
} from '../../src/limits.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import {
  call,
  checkoutNow,
  DEMO,
  deliver,
  expectRefusal,
  intentOf,
  KEY,
  ledgerObject,
  newShop,
  openCheckout,
  order,
  PROGRAMME,
  ROBOT,
  sandbox,
  signedEvent,
  stripe,
} from './support.ts';

const ledger = () => ledgerObject(DEMO);

/** Lets the ledger's alarm ring as if it were so many seconds after the checkout was opened. */
async function ringAfter(checkout: Checkout, seconds: number): Promise<void> {
  await ledger().due((checkout.created + seconds) * 1000);
}

async function read(checkout: Checkout): Promise<Record<string, unknown>> {
  return (await call(`/v1/checkouts/${checkout.id}`)).body;
}

async function atStripe(payment_intent: string): Promise<string> {
  const answer = await fetch(`${env.STRIPE_API_BASE}/v1/payment_intents/${payment_intent}`, {
    headers: { Authorization: 'Bearer sk_test_sandbox' },
  });
  return ((await answer.json()) as { status: string }).status;
}

describe('the time that a merchant chose', () => {
  it('[L8] is the time after which its checkouts expire', async () => {
    const shop = await newShop({ checkout_ttl: CHECKOUT_TTL_MAX_S });
    const checkout = await openCheckout({}, shop.keys.sk);
    expect(checkout.expires_at - checkout.created).toBe(CHECKOUT_TTL_MAX_S);
    const status = async () => (await checkoutNow(checkout.id, shop.keys.sk)).status;
    await ledgerObject(shop.id).due((checkout.created + CHECKOUT_TTL_MAX_S - 1) * 1000);
    expect(await status()).toBe('open');
    await ledgerObject(shop.id).due((checkout.created + CHECKOUT_TTL_MAX_S) * 1000);
    expect(await status()).toBe('expired');
  });

  it('[A4] is from one minute to one day, and its ledgers are from 1 to LEDGER_SHARDS_MAX', async () => {
    const edges = {
      checkout_ttl: [CHECKOUT_TTL_MIN_S, CHECKOUT_TTL_MAX_S],
      ledger_shards: [1, LEDGER_SHARDS_MAX],
    };
    for (const [field, [least = 0, most = 0]] of Object.entries(edges)) {
      const create = (value: unknown) =>
        call('/v1/merchants', { key: KEY.ok, body: { name: 'Shop', programme: PROGRAMME, [field]: value } });
      for (const value of [least, most]) {
        expect(await create(value)).toMatchObject({ status: 201, body: { [field]: value } });
      }
      for (const value of [least - 1, most + 1, 1.5, '60']) {
        expectRefusal(await create(value), 400, 'parameter_invalid', field);
      }
    }
  });
});

describe('a checkout that is not paid in time', () => {
  afterEach(() => sandbox('faults', undefined, 'DELETE'));

  it('[L8] is canceled at Stripe first, then expires, and its money is free again', async () => {
    const checkout = await openCheckout();
    const before = await ledger().balance('zhejiang-ai-2025');
    await ringAfter(checkout, CHECKOUT_TTL_S);
    const after = await ledger().balance('zhejiang-ai-2025');
    expect(await read(checkout)).toMatchObject({ status: 'expired', claim: { status: 'voided' } });
    expect(await atStripe(intentOf(checkout))).toBe('canceled');
    expect(before.pending - after.pending).toBe(checkout.subsidy_amount);
  });

  it('[L8] stays open one second before its time', async () => {
    const checkout = await openCheckout();
    await ringAfter(checkout, CHECKOUT_TTL_S - 1);
    expect(await read(checkout)).toMatchObject({ status: 'open', claim: { status: 'pending' } });
    expect(await atStripe(intentOf(checkout))).toBe('requires_payment_method');
  });

  it('[L8] is complete where Stripe says that it was paid, though no webhook ever came', async () => {
    const checkout = await openCheckout();
    await sandbox(`payment_intents/${intentOf(checkout)}/pay`, {
      payment_method: 'pm_card_visa',
    });
    await ringAfter(checkout, CHECKOUT_TTL_S);
    expect(await read(checkout)).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
  });

  it('[L8] is complete where Stripe says so, though it was told of a refund before it was told of the payment', async () => {
    const checkout = await openCheckout();
    const payment_intent = intentOf(checkout);
    await sandbox(`payment_intents/${payment_intent}/pay`, { payment_method: 'pm_card_visa' });
    const { id } = await stripe('refunds', { payment_intent, amount: '1' });
    await deliver(await signedEvent('refund.created', String(id)));
    expect(await read(checkout)).toMatchObject({ status: 'open', flag: 'refund_outside' });
    await ringAfter(checkout, CHECKOUT_TTL_S);
    expect(await read(checkout)).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
  });

  it('[R6] paid, and told of its refund first, cannot change its cart', async () => {
    const checkout = await openCheckout();
    const payment_intent = intentOf(checkout);
    await sandbox(`payment_intents/${payment_intent}/pay`, { payment_method: 'pm_card_visa' });
    const { id } = await stripe('refunds', { payment_intent, amount: '1' });
    await deliver(await signedEvent('refund.created', String(id)));
    const other = { lines: [{ ...ROBOT, quantity: 2 }] };
    expectRefusal(await call(`/v1/checkouts/${checkout.id}`, { body: other }), 409, 'checkout_not_open');
  });

  it('[L8] stays open while the payment is on its way, and is asked about again', async () => {
    const checkout = await openCheckout();
    const intent = intentOf(checkout);
    await sandbox(`payment_intents/${intent}/pay`, {
      payment_method: 'alipay',
      return_url: 'https://shop.example/',
      next: 'processing',
    });
    const match = { method: 'POST', path: '/v1/payment_intents/*/cancel' };
    await sandbox('faults', { match, fault: { kind: 'status', status: 400 }, times: 1 });
    await ringAfter(checkout, CHECKOUT_TTL_S);
    expect(await read(checkout)).toMatchObject({ status: 'open', claim: { status: 'pending' } });
    await sandbox(`payment_intents/${intent}/authorize`, {});
    await ringAfter(checkout, CHECKOUT_TTL_S + EXPIRY_RETRY_S);
    expect(await read(checkout)).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
  });

  it('[L8] stays open while Stripe is silent, and is asked about again', async () => {
    const checkout = await openCheckout();
    const match = { method: 'POST', path: '/v1/payment_intents/*/cancel' };
    await sandbox('faults', { match, fault: { kind: 'status', status: 429 }, times: 1 });
    await ringAfter(checkout, CHECKOUT_TTL_S);
    expect(await read(checkout)).toMatchObject({ status: 'open', claim: { status: 'pending' } });
    await ringAfter(checkout, CHECKOUT_TTL_S + EXPIRY_RETRY_S);
    expect(await read(checkout)).toMatchObject({ status: 'expired', claim: { status: 'voided' } });
  });

  it('[L8] left behind without its payment: what its try made is found under its key and canceled', async () => {
    const body = order();
    await sandbox('faults', {
      match: { method: 'POST', path: '/v1/payment_intents' },
      fault: { kind: 'drop_reply' },
      times: 3,
    });
    expect((await call('/v1/checkouts', { body })).status).toBe(503);
    await sandbox('faults', undefined, 'DELETE');
    const { data } = (await call(`/v1/claims?order_reference=${body['order_reference']}`)).body as {
      data: { checkout: string }[];
    };
    const checkout = (await call(`/v1/checkouts/${data[0]?.checkout}`)).body as unknown as Checkout;
    expect(checkout.payment).toBeNull();
    await ringAfter(checkout, CHECKOUT_TTL_S);
    const closed = (await read(checkout)) as unknown as Checkout;
    expect(closed).toMatchObject({ status: 'expired', claim: { status: 'voided' } });
    expect(await atStripe(intentOf(closed))).toBe('canceled');
  });

  it('[L8] left behind for a day: its payment is looked up, for Stripe has forgotten the key', async () => {
    const body = order();
    await sandbox('faults', {
      match: { method: 'POST', path: '/v1/payment_intents' },
      fault: { kind: 'drop_reply' },
      times: 3,
    });
    expect((await call('/v1/checkouts', { body })).status).toBe(503);
    const { data } = (await call(`/v1/claims?order_reference=${body['order_reference']}`)).body as {
      data: { checkout: string }[];
    };
    const checkout = (await call(`/v1/checkouts/${data[0]?.checkout}`)).body as unknown as Checkout;
    // Creating must not be needed any more.
    await sandbox('faults', {
      match: { method: 'POST', path: '/v1/payment_intents' },
      fault: { kind: 'status', status: 500 },
      times: 9,
    });
    await ringAfter(checkout, LOOK_UP_AFTER_S);
    const closed = (await read(checkout)) as unknown as Checkout;
    expect(closed).toMatchObject({ status: 'expired', claim: { status: 'voided' } });
    expect(await atStripe(intentOf(closed))).toBe('canceled');
  });

  it('[L8] left behind for a day: what an earlier try has made is not taken for the payment of the last one', async () => {
    const body = order();
    await sandbox('faults', {
      match: { method: 'POST', path: '/v1/payment_intents' },
      fault: { kind: 'status', status: 500, when: 'after' },
      times: 1,
    });
    expect((await call('/v1/checkouts', { body })).status).toBe(503);
    const { data } = (await call(`/v1/claims?order_reference=${body['order_reference']}`)).body as {
      data: { checkout: string }[];
    };
    const checkout = (await call(`/v1/checkouts/${data[0]?.checkout}`)).body as unknown as Checkout;
    await ringAfter(checkout, LOOK_UP_AFTER_S);
    expect(await read(checkout)).toMatchObject({ status: 'expired', claim: { status: 'voided' } });
  });

  it('[L8] left behind for a day, and the look-up fails: the next one finds its payment all the same', async () => {
    const body = order();
    await sandbox('faults', {
      match: { method: 'POST', path: '/v1/payment_intents' },
      fault: { kind: 'html', status: 200, when: 'after', should_retry: false },
      times: 1,
    });
    expect((await call('/v1/checkouts', { body })).status).toBe(503);
    const { data } = (await call(`/v1/claims?order_reference=${body['order_reference']}`)).body as {
      data: { checkout: string }[];
    };
    const checkout = (await call(`/v1/checkouts/${data[0]?.checkout}`)).body as unknown as Checkout;
    await sandbox('faults', {
      match: { method: 'GET', path: '/v1/payment_intents' },
      fault: { kind: 'status', status: 500, should_retry: false },
      times: 1,
    });
    await ringAfter(checkout, LOOK_UP_AFTER_S);
    expect(await read(checkout)).toMatchObject({ status: 'open', claim: { status: 'pending' } });
    await ringAfter(checkout, LOOK_UP_AFTER_S + EXPIRY_RETRY_S);
    const closed = (await read(checkout)) as unknown as Checkout;
    expect(closed).toMatchObject({ status: 'expired', claim: { status: 'voided' } });
    expect(await atStripe(intentOf(closed))).toBe('canceled');
  });

  it('[L8] the order may be tried anew after its expiry', async () => {
    const body = order();
    const first = (await call('/v1/checkouts', { body })).body as unknown as Checkout;
    await ringAfter(first, CHECKOUT_TTL_S);
    const second = await call('/v1/checkouts', { body });
    expect(second.status).toBe(201);
    expect(second.body['id']).not.toBe(first.id);
  });
});
