// The limit for each buyer, where a programme has one: over all its merchants, by device class.

import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../worker/env.ts';
import { buyerHash, buyerKey } from '../../worker/privacy.ts';
import { ledgerLocks, locksOf } from './lock-support.ts';
import {
  type Answer,
  addProgramme,
  call,
  checkoutIn,
  expectRefusal,
  intentsFor,
  ledgerOf,
  newShop,
  order,
  ROBOT,
  type Shop,
  SOCKS,
} from './support.ts';

const LIMITED = 'two-for-each';
const OTHER = 'one-for-each';
const GLASSES = { sku: 'META', title: 'Ray-Ban Meta 智能眼镜', unit_amount: 220_000, quantity: 1 };
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  await addProgramme({ id: LIMITED, per_buyer_limit: 2 });
  await addProgramme({ id: OTHER, per_buyer_limit: 1 });
  [shop, other] = [await newShop({ programme: LIMITED }), await newShop({ programme: LIMITED })];
});

const newBuyer = () => ({ reference: `buyer-${crypto.randomUUID()}` });
type Buyer = ReturnType<typeof newBuyer>;

const ask = (over: Record<string, unknown>, at: Shop = shop): Promise<Answer> =>
  call('/v1/checkouts', { key: at.keys.sk, body: order(over) });

const robots = (quantity: number) => [{ ...ROBOT, quantity }];

async function countedFor(buyer: Buyer, device: 'household_robot' | 'smart_glasses' = 'household_robot') {
  const hash = await buyerHash(env as unknown as Env, buyer);
  return locksOf(await buyerKey(env as unknown as Env, LIMITED, device, String(hash)));
}

describe("a buyer's limit", () => {
  it('[N3] needs a buyer; the refusal says what the cart costs without a subsidy', async () => {
    const message = expectRefusal(
      await ask({ lines: [...robots(1), SOCKS] }),
      400,
      'buyer_required',
      'buyer',
    );
    expect(message).toContain('subsidy: "none"');
    expect(message).toContain(`${ROBOT.unit_amount + SOCKS.unit_amount} fen`);
  });

  it('[N3] at the limit a cart passes; one unit more is refused, at every merchant', async () => {
    const buyer = newBuyer();
    checkoutIn(await ask({ buyer, lines: robots(2) }), 201);
    for (const at of [shop, other]) {
      const message = expectRefusal(await ask({ buyer }, at), 409, 'buyer_limit_reached', 'buyer');
      expect(message).toContain('at most 2');
      expect(message).toContain('subsidy: "none"');
      expect(message).toContain(`${ROBOT.unit_amount} fen`);
      expect(message).not.toContain(buyer.reference);
    }
    expect(await countedFor(buyer)).toMatchObject([{ quantity: 2 }]);
  });

  it('[N3] a cart above it is refused by itself', async () => {
    const buyer = newBuyer();
    expectRefusal(await ask({ buyer, lines: robots(3) }), 409, 'buyer_limit_reached', 'buyer');
    expectRefusal(
      await ask({ buyer, lines: [...robots(1), ...robots(2)] }),
      409,
      'buyer_limit_reached',
      'buyer',
    );
    expect(await countedFor(buyer)).toEqual([]);
  });

  it('[N3] of six carts of one unit at once, two are sold', async () => {
    const buyer = newBuyer();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) => ask({ buyer }, at % 2 === 0 ? shop : other)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, ...Array(4).fill(409)]);
  });

  it('[N3] each device class, each buyer and each programme is counted by itself', async () => {
    const buyer = newBuyer();
    checkoutIn(await ask({ buyer, lines: robots(2) }), 201);
    checkoutIn(await ask({ buyer, lines: [{ ...GLASSES, quantity: 2 }] }), 201);
    checkoutIn(await ask({ buyer, programme: OTHER }), 201);
    checkoutIn(await ask({ buyer: newBuyer(), lines: robots(2) }), 201);
    expectRefusal(await ask({ buyer, lines: [GLASSES] }), 409, 'buyer_limit_reached', 'buyer');
  });

  it('[N3] what does not qualify, a quote and a sale at the full price count for nothing and need no buyer', async () => {
    const buyer = newBuyer();
    checkoutIn(await ask({ buyer, lines: [{ ...SOCKS, quantity: 9 }] }), 201);
    checkoutIn(await ask({ lines: [SOCKS] }), 201);
    checkoutIn(await ask({ lines: robots(5), subsidy: 'none' }), 201);
    checkoutIn(await ask({ buyer, lines: robots(5), subsidy: 'none' }), 201);
    const body = { programme: LIMITED, lines: robots(5) };
    expect((await call('/v1/quotes', { key: shop.keys.sk, body })).status).toBe(200);
    expect(await countedFor(buyer)).toEqual([]);
  });

  it('[N3] a programme without a limit needs no buyer', async () => {
    const plain = await newShop();
    checkoutIn(await call('/v1/checkouts', { key: plain.keys.sk, body: order({ lines: robots(9) }) }), 201);
  });

  it('[N4] the same order again gets its checkout, alone and ten at once', async () => {
    const buyer = newBuyer();
    const body = order({ buyer, lines: robots(2) });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call('/v1/checkouts', { key: shop.keys.sk, body })),
    );
    const made = answers.filter(({ status }) => status !== 503);
    expect(new Set(made.map((answer) => answer.body['id'])).size).toBe(1);
    const again = checkoutIn(await call('/v1/checkouts', { key: shop.keys.sk, body }), 200);
    expect(await intentsFor(again.id)).toHaveLength(1);
    await ledgerOf(shop.id).due(Date.now());
    expect(await countedFor(buyer)).toMatchObject([{ holder: again.claim?.id, quantity: 2 }]);
  });

  it('[N6] a cancel gives the units back to the buyer, at every merchant', async () => {
    const buyer = newBuyer();
    const first = checkoutIn(await ask({ buyer, lines: robots(2) }), 201);
    await call(`/v1/checkouts/${first.id}/cancel`, { method: 'POST', key: shop.keys.sk });
    checkoutIn(await ask({ buyer, lines: robots(2) }, other), 201);
    expectRefusal(await ask({ buyer }), 409, 'buyer_limit_reached', 'buyer');
  });

  it('[N8] the buyer is kept as keyed hashes only', async () => {
    const buyer = newBuyer();
    await ask({ buyer });
    const kept = JSON.stringify([await countedFor(buyer), await ledgerLocks(`${shop.id}/0`)]);
    expect(kept).toContain('"quantity":1');
    expect(kept).not.toContain(buyer.reference);
  });
});
