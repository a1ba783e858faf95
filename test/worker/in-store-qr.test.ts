// A till takes Alipay and WeChat Pay through Stripe: with a till's key, the publishable key and the client secret alone.

import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Checkout } from '../../src/wire/objects.ts';
import { expectBooked } from './external-support.ts';
import {
  checkoutNow,
  deliver,
  intentOf,
  newShop,
  openCheckout,
  ROBOT_SUBSIDY,
  sandbox,
  signedEvent,
} from './support.ts';

type Confirmed = { status: string; next_action: { type: string } & Record<string, Record<string, string>> };

/** What a page or a till may do at Stripe: no secret key is near. */
async function confirmAtStripe(checkout: Checkout, form: Record<string, string>): Promise<Confirmed> {
  if (checkout.payment?.provider !== 'stripe') throw new Error('not a payment at Stripe');
  const { payment_intent, client_secret, publishable_key } = checkout.payment;
  const answer = await fetch(`${env.STRIPE_API_BASE}/v1/payment_intents/${payment_intent}/confirm`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${publishable_key}` },
    body: new URLSearchParams({ client_secret, ...form }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Confirmed;
}

const METHODS = [
  [
    'WeChat Pay',
    { 'payment_method_data[type]': 'wechat_pay', 'payment_method_options[wechat_pay][client]': 'web' },
    ['wechat_pay_display_qr_code', 'image_data_url', /^data:image\/png;base64,/],
  ],
  [
    'Alipay',
    { 'payment_method_data[type]': 'alipay', return_url: 'https://shop.example/till' },
    ['alipay_handle_redirect', 'url', /^http/],
  ],
] as const;

describe('a checkout in a store', () => {
  it.each(METHODS)(
    '[S2] is paid by %s from its client secret alone, and completed by the webhook',
    async (_, form, shown) => {
      const shop = await newShop();
      const checkout = await openCheckout({ channel: 'in_store', store: '一店', till: '3' }, shop.keys.tk);
      const { status, next_action } = await confirmAtStripe(checkout, form);
      const [type, field, value] = shown;
      expect({ status, type: next_action.type }).toEqual({ status: 'requires_action', type });
      expect(next_action[type]?.[field]).toMatch(value);
      await sandbox(`payment_intents/${intentOf(checkout)}/authorize`, {});
      await deliver(await signedEvent('payment_intent.succeeded', intentOf(checkout)));
      expect(await checkoutNow(checkout.id, shop.keys.tk)).toMatchObject({
        status: 'complete',
        channel: 'in_store',
      });
      const claim = await expectBooked(shop, checkout, { pending: 0, posted: ROBOT_SUBSIDY });
      expect(claim).toMatchObject({ status: 'posted', payment_intent: intentOf(checkout), tender: null });
    },
  );
});
