// Money that moves at Stripe without Zhehui: flagged for finance, never taken for a return.

import { afterEach, describe, expect, it } from 'vitest';
import { claimOf, expectVerified } from './claim-support.ts';
import { fault, giveBack, sold, tell } from './return-support.ts';
import {
  call,
  checkoutNow,
  deliver,
  expectRefusal,
  intentOf,
  KEY,
  newShop,
  PROGRAMME,
  sandbox,
  stripe,
} from './support.ts';

afterEach(() => sandbox('faults', undefined, 'DELETE'));

const ONE = [{ line: 0, quantity: 1 }];

describe('money that moves at Stripe without Zhehui', () => {
  it('[Z7] a refund in the dashboard is flagged, and is no return', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const made = await stripe('refunds', { payment_intent: intentOf(checkout), amount: '5000' });
    for (const type of ['refund.created', 'refund.created', 'charge.refunded'])
      await tell(type, String(made['id']));
    const claim = await claimOf(checkout, shop.keys.sk);
    expect(claim).toMatchObject({ status: 'posted', reversed_amount: 0, flag: 'refund_outside' });
    expect(claim.events?.slice(2)).toMatchObject([
      {
        type: 'claim.flagged',
        data: { flag: 'refund_outside', provider_id: made['id'], amount: 5_000, status: 'succeeded' },
      },
    ]);
    const now = await checkoutNow(checkout.id, shop.keys.sk);
    expect(now).toMatchObject({ flag: 'refund_outside', refunds: [] });
    await expectVerified(shop);
  });

  it('[Z7] a dispute is flagged when it begins and when it ends', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const { id } = await sandbox('disputes', { payment_intent: intentOf(checkout) });
    await tell('charge.dispute.created', String(id));
    await sandbox(`disputes/${id}/close`, { status: 'lost' });
    await tell('charge.dispute.closed', String(id));
    await tell('charge.dispute.closed', String(id));
    const claim = await claimOf(checkout, shop.keys.sk);
    expect(claim).toMatchObject({ status: 'posted', flag: 'dispute' });
    expect(claim.events?.slice(2).map(({ data }) => data['status'])).toEqual(['needs_response', 'lost']);
    expectRefusal(await giveBack(shop, checkout, ONE), 402, 'refund_refused');
  });

  it('[Z7] Stripe is asked whose it is; while it is silent the webhook is not taken', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const made = await stripe('refunds', { payment_intent: intentOf(checkout), amount: '5000' });
    await fault('/v1/payment_intents/*', { kind: 'drop_request' }, 3, 'GET');
    const { data } = (await sandbox('events?type=refund.created&limit=1')) as {
      data: { event: { id: string } }[];
    };
    const delivery = await sandbox(`events/${data[0]?.event.id}/signed`);
    const answer = await deliver(delivery as unknown as Parameters<typeof deliver>[0]);
    expectRefusal(answer, 503, 'payment_provider_unavailable');
    await tell('refund.created', String(made['id']));
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ flag: 'refund_outside' });
  });

  it('[Z7] a refund of a payment that is not ours is accepted and changes nothing', async () => {
    const intent = await stripe('payment_intents', {
      amount: '5000',
      currency: 'cny',
      'automatic_payment_methods[enabled]': 'true',
    });
    await sandbox(`payment_intents/${intent['id']}/pay`, { payment_method: 'pm_card_visa' });
    const made = await stripe('refunds', { payment_intent: String(intent['id']) });
    await tell('refund.created', String(made['id']));
    expect((await call(`/v1/programmes/${PROGRAMME}`, { key: KEY.ok })).status).toBe(200);
  });
});
