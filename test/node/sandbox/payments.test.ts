// The PaymentIntent's state machine, move by move, through the official package.
import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { eventTypes, paid, payable, post, RETURN_URL, refusalOf, startBench } from './support.ts';

const confirmed = { confirm: true, return_url: RETURN_URL } as const;

test('[X14] a new PaymentIntent waits for a method, or, given one, for confirmation', async () => {
  const { stripe } = await startBench();
  const bare = await payable(stripe);
  expect(bare).toMatchObject({
    status: 'requires_payment_method',
    amount_received: 0,
    latest_charge: null,
    payment_method_types: ['card', 'alipay', 'wechat_pay'],
    automatic_payment_methods: { enabled: true, allow_redirects: 'always' },
    capture_method: 'automatic_async',
  });
  const chosen = await payable(stripe, { payment_method: 'pm_card_visa' });
  expect(chosen.status).toBe('requires_confirmation');
  expect(chosen.payment_method).toMatch(/^pm_/);
  expect(await eventTypes(stripe)).toEqual(['payment_intent.created', 'payment_intent.created']);
});

test('[X14] the types it takes follow from what is allowed, excluded and captured', async () => {
  const { stripe } = await startBench();
  const types = async (params: Partial<Stripe.PaymentIntentCreateParams>) =>
    (await payable(stripe, params)).payment_method_types;
  expect(await types({ allowed_payment_method_types: ['wechat_pay', 'card', 'us_bank_account'] })).toEqual([
    'wechat_pay',
    'card',
  ]);
  expect(await types({ excluded_payment_method_types: ['card'] })).toEqual(['alipay', 'wechat_pay']);
  expect(await types({ capture_method: 'manual' })).toEqual(['card']);
  expect(await types({ automatic_payment_methods: { enabled: true, allow_redirects: 'never' } })).toEqual([
    'card',
    'wechat_pay',
  ]);
  expect(await refusalOf(types({ allowed_payment_method_types: ['us_bank_account'] }))).toMatchObject({
    statusCode: 400,
  });
  const card_only = await payable(stripe, { allowed_payment_method_types: ['card'] });
  const wechat = stripe.paymentIntents.confirm(card_only.id, { payment_method_data: { type: 'wechat_pay' } });
  expect(await refusalOf(wechat)).toMatchObject({ code: 'payment_intent_invalid_parameter' });
});

test.each([
  ['pm_card_visa', 'visa'],
  ['pm_card_mastercard', 'mastercard'],
  ['pm_card_unionpay', 'unionpay'],
])(
  '[X15] %s pays: a charge, a balance transaction with a fee, and the events of it',
  async (payment_method, brand) => {
    const { stripe } = await startBench();
    const { id } = await payable(stripe);
    const done = await stripe.paymentIntents.confirm(id, { payment_method, return_url: RETURN_URL });
    expect(done).toMatchObject({ status: 'succeeded', amount_received: 269_900 });
    const charge = await stripe.charges.retrieve(String(done.latest_charge), {
      expand: ['balance_transaction'],
    });
    expect(charge).toMatchObject({
      amount: 269_900,
      amount_captured: 269_900,
      amount_refunded: 0,
      paid: true,
      captured: true,
      payment_intent: id,
      payment_method_details: { type: 'card', card: { brand } },
      balance_transaction: { amount: 269_900, fee: 8_062, net: 261_838, type: 'charge', source: charge.id },
    });
    expect(await eventTypes(stripe)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
  },
);

test('[X14] a method that no longer fits the intent is refused when it is confirmed', async () => {
  const { stripe } = await startBench();
  const { id } = await payable(stripe, { payment_method_data: { type: 'alipay' } });
  const changed = await stripe.paymentIntents.update(id, { capture_method: 'manual' });
  expect(changed.payment_method_types).toEqual(['card']);
  const refused = await refusalOf(stripe.paymentIntents.confirm(id, { return_url: RETURN_URL }));
  expect(refused).toMatchObject({ code: 'payment_intent_invalid_parameter' });
});

test('[X15] a test token pays, a card number is refused as Stripe refuses it', async () => {
  const { url, stripe } = await startBench();
  const form = 'amount=1000&currency=cny&payment_method_data[type]=card&payment_method_data[card]';
  const paying = `${form}[token]=tok_visa&confirm=true&return_url=${encodeURIComponent(RETURN_URL)}`;
  const token = await post(url, '/v1/payment_intents', paying);
  expect(token.json['status']).toBe('succeeded');
  const number = await post(url, '/v1/payment_intents', `${form}[number]=4242424242424242`);
  expect(number.status).toBe(402);
  expect(number.text).not.toContain('4242424242424242');
  expect((await post(url, '/v1/payment_intents', `${form}[token]=tok_nonsense`)).json.error?.code).toBe(
    'resource_missing',
  );
  expect(await refusalOf(payable(stripe, { payment_method: 'pm_card_nonsense' }))).toMatchObject({
    code: 'resource_missing',
  });
});

test.each([
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
])(
  '[X16] %s is declined: a 402, a failed charge, and the intent waits for another method',
  async (payment_method, code, decline_code) => {
    const { stripe } = await startBench();
    const { id } = await payable(stripe);
    const declined = await refusalOf(
      stripe.paymentIntents.confirm(id, { payment_method, return_url: RETURN_URL }),
    );
    expect(declined).toMatchObject({ type: 'StripeCardError', statusCode: 402, code, decline_code });
    const after = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(after).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      amount_received: 0,
      last_payment_error: {
        type: 'card_error',
        code,
        decline_code,
        payment_method: { object: 'payment_method' },
      },
      latest_charge: { status: 'failed', paid: false, failure_code: code },
    });
    expect(declined.payment_intent).toMatchObject({ id, status: 'requires_payment_method' });
    expect(declined.charge).toBe((after.latest_charge as Stripe.Charge).id);
    expect(await eventTypes(stripe)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
    const second = await stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_visa',
      return_url: RETURN_URL,
    });
    expect(second).toMatchObject({ status: 'succeeded', last_payment_error: null });
  },
);

test.each(['pm_card_threeDSecure2Required', 'pm_card_authenticationRequired'])(
  '[X17] %s asks for 3-D Secure, by redirect or through Stripe.js, and then pays',
  async (payment_method) => {
    const { stripe, url, control } = await startBench();
    const redirected = await paid(stripe, payment_method);
    expect(redirected.status).toBe('requires_action');
    expect(redirected.next_action).toMatchObject({
      type: 'redirect_to_url',
      redirect_to_url: { return_url: RETURN_URL },
    });
    expect(redirected.next_action?.redirect_to_url?.url).toContain(
      `${url}/redirect/authenticate/${redirected.id}`,
    );
    await control('POST', `payment_intents/${redirected.id}/authorize`);
    const after = await stripe.paymentIntents.retrieve(redirected.id, { expand: ['latest_charge'] });
    expect(after).toMatchObject({ status: 'succeeded', next_action: null });
    expect(after.latest_charge).toMatchObject({
      payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } },
    });
    const in_page = await payable(stripe, { payment_method, confirm: true, use_stripe_sdk: true });
    expect(in_page.next_action?.type).toBe('use_stripe_sdk');
  },
);

test('[X17] failed 3-D Secure asks for another method; a decline can follow a good one', async () => {
  const { stripe, control } = await startBench();
  const first = await paid(stripe, 'pm_card_threeDSecure2Required');
  await control('POST', `payment_intents/${first.id}/fail`);
  expect(await stripe.paymentIntents.retrieve(first.id)).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code: 'payment_intent_authentication_failure' },
  });
  const second = await paid(stripe, 'pm_card_threeDSecureRequiredChargeDeclined');
  const answer = await control<{ error: object }>('POST', `payment_intents/${second.id}/authorize`);
  expect(answer.error).toMatchObject({ type: 'card_error', code: 'card_declined' });
});

test('[X17] with nobody to authenticate, the bank declines; a merchant may ask for 3-D Secure on any card', async () => {
  const { stripe } = await startBench();
  const off_session = paid(stripe, 'pm_card_authenticationRequired', { off_session: true });
  expect(await refusalOf(off_session)).toMatchObject({ statusCode: 402, code: 'authentication_required' });
  const strict = paid(stripe, 'pm_card_threeDSecure2Required', { error_on_requires_action: true });
  expect(await refusalOf(strict)).toMatchObject({ code: 'authentication_required' });
  const asked = await paid(stripe, 'pm_card_visa', {
    payment_method_options: { card: { request_three_d_secure: 'any' } },
  });
  expect(asked.status).toBe('requires_action');
});

test('[X18] Alipay redirects, and needs to know where the buyer comes back to', async () => {
  const { stripe, control } = await startBench();
  const alipay = { payment_method_data: { type: 'alipay' as const } };
  const intent = await payable(stripe, { ...alipay, ...confirmed });
  expect(intent).toMatchObject({
    status: 'requires_action',
    next_action: { type: 'alipay_handle_redirect', alipay_handle_redirect: { return_url: RETURN_URL } },
  });
  await control('POST', `payment_intents/${intent.id}/authorize`);
  const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
  expect(after).toMatchObject({
    status: 'succeeded',
    latest_charge: { payment_method_details: { type: 'alipay' } },
  });
  expect((after.latest_charge as Stripe.Charge).id).toMatch(/^py_/);
  const nowhere = payable(stripe, { ...alipay, confirm: true, allowed_payment_method_types: ['alipay'] });
  expect(await refusalOf(nowhere)).toMatchObject({ code: 'parameter_missing', param: 'return_url' });
});

test('[X19] WeChat Pay shows a QR code, as data and as pictures', async () => {
  const { stripe, control } = await startBench();
  const intent = await payable(stripe, { payment_method_data: { type: 'wechat_pay' }, ...confirmed });
  expect(intent.next_action?.type).toBe('wechat_pay_display_qr_code');
  const code = intent.next_action?.wechat_pay_display_qr_code;
  expect(code?.image_data_url).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  expect(code?.hosted_instructions_url).toBe(code?.data);
  const png = Buffer.from(await (await fetch(code?.image_url_png ?? '')).arrayBuffer());
  expect(png.toString('base64')).toBe(code?.image_data_url.split(',')[1]);
  expect(await (await fetch(code?.image_url_svg ?? '')).text()).toContain('<svg');
  await control('POST', `payment_intents/${intent.id}/authorize`);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
});

test('[X20] a payment on its way is processing, and then succeeds or fails', async () => {
  const { stripe, control } = await startBench();
  for (const [end, status] of [
    ['authorize', 'succeeded'],
    ['fail', 'requires_payment_method'],
  ] as const) {
    const { id } = await payable(stripe);
    const body = { payment_method: 'alipay', next: 'processing' };
    const { payment_intent } = await control<{ payment_intent: Stripe.PaymentIntent }>(
      'POST',
      `payment_intents/${id}/pay`,
      body,
    );
    expect(payment_intent).toMatchObject({ status: 'processing', next_action: null });
    expect(await refusalOf(stripe.paymentIntents.update(id, { amount: 5_000 }))).toMatchObject({
      statusCode: 400,
    });
    await control('POST', `payment_intents/${id}/${end}`);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe(status);
  }
  expect(await eventTypes(stripe)).toContain('payment_intent.processing');
});

test('[X21] manual capture holds the money, then takes all of it, or a part and lets the rest go', async () => {
  const { stripe } = await startBench();
  const held = await paid(stripe, 'pm_card_visa', { capture_method: 'manual' });
  expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 269_900, amount_received: 0 });
  const over = stripe.paymentIntents.capture(held.id, { amount_to_capture: 269_901 });
  expect(await refusalOf(over)).toMatchObject({ code: 'amount_too_large', param: 'amount_to_capture' });
  const part = await stripe.paymentIntents.capture(held.id, {
    amount_to_capture: 200_000,
    expand: ['latest_charge'],
  });
  expect(part).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 200_000 });
  expect(part.latest_charge).toMatchObject({
    captured: true,
    amount_captured: 200_000,
    amount_refunded: 69_900,
  });
  expect(await eventTypes(stripe)).toEqual([
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.amount_capturable_updated',
    'charge.captured',
    'payment_intent.succeeded',
  ]);
  const per_card = await paid(stripe, 'pm_card_visa', {
    payment_method_options: { card: { capture_method: 'manual' } },
  });
  expect((await stripe.paymentIntents.capture(per_card.id)).amount_received).toBe(269_900);
});

test('[X22] cancelling works until the payment is made, with its reason; what was held is let go', async () => {
  const { stripe, clock } = await startBench();
  const waiting = await payable(stripe);
  const canceled = await stripe.paymentIntents.cancel(waiting.id, { cancellation_reason: 'abandoned' });
  expect(canceled).toMatchObject({
    status: 'canceled',
    cancellation_reason: 'abandoned',
    canceled_at: Math.floor(clock.ms / 1000),
  });
  const acting = await paid(stripe, 'pm_card_threeDSecure2Required');
  expect(await stripe.paymentIntents.cancel(acting.id)).toMatchObject({
    status: 'canceled',
    next_action: null,
  });
  const held = await paid(stripe, 'pm_card_visa', { capture_method: 'manual' });
  const released = await stripe.paymentIntents.cancel(held.id, { expand: ['latest_charge'] });
  expect(released).toMatchObject({
    status: 'canceled',
    amount_capturable: 0,
    latest_charge: { refunded: true, captured: false },
  });
});

test('[X23] a move that the status does not allow is refused, with the PaymentIntent as it is', async () => {
  const { stripe, control } = await startBench();
  const done = await paid(stripe);
  const gone = await payable(stripe);
  await stripe.paymentIntents.cancel(gone.id);
  const moves: [string, Promise<unknown>][] = [
    [done.id, stripe.paymentIntents.cancel(done.id)],
    [
      done.id,
      stripe.paymentIntents.confirm(done.id, { payment_method: 'pm_card_visa', return_url: RETURN_URL }),
    ],
    [done.id, stripe.paymentIntents.capture(done.id)],
    [done.id, stripe.paymentIntents.update(done.id, { amount: 5_000 })],
    [gone.id, stripe.paymentIntents.cancel(gone.id)],
    [
      gone.id,
      stripe.paymentIntents.confirm(gone.id, { payment_method: 'pm_card_visa', return_url: RETURN_URL }),
    ],
  ];
  for (const [id, move] of moves) {
    const refused = await refusalOf(move);
    expect(refused).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      payment_intent: { id },
    });
  }
  await expect(control('POST', `payment_intents/${done.id}/authorize`)).rejects.toThrow(
    'payment_intent_unexpected_state',
  );
  const bare = await payable(stripe);
  const no_method = await refusalOf(stripe.paymentIntents.confirm(bare.id, { return_url: RETURN_URL }));
  expect(no_method).toMatchObject({ code: 'payment_intent_unexpected_state' });
  expect(no_method.message).toContain("it's missing a payment method");
});

test('[X24] what may be updated depends on the status; a changed amount or method must be confirmed again', async () => {
  const { stripe } = await startBench();
  const { id } = await payable(stripe);
  const changed = await stripe.paymentIntents.update(id, {
    amount: 199_900,
    description: '手机',
    payment_method: 'pm_card_visa',
  });
  expect(changed).toMatchObject({ amount: 199_900, description: '手机', status: 'requires_confirmation' });
  const acting = await paid(stripe, 'pm_card_threeDSecure2Required');
  const again = await stripe.paymentIntents.update(acting.id, { amount: 100_000 });
  expect(again).toMatchObject({ status: 'requires_confirmation', next_action: null });
  const done = await paid(stripe);
  const noted = await stripe.paymentIntents.update(done.id, {
    metadata: { note: 'late' },
    description: 'sold',
  });
  expect(noted).toMatchObject({ status: 'succeeded', metadata: { note: 'late' } });
  const refused = await refusalOf(stripe.paymentIntents.update(done.id, { currency: 'usd' }));
  expect(refused.message).toContain(
    "This PaymentIntent's currency could not be updated because it has a status of succeeded.",
  );
});

test('[X25] with manual confirmation the server confirms once more after authentication, and a browser cannot', async () => {
  const { url, stripe, control } = await startBench();
  const intent = await paid(stripe, 'pm_card_threeDSecure2Required', { confirmation_method: 'manual' });
  await control('POST', `payment_intents/${intent.id}/authorize`);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_confirmation');
  const form = `client_secret=${intent.client_secret}`;
  const browser = await post(url, `/v1/payment_intents/${intent.id}/confirm`, form, {
    authorization: 'Bearer pk_test_sandbox',
  });
  expect(browser.status).toBe(400);
  const done = await stripe.paymentIntents.confirm(intent.id, { return_url: RETURN_URL });
  expect(done.status).toBe('succeeded');
});

test('[X26] a method serves one payment only', async () => {
  const { stripe } = await startBench();
  const first = await paid(stripe);
  const again = paid(stripe, String(first.payment_method));
  expect(await refusalOf(again)).toMatchObject({
    code: 'payment_method_unexpected_state',
    param: 'payment_method',
  });
});

test('[X27] confirming from a server needs a return_url while redirects are possible', async () => {
  const { stripe } = await startBench();
  const refused = await refusalOf(payable(stripe, { payment_method: 'pm_card_visa', confirm: true }));
  expect(refused.message).toContain('you must provide a `return_url`');
  const never = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } };
  expect((await payable(stripe, { ...never, payment_method: 'pm_card_visa', confirm: true })).status).toBe(
    'succeeded',
  );
  const url_without_confirm = payable(stripe, { return_url: RETURN_URL });
  expect(await refusalOf(url_without_confirm)).toMatchObject({ param: 'return_url' });
  const bad_url = payable(stripe, {
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: 'javascript:alert(1)',
  });
  expect(await refusalOf(bad_url)).toMatchObject({ code: 'url_invalid' });
});

test('[X28] what the sandbox does not have is refused, not ignored', async () => {
  const { stripe } = await startBench();
  const cases: Partial<Stripe.PaymentIntentCreateParams>[] = [
    { customer: 'cus_1' },
    { on_behalf_of: 'acct_1' },
    { application_fee_amount: 10 },
    { confirmation_token: 'ctoken_1' },
    { payment_method_data: { type: 'us_bank_account' } },
  ];
  for (const params of cases)
    expect(await refusalOf(payable(stripe, params))).toMatchObject({ statusCode: 400 });
  expect((await stripe.paymentIntents.list()).data).toEqual([]);
});
