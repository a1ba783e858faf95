// The demo shop's server, as its page in /store asks it.

import { describe, expect, it } from 'vitest';
import { pageOrder, stocked } from './catalogue-support.ts';
import {
  type Answer,
  call,
  callUnder,
  checkoutIn,
  checkoutNow,
  expectRefusal,
  intentOf,
  KEY,
  payAndTell,
  SECRETS,
  settings,
} from './support.ts';

const PRODUCT = { sku: 'DEMO-G20S', unit_amount: 399_900, title: '石头 G20S 扫地机器人' };

async function sold() {
  await stocked([PRODUCT], KEY.sk);
  const body = pageOrder({ lines: [{ sku: PRODUCT.sku, quantity: 2 }] });
  const checkout = checkoutIn(await call('/v1/checkouts', { key: KEY.pk, body }), 201);
  await payAndTell(intentOf(checkout));
  const client_secret = checkout.payment?.provider === 'stripe' ? checkout.payment.client_secret : '';
  return { checkout: checkout.id, client_secret };
}

const bring = (body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Answer> =>
  call('/store/returns', { key: '', body, headers: { 'Idempotency-Key': 'return-1', ...headers } });

const WHAT = { lines: [{ line: 0, quantity: 1 }], reason: '七天无理由' };

describe('the demo shop', () => {
  it('[V5] takes a return of whoever has the client secret, once', async () => {
    const theirs = await sold();
    const answer = await bring({ ...theirs, ...WHAT });
    expect(answer).toMatchObject({ status: 201, body: { object: 'refund', checkout: theirs.checkout } });
    expect((await bring({ ...theirs, ...WHAT })).body).toEqual(answer.body);
    expect((await checkoutNow(theirs.checkout)).refunds).toHaveLength(1);
  });

  it('[V5] refuses a wrong secret, a stranger’s page and what the API refuses', async () => {
    const theirs = await sold();
    const guess = { ...theirs, client_secret: `${theirs.client_secret}x` };
    expectRefusal(await bring({ ...guess, ...WHAT }), 404, 'resource_missing', 'id');
    const stranger = { Origin: 'https://stranger.example' };
    expectRefusal(await bring({ ...theirs, ...WHAT }, stranger), 403, 'origin_not_allowed');
    const other = { ...theirs, ...WHAT, amount: 1 };
    expectRefusal(await bring(other), 400, 'parameter_unknown', 'amount');
    const tender = { ...theirs, lines: [], reason: 'x' };
    expectRefusal(await bring(tender), 400, 'parameter_invalid', 'lines');
    const path = { ...theirs, checkout: '../claims', ...WHAT };
    expectRefusal(await bring(path), 404, 'resource_missing', 'id');
    expect((await checkoutNow(theirs.checkout)).refunds).toEqual([]);
  });

  it('[V5] is not there in a deployment', async () => {
    const body = { checkout: 'chk_1', client_secret: 'x', ...WHAT };
    const answer = await callUnder(settings(SECRETS), '/store/returns', { key: '', body });
    expectRefusal(answer, 404, 'route_missing');
  });
});
