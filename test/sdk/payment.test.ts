// Payments: what confirm() and the return from a bank or a wallet come to, whatever Stripe.js and the API do.

import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../sdk/index.ts';
import { CALL_TIMEOUT_MS } from '../../sdk/limits.ts';
import { CART, COMPLETE, goTo, mounted, OPEN, onAPage, shopOf } from './payment-support.ts';
import { type Answer, type Confirmation, opened, refused, stripeOf } from './support.ts';

onAPage();

const refusing =
  (type: string, status?: string): (() => Promise<Confirmation>) =>
  async () => ({ error: { type, message: '您的卡被拒绝。', ...(status && { payment_intent: { status } }) } });

describe('confirm', () => {
  it('[F5] a payment is complete when the API says so, not before', async () => {
    const stripe = stripeOf();
    const { api, checkout } = await mounted(stripe, OPEN, OPEN, OPEN, COMPLETE);
    const outcome = await checkout.confirm();
    expect(outcome).toMatchObject({ status: 'complete', error: undefined });
    expect(outcome.checkout).toBe(checkout);
    expect(checkout.status).toBe('complete');
    expect(api.asked).toHaveLength(5);
    expect(stripe.told).toEqual([
      ['elements', { clientSecret: 'pi_1_secret_2', locale: 'zh' }],
      ['mount', 'payment', '#pay'],
      ['confirm', 'https://shop.example/pay?step=2&zhehui_checkout=chk_1#form'],
    ]);
  });

  it('[F5] what the API does not know in time is processing, whatever Stripe.js says', async () => {
    // It looks after 250 and 750 ms; the third look, after 1,750, would find it paid.
    const { checkout } = await mounted(stripeOf(), OPEN, OPEN, OPEN, COMPLETE);
    expect(await checkout.confirm({ timeoutMs: 1_000 })).toMatchObject({ status: 'processing' });
  });

  it('[F5] an API that fails after the payment is no failure of the payment', async () => {
    const { checkout } = await mounted(
      stripeOf(),
      OPEN,
      refused(404, 'route_missing'),
      { body: '<html>' },
      COMPLETE,
    );
    expect(await checkout.confirm()).toMatchObject({ status: 'complete' });
  });

  it('[F5] a page that stops waiting is told that the payment is processing', async () => {
    const controller = new AbortController();
    const stripe = stripeOf(async () => {
      setTimeout(() => controller.abort(), 100);
      return {};
    });
    const { checkout } = await mounted(stripe, OPEN);
    expect(await checkout.confirm({ signal: controller.signal })).toMatchObject({ status: 'processing' });
  });

  it('[F5] two clicks are one confirmation, and after a refusal the buyer may try again', async () => {
    let fails = true;
    const stripe = stripeOf(async () => (fails ? refusing('card_error', 'requires_payment_method')() : {}));
    const { checkout } = await mounted(stripe, OPEN, OPEN, COMPLETE);
    const [first, second] = await Promise.all([checkout.confirm(), checkout.confirm()]);
    expect(second).toBe(first);
    fails = false;
    expect(await checkout.confirm()).toMatchObject({ status: 'complete' });
    expect(stripe.told.filter((one) => (one as string[])[0] === 'confirm')).toHaveLength(2);
  });

  it('[F5] what was paid meanwhile, in another tab, is not paid again', async () => {
    const stripe = stripeOf();
    const { checkout } = await mounted(stripe, COMPLETE);
    expect(await checkout.confirm()).toMatchObject({ status: 'complete' });
    expect(stripe.told.flat()).not.toContain('confirm');
  });

  it('[F5] what Stripe knows to be paid, and the API does not yet, is waited for', async () => {
    const stripe = stripeOf(refusing('invalid_request_error', 'succeeded'));
    const { checkout } = await mounted(stripe, OPEN, OPEN, COMPLETE);
    expect(await checkout.confirm()).toMatchObject({ status: 'complete' });
  });

  it.each(['canceled', 'expired'] as const)('[F5] a checkout that is %s is not paid', async (status) => {
    const stripe = stripeOf();
    const { checkout } = await mounted(stripe, { body: opened({ status }) });
    expect(await checkout.confirm()).toMatchObject({ status });
    expect(stripe.told.flat()).not.toContain('confirm');
  });

  it.each([
    ['card_error', 'payment_declined'],
    ['validation_error', 'payment_incomplete'],
    ['invalid_request_error', 'payment_declined'],
  ])('[F5] Stripe’s %s is %s: nothing was paid, and Stripe says why to the buyer', async (type, code) => {
    const { api, checkout } = await mounted(stripeOf(refusing(type, 'requires_payment_method')), OPEN);
    const outcome = await checkout.confirm();
    expect(outcome).toMatchObject({
      status: 'open',
      error: { code, type: 'sdk_error', message: '您的卡被拒绝。' },
    });
    expect(api.asked).toHaveLength(2);
  });

  it('[F5] a form that is not filled in asks nothing of anybody', async () => {
    const stripe = stripeOf();
    const form = stripe.elements({ clientSecret: '', locale: 'zh' });
    form.submit = async () => ({ error: { type: 'validation_error' } });
    const { api, checkout } = await mounted(stripe, OPEN);
    expect(await checkout.confirm()).toMatchObject({ status: 'open', error: { code: 'payment_incomplete' } });
    expect(api.asked).toHaveLength(1);
  });

  it('[F5] where Stripe.js lost its connection, the PaymentIntent says whether anything was paid', async () => {
    const lost = refusing('api_connection_error');
    const unpaid = { paymentIntent: { status: 'requires_payment_method' } };
    const { checkout } = await mounted(stripeOf(lost, unpaid), OPEN);
    expect(await checkout.confirm()).toMatchObject({ status: 'open', error: { code: 'payment_declined' } });
    const paid = await mounted(stripeOf(lost), OPEN, COMPLETE);
    expect(await paid.checkout.confirm()).toMatchObject({ status: 'complete' });
    const silent = await mounted(stripeOf(lost, {}), OPEN, COMPLETE);
    expect(await silent.checkout.confirm()).toMatchObject({ status: 'complete' });
  });

  it('[F6] an amount that is not the one shown is not charged, but told', async () => {
    const stripe = stripeOf();
    const { checkout } = await mounted(stripe, { body: opened({ amount_due: 5 }) }, OPEN);
    await expect(checkout.confirm()).rejects.toMatchObject({ code: 'amount_changed', amountDue: 5 });
    expect(checkout.amount_due).toBe(5);
    expect(stripe.told.flat()).not.toContain('confirm');
    expect(stripe.told.flat()).toContain('fetchUpdates');
  });

  it('[F6] the amount that was agreed on is the one the buyer was told, whatever the API said meanwhile', async () => {
    const stripe = stripeOf(refusing('card_error', 'requires_payment_method'));
    const group = stripe.elements({ clientSecret: '', locale: 'zh' });
    group.fetchUpdates = () => Promise.reject(new Error('offline'));
    const { checkout } = await mounted(
      stripe,
      { body: opened({ amount_due: 5 }) },
      { body: opened({ amount_due: 6 }) },
    );
    await expect(checkout.confirm()).rejects.toMatchObject({ code: 'amount_changed', amountDue: 5 });
    await expect(checkout.confirm()).rejects.toMatchObject({ code: 'amount_changed', amountDue: 6 });
    expect(stripe.told.flat()).not.toContain('confirm');
    await checkout.confirm();
    expect(stripe.told.flat()).toContain('confirm');
  });

  it('[F6] what is learned while a payment is waited for is not what the buyer agreed to', async () => {
    const stripe = stripeOf();
    const { checkout } = await mounted(stripe, OPEN, { body: opened({ amount_due: 5 }) });
    expect(await checkout.confirm({ timeoutMs: 400 })).toMatchObject({ status: 'processing' });
    expect(checkout.amount_due).toBe(5);
    await expect(checkout.confirm()).rejects.toMatchObject({ code: 'amount_changed', amountDue: 5 });
  });

  it('[F5] an API that hangs after the payment holds nobody longer than its time', async () => {
    const { checkout } = await mounted(
      stripeOf(async () => ({}), {}),
      OPEN,
      { ...COMPLETE, after: 5_000 },
    );
    expect(await checkout.confirm({ timeoutMs: 500 })).toMatchObject({ status: 'processing' });
  });

  it('[F5] Stripe.js that hangs after the payment does not keep the API from saying so', async () => {
    const stripe = stripeOf();
    stripe.retrievePaymentIntent = () => new Promise(() => {});
    const { checkout } = await mounted(stripe, OPEN, COMPLETE);
    expect(await checkout.confirm()).toMatchObject({ status: 'complete' });
  });

  it('[F5] Stripe.js that throws is no failure of the payment: the PaymentIntent says whether anything was paid', async () => {
    const throws = () => Promise.reject(new Error('IntegrationError'));
    const { checkout } = await mounted(stripeOf(throws), OPEN, COMPLETE);
    expect(await checkout.confirm()).toMatchObject({ status: 'complete' });
    const unpaid = stripeOf(throws, { paymentIntent: { status: 'requires_payment_method' } });
    const again = await mounted(unpaid, OPEN);
    expect(await again.checkout.confirm()).toMatchObject({
      status: 'open',
      error: { code: 'payment_provider_unavailable', message: 'IntegrationError' },
    });
  });

  it('[F5] a form that throws as it is looked at says so, and nothing is charged', async () => {
    const stripe = stripeOf();
    stripe.elements({ clientSecret: '', locale: 'zh' }).submit = () => Promise.reject(new Error('unmounted'));
    const { checkout } = await mounted(stripe, OPEN);
    expect(await checkout.confirm()).toMatchObject({ error: { code: 'payment_provider_unavailable' } });
    expect(stripe.told.flat()).not.toContain('confirm');
  });

  it('[F5] why a card was declined is said as Stripe calls it', async () => {
    const refusal = { type: 'card_error', message: '余额不足。', decline_code: 'insufficient_funds' };
    const payment_intent = { status: 'requires_payment_method' };
    const { checkout } = await mounted(
      stripeOf(async () => ({ error: { ...refusal, payment_intent } })),
      OPEN,
    );
    expect(await checkout.confirm()).toMatchObject({ error: { declineCode: 'insufficient_funds' } });
  });

  it('[F6] an API that cannot say what is due charges nothing', async () => {
    const stripe = stripeOf();
    const { checkout } = await mounted(stripe, refused(403, 'origin_not_allowed'));
    await expect(checkout.confirm()).rejects.toMatchObject({ code: 'origin_not_allowed' });
    expect(stripe.told.flat()).not.toContain('confirm');
  });

  it('[F5] a checkout that is not on the page says so', async () => {
    const { zhehui } = await shopOf({ status: 201, body: opened() });
    const checkout = await zhehui.createCheckout(CART);
    await expect(checkout.confirm()).rejects.toMatchObject({
      code: 'payment_provider_unavailable',
      message: 'Call mount() first.',
    });
  });
});

describe('a return', () => {
  const back = async (href: string, stripe: ReturnType<typeof stripeOf>, ...answers: Answer[]) => {
    goTo(href);
    const { api, zhehui } = await shopOf(...answers);
    return { api, outcome: await zhehui.resumeCheckout({ stripe }) };
  };
  const BACK =
    'https://shop.example/done?zhehui_checkout=chk_1&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2';

  it('[F7] the return page learns from one call how the payment came out', async () => {
    const { api, outcome } = await back(BACK, stripeOf(), OPEN, OPEN, COMPLETE);
    expect(outcome).toMatchObject({ status: 'complete', checkout: { id: 'chk_1' } });
    expect(api.asked[0]?.path).toBe('/v1/checkouts/chk_1?client_secret=pi_1_secret_2');
  });

  it('[F7] a payment that failed at the bank can be made again on the same page', async () => {
    const last_payment_error = { type: 'invalid_request_error', message: '验证失败。' };
    const paymentIntent = { status: 'requires_payment_method', last_payment_error };
    const stripe = stripeOf(
      async () => {
        paymentIntent.status = 'succeeded';
        return {};
      },
      { paymentIntent },
    );
    const { outcome } = await back(BACK, stripe, OPEN, OPEN, COMPLETE);
    expect(outcome).toMatchObject({
      status: 'open',
      error: { code: 'payment_declined', message: '验证失败。' },
    });
    const { checkout } = outcome as Outcome;
    await checkout.mount('#pay');
    expect(await checkout.confirm({ returnUrl: '/done' })).toMatchObject({ status: 'complete' });
    expect(stripe.told.at(-1)).toEqual(['confirm', 'https://shop.example/done?zhehui_checkout=chk_1']);
  });

  it('[F7] of several returns to one address the last one counts', async () => {
    const { api } = await back(`${BACK}&payment_intent_client_secret=pi_1_secret_3`, stripeOf(), COMPLETE);
    expect(api.asked[0]?.path).toContain('pi_1_secret_3');
  });

  it('[F7] where Stripe.js does not come, the API is not kept waiting', async () => {
    goTo(BACK);
    const never = { querySelector: () => new EventTarget() };
    Object.assign(globalThis, { document: never });
    // Who waits for the script gives it longer than that.
    const { zhehui } = await shopOf(OPEN, COMPLETE);
    const answered = zhehui.resumeCheckout({ timeoutMs: CALL_TIMEOUT_MS / 2 });
    expect(await answered).toMatchObject({ status: 'complete' });
  });

  it('[F7] without Stripe.js the API alone is asked', async () => {
    goTo(BACK);
    const { zhehui } = await shopOf({ body: opened({ payment: null }) }, COMPLETE);
    expect(await zhehui.resumeCheckout()).toMatchObject({ status: 'complete' });
  });

  it('[F7] any other page is no return', async () => {
    const { api, outcome } = await back('https://shop.example/?zhehui_checkout=chk_1', stripeOf(), COMPLETE);
    expect(outcome).toBeNull();
    expect(api.asked).toEqual([]);
  });
});
