// Which webhooks count: Stripe's own signature over this very body, made within five minutes of the present.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WEBHOOK_TOLERANCE_S } from '../../src/limits.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import {
  callUnder,
  checkoutNow,
  type Delivery,
  deliver,
  expectRefusal,
  intentOf,
  nowS,
  openCheckout,
  pay,
  SECRETS,
  settings,
  signedBy,
  signedEvent,
  WEBHOOK_SECRET,
} from './support.ts';

let checkout: Checkout;
let told: Delivery;

beforeEach(async () => {
  checkout = await openCheckout();
  await pay(intentOf(checkout));
  told = await signedEvent('payment_intent.succeeded', intentOf(checkout));
});

afterEach(() => {
  vi.useRealTimers();
});

async function expectNothingChanged(): Promise<void> {
  expect(await checkoutNow(checkout.id)).toEqual(checkout);
}

describe('a webhook that does not count', () => {
  it('[W1] without a signature', async () => {
    expectRefusal(await deliver({ body: told.body, headers: {} }), 400, 'signature_missing');
    await expectNothingChanged();
  });

  it('[W1] signed with another secret', async () => {
    const forged = await signedBy('whsec_other', told.body, nowS());
    expectRefusal(await deliver(forged), 400, 'signature_invalid');
    await expectNothingChanged();
  });

  it('[W1] with a body that was altered by one character', async () => {
    const body = told.body.replace('"amount_received":339915', '"amount_received":339916');
    expect(body).not.toBe(told.body);
    expectRefusal(await deliver({ ...told, body }), 400, 'signature_invalid');
    await expectNothingChanged();
  });

  it.each([
    '',
    't=',
    'v1=00',
    `t=${nowS()}`,
    `t=${nowS()},v1=`,
    `t=${nowS()},v1=zz`,
    `t=-1,v1=00`,
    `t=1e9,v1=00`,
    'x'.repeat(10_000),
  ])('[W1] with the signature header %j', async (header) => {
    const answer = await deliver({ body: told.body, headers: { 'Stripe-Signature': header } });
    expectRefusal(answer, 400, 'signature_invalid');
    await expectNothingChanged();
  });

  it('[W1] with a right signature under another scheme only', async () => {
    const { headers } = await signedBy(WEBHOOK_SECRET, told.body, nowS());
    const v0 = (headers['Stripe-Signature'] ?? '').replace('v1=', 'v0=');
    expectRefusal(
      await deliver({ body: told.body, headers: { 'Stripe-Signature': v0 } }),
      400,
      'signature_invalid',
    );
    await expectNothingChanged();
  });

  it('[W1] with a timestamp of the present before the one that was signed', async () => {
    const at = nowS() + 100 * WEBHOOK_TOLERANCE_S;
    const { headers } = await signedBy(WEBHOOK_SECRET, told.body, at);
    const twice = `t=${nowS()},${headers['Stripe-Signature']}`;
    const answer = await deliver({ body: told.body, headers: { 'Stripe-Signature': twice } });
    expectRefusal(answer, 400, 'signature_invalid');
    await expectNothingChanged();
  });

  it('[W1] rightly signed, but no JSON', async () => {
    expectRefusal(await deliver(await signedBy(WEBHOOK_SECRET, 'hello', nowS())), 400, 'signature_invalid');
  });
});

describe('the age of a webhook', () => {
  async function deliveredAt(difference: number): Promise<number> {
    const now = nowS();
    vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 + 500 });
    const { status } = await deliver(await signedBy(WEBHOOK_SECRET, told.body, now + difference));
    vi.useRealTimers();
    return status;
  }

  it.each([-WEBHOOK_TOLERANCE_S, WEBHOOK_TOLERANCE_S])(
    '[W1] %i seconds from now counts',
    async (difference) => {
      expect(await deliveredAt(difference)).toBe(200);
      expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'complete' });
    },
  );

  it.each([-WEBHOOK_TOLERANCE_S - 1, WEBHOOK_TOLERANCE_S + 1])(
    '[W1] %i seconds from now does not count',
    async (difference) => {
      expect(await deliveredAt(difference)).toBe(400);
      await expectNothingChanged();
    },
  );
});

describe('a webhook that counts', () => {
  it('[W1] with one right signature among several, as while a secret is being changed', async () => {
    const { headers } = await signedBy(WEBHOOK_SECRET, told.body, nowS());
    const several = (headers['Stripe-Signature'] ?? '').replace(',v1=', `,v1=${'0'.repeat(64)},v1=`);
    const answer = await deliver({ body: told.body, headers: { 'Stripe-Signature': several } });
    expect(answer).toMatchObject({ status: 200, body: { received: true, settled: true } });
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'complete' });
  });

  it.each([
    ['of another kind', (event: Event) => ({ ...event, type: 'charge.refunded' })],
    ['of a payment that is not ours', (event: Event) => withMetadata(event, {})],
    ['that names a merchant only', (event: Event) => withMetadata(event, { zhehui_merchant: 'mer_demo' })],
    [
      'of a checkout that nobody has',
      (event: Event) => withMetadata(event, { zhehui_merchant: 'mer_demo', zhehui_checkout: 'chk_nobody' }),
    ],
    [
      'of a merchant that nobody is',
      (event: Event) => withMetadata(event, { zhehui_merchant: 'mer_nobody', zhehui_checkout: checkout.id }),
    ],
  ])('[W2] an event %s is accepted and changes nothing', async (_, change) => {
    const body = JSON.stringify(change(JSON.parse(told.body) as Event));
    const answer = await deliver(await signedBy(WEBHOOK_SECRET, body, nowS()));
    expect(answer).toMatchObject({ status: 200, body: { received: true, settled: false } });
    await expectNothingChanged();
  });
});

describe('a webhook of somebody else', () => {
  it('[W2] an event of a connected account changes nothing', async () => {
    const body = JSON.stringify({ ...(JSON.parse(told.body) as Event), account: 'acct_1' });
    const answer = await deliver(await signedBy(WEBHOOK_SECRET, body, nowS()));
    expect(answer).toMatchObject({ status: 200, body: { settled: false } });
    await expectNothingChanged();
  });

  it('[W2] a test event changes nothing where the key is live', async () => {
    const deployment = settings(SECRETS);
    const deliverThere = async (livemode: boolean) => {
      const body = JSON.stringify({ ...(JSON.parse(told.body) as Event), livemode });
      const { headers } = await signedBy(SECRETS.STRIPE_WEBHOOK_SECRET, body, nowS());
      return callUnder(deployment, '/v1/webhooks/stripe', { key: '', body, headers });
    };
    expect(await deliverThere(false)).toMatchObject({ status: 200, body: { settled: false } });
    await expectNothingChanged();
    expect(await deliverThere(true)).toMatchObject({ status: 200, body: { settled: true } });
  });
});

type Event = { type: string; data: { object: Record<string, unknown> } };

function withMetadata(event: Event, metadata: Record<string, string>): Event {
  return { ...event, data: { ...event.data, object: { ...event.data.object, metadata } } };
}
