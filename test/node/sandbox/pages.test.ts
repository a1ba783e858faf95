// The pages a buyer is sent to: authorise, refuse, come back.
import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { paid, payable, RETURN_URL, startBench } from './support.ts';

async function press(page: string, outcome: string): Promise<Response> {
  const client_secret = new URL(page).searchParams.get('client_secret') ?? '';
  const body = new URLSearchParams({ client_secret, outcome });
  return fetch(page, { method: 'POST', body, redirect: 'manual' });
}

const pageOf = (intent: Stripe.PaymentIntent): string =>
  intent.next_action?.redirect_to_url?.url ?? intent.next_action?.alipay_handle_redirect?.url ?? '';

test('[X51] the page speaks Chinese and English, and authorising leads back to the shop', async () => {
  const { stripe } = await startBench();
  const intent = await paid(stripe, 'pm_card_threeDSecure2Required');
  const page = await fetch(pageOf(intent));
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await page.text();
  expect(html).toContain('授权付款 · Authorize');
  expect(html).toContain('2699.00 CNY');
  const back = await press(pageOf(intent), 'authorize');
  expect(back.status).toBe(303);
  const target = new URL(back.headers.get('location') ?? '');
  expect(target.href.startsWith(RETURN_URL)).toBe(true);
  expect(Object.fromEntries(target.searchParams)).toEqual({
    cart: '7',
    payment_intent: intent.id,
    payment_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  });
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
});

test('[X51] refusing leads back with redirect_status=failed, and pressing twice changes nothing', async () => {
  const { stripe } = await startBench();
  const intent = await payable(stripe, {
    payment_method_data: { type: 'alipay' },
    confirm: true,
    return_url: RETURN_URL,
  });
  for (const outcome of ['fail', 'authorize']) {
    const back = await press(pageOf(intent), outcome);
    expect(new URL(back.headers.get('location') ?? '').searchParams.get('redirect_status')).toBe('failed');
  }
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method');
});

test('[X51] a page opens only with the client secret', async () => {
  const { url, stripe } = await startBench();
  const intent = await paid(stripe, 'pm_card_threeDSecure2Required');
  const page = `${url}/redirect/authenticate/${intent.id}`;
  expect((await fetch(`${page}?client_secret=guess`)).status).toBe(403);
  expect((await press(`${page}?client_secret=guess`, 'authorize')).status).toBe(403);
  expect((await fetch(`${url}/redirect/authenticate/pi_none?client_secret=x`)).status).toBe(404);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_action');
});

test('[X51] a receipt shows what was taken', async () => {
  const { stripe } = await startBench();
  const { latest_charge } = await paid(stripe, 'pm_card_visa', { expand: ['latest_charge'] });
  const receipt = await fetch((latest_charge as Stripe.Charge).receipt_url ?? '');
  expect(await receipt.text()).toContain('2699.00 CNY');
});
