// The stand-in for Stripe.js: served as a script, and its calls as a page makes them. Its forms and dialogs need a browser.
import { createContext, runInContext } from 'node:vm';
import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { CARD_TOKENS, cardProblem, cardToken, grouped } from '../../../sandbox/stripe-js/cards.ts';
import { formOf } from '../../../sandbox/stripe-js/form.ts';
import { testMethodName } from '../../../sandbox/test-methods.ts';
import { PUBLISHABLE_KEY, paid, payable, RETURN_URL, startBench } from './support.ts';

type Result = { paymentIntent?: Stripe.PaymentIntent; error?: Record<string, unknown> };
type StripeJs = Record<string, (...args: unknown[]) => Promise<Result>>;
type Page = { Stripe: (key: unknown, options?: unknown) => StripeJs; left: string[] };

/** A page without a document: the script, and where it went. */
async function pageOf(url: string): Promise<Page> {
  const script = await (await fetch(`${url}/stripe.js`)).text();
  const page: Page = { Stripe: () => ({}), left: [] };
  const location = { assign: (to: string) => page.left.push(to) };
  const document = { currentScript: { src: `${url}/stripe.js` } };
  runInContext(
    script,
    createContext({
      window: page,
      document,
      location,
      fetch,
      URL,
      URLSearchParams,
      navigator: { language: 'en' },
    }),
  );
  return page;
}

const card = (token: string) => ({ payment_method_data: { type: 'card', card: { token } } });

test('[X56] GET /stripe.js is one script for pages of any origin', async () => {
  const { url } = await startBench();
  const answer = await fetch(`${url}/stripe.js`, { headers: { Origin: 'https://shop.example' } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const page = await pageOf(url);
  const stripe = page.Stripe(PUBLISHABLE_KEY);
  for (const name of [
    'elements',
    'confirmPayment',
    'retrievePaymentIntent',
    'handleNextAction',
    'confirmWechatPayPayment',
    'confirmAlipayPayment',
  ]) {
    expect(typeof stripe[name], name).toBe('function');
  }
  for (const key of [undefined, 'sk_test_sandbox']) expect(() => page.Stripe(key)).toThrow('pk_');
});

test('[X56] what a page asks first is allowed, and it may decide on the page of a next action', async () => {
  const { url, stripe } = await startBench();
  const preflight = await fetch(`${url}/v1/payment_intents/pi_1/confirm`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://shop.example', 'Access-Control-Request-Headers': 'authorization' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization');
  const { client_secret, id } = await paid(stripe, 'pm_card_authenticationRequiredOnSetup');
  const body = new URLSearchParams({ client_secret: client_secret ?? '', outcome: 'authorize' });
  const page = `${url}/redirect/authenticate/${id}`;
  const decided = await fetch(page, { method: 'POST', body, redirect: 'manual' });
  expect(decided.headers.get('access-control-allow-origin')).toBe('*');
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
});

test('[X56] confirmPayment gives the payment, or an error as Stripe.js has it', async () => {
  const { url, stripe } = await startBench();
  const { client_secret: clientSecret, id } = await payable(stripe);
  const page = (await pageOf(url)).Stripe(PUBLISHABLE_KEY);
  const confirm = (token: string) =>
    page['confirmPayment']?.({ clientSecret, confirmParams: card(token), redirect: 'if_required' });
  expect(await confirm('tok_chargeDeclinedInsufficientFunds')).toMatchObject({
    error: {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
      payment_intent: { id, status: 'requires_payment_method' },
    },
  });
  expect(await confirm('tok_visa')).toMatchObject({ paymentIntent: { id, status: 'succeeded' } });
  const again = { error: { code: 'payment_intent_unexpected_state', payment_intent: { id } } };
  expect(await confirm('tok_visa')).toMatchObject(again);
  expect(await page['retrievePaymentIntent']?.(clientSecret)).toMatchObject({
    paymentIntent: { status: 'succeeded' },
  });
});

test('[X56] what is declined is said in the language of the page', async () => {
  const { url, stripe } = await startBench();
  const { client_secret: clientSecret } = await payable(stripe);
  const { Stripe } = await pageOf(url);
  const confirm = (locale: string, token: string) =>
    Stripe(PUBLISHABLE_KEY, { locale })['confirmPayment']?.({
      ...{ clientSecret, confirmParams: card(token), redirect: 'if_required' },
    });
  for (const [locale, message] of [
    ['zh', '您的银行卡余额不足。'],
    ['en', 'Your card has insufficient funds.'],
  ] as const) {
    const { error } = (await confirm(locale, 'tok_chargeDeclinedInsufficientFunds')) ?? {};
    expect(error).toMatchObject({ decline_code: 'insufficient_funds', message });
  }
});

test('[X56] a payment that redirects leads to the return_url, or to the page of Alipay', async () => {
  const { url, stripe } = await startBench();
  const page = await pageOf(url);
  const shop = page.Stripe(PUBLISHABLE_KEY);
  const first = await payable(stripe);
  const confirmParams = { ...card('tok_visa'), return_url: RETURN_URL };
  void shop['confirmPayment']?.({ clientSecret: first.client_secret, confirmParams });
  await expect.poll(() => page.left.length).toBe(1);
  expect(Object.fromEntries(new URL(page.left[0] ?? '').searchParams)).toEqual({
    cart: '7',
    payment_intent: first.id,
    payment_intent_client_secret: first.client_secret,
    redirect_status: 'succeeded',
  });
  const second = await payable(stripe);
  void shop['confirmAlipayPayment']?.(second.client_secret, { return_url: RETURN_URL });
  await expect.poll(() => page.left.length).toBe(2);
  expect(page.left[1]).toContain(`${url}/redirect/authenticate/${second.id}`);
});

test('[X56] a page can show the QR code of WeChat Pay itself', async () => {
  const { url, stripe } = await startBench();
  const { client_secret } = await payable(stripe);
  const page = (await pageOf(url)).Stripe(PUBLISHABLE_KEY);
  expect(await page['confirmWechatPayPayment']?.(client_secret, {}, { handleActions: false })).toMatchObject({
    paymentIntent: {
      status: 'requires_action',
      next_action: {
        wechat_pay_display_qr_code: { image_data_url: expect.stringContaining('data:image/png') },
      },
    },
  });
});

test('[X56] without the sandbox a call gives api_connection_error', async () => {
  const { url, stripe, close } = await startBench();
  const { client_secret } = await payable(stripe);
  const page = (await pageOf(url)).Stripe(PUBLISHABLE_KEY);
  await close();
  expect(await page['retrievePaymentIntent']?.(client_secret)).toMatchObject({
    error: { type: 'api_connection_error' },
  });
});

test('[X57] every test card number is one of Stripe’s form and a method of the sandbox', () => {
  const now = new Date('2026-11-30T12:00:00');
  for (const [number, name] of Object.entries(CARD_TOKENS)) {
    expect(cardProblem({ number, expiry: '12/34', cvc: '123' }, now), number).toBeNull();
    expect(testMethodName(name), name).toBe(name);
    expect(cardToken(grouped(number))).toBe(`tok_${name}`);
  }
  expect(cardToken('4111111111111111')).toBeUndefined();
});

test.each([
  [{ number: '4242 4242 4242', expiry: '12 / 34', cvc: '123' }, 'incomplete_number'],
  [{ number: '4242424242424241', expiry: '12 / 34', cvc: '123' }, 'invalid_number'],
  [{ number: '4242424242424242', expiry: '1', cvc: '123' }, 'incomplete_expiry'],
  [{ number: '4242424242424242', expiry: '13/34', cvc: '123' }, 'invalid_expiry_month'],
  [{ number: '4242424242424242', expiry: '10/26', cvc: '123' }, 'invalid_expiry_year_past'],
  [{ number: '4242424242424242', expiry: '11/26', cvc: '12' }, 'incomplete_cvc'],
  [{ number: '4242424242424242', expiry: '11/26', cvc: '123' }, null],
])('[X57] an entry %o: %s', (entry, problem) => {
  expect(cardProblem(entry, new Date('2026-11-30T12:00:00'))).toBe(problem);
});

test('[X56] parameters are sent as a form with brackets', () => {
  const form = formOf({ a: { b: ['x', 1] }, c: null, d: undefined, e: false });
  expect([...form]).toEqual([
    ['a[b][0]', 'x'],
    ['a[b][1]', '1'],
    ['c', ''],
    ['e', 'false'],
  ]);
});
