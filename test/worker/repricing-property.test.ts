// Random interleavings of all that can happen to a checkout whose cart changes: Stripe fails, Workers and ledgers die, the buyer
// pays, it is canceled, it expires, alone or at the same time. In the end Stripe's PaymentIntent is the judge.

import { evictDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { CHECKOUT_TTL_S } from '../../src/limits.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import type { CartLine } from '../../src/wire/requests.ts';
import {
  beginDirectly,
  cancel,
  ends,
  expectAgreement,
  expectVerified,
  fault,
  intentNow,
  open,
  reprice,
  repricingLedger,
  robot,
} from './repricing-support.ts';
import {
  checkoutNow,
  deliver,
  intentOf,
  ledgerObject,
  newShop,
  pay,
  type Shop,
  SOCKS,
  sandbox,
  signedEvent,
} from './support.ts';

const RUNS = 50;

class World {
  readonly shop: Shop;
  readonly checkout: Checkout;
  readonly carts: readonly CartLine[][];

  constructor(shop: Shop, checkout: Checkout, carts: readonly CartLine[][]) {
    this.shop = shop;
    this.checkout = checkout;
    this.carts = carts;
  }

  static async made(): Promise<World> {
    const shop = await newShop();
    const serials = [crypto.randomUUID(), crypto.randomUUID()];
    const unit = (serial: string | undefined) => robot(400_000, { serial_numbers: [serial] }) as CartLine;
    const carts: CartLine[][] = [
      [robot(400_000)],
      [robot(400_000, { sku: 'SAME-PRICE' })],
      [robot(900_000)],
      [robot(200_000), SOCKS],
      [SOCKS],
      [unit(serials[0])],
      [unit(serials[1])],
    ];
    return new World(shop, await open(shop, { lines: carts[0] }), carts);
  }
}

/** Something that happens; what it answers is not asked for. */
type Step = (world: World) => Promise<unknown>;
const cart = fc.nat(6);

/** A sandbox or a claim that cannot do what is asked of it now says so; that is one of the outcomes. */
const tried =
  (step: Step): Step =>
  (world) =>
    step(world).catch((error: unknown) => {
      if (!/^(payment_intents|no payment_intent)/.test((error as Error).message)) throw error;
    });

const repriceTo = cart.map(
  (to): Step =>
    ({ shop, checkout, carts }) =>
      reprice(shop, checkout.id, { lines: carts[to] }),
);

const TROUBLES = [
  [{ kind: 'status', status: 429 }, 1],
  [{ kind: 'status', status: 500 }, 1],
  [{ kind: 'status', status: 500, when: 'after' }, 1],
  [{ kind: 'drop_reply' }, 3],
  [{ delay_ms: 30 }, 1],
  [{ delay_ms: 30, when: 'after' }, 1],
] as const;

const trouble = fc.constantFrom(...TROUBLES).map(
  ([kind, times]): Step =>
    () =>
      fault(kind, times),
);

/** Without serial numbers: who begins like this takes no locks. */
const dieAfterBeginning = fc.nat(4).map(
  (to): Step =>
    async ({ shop, checkout, carts }) => {
      const stored = (await repricingLedger(shop).checkout(checkout.id))?.checkout;
      await beginDirectly(shop, checkout, carts[to] ?? [], stored?.cart ?? null);
    },
);

const buyer: fc.Arbitrary<Step> = fc.constantFrom<Step>(
  ({ checkout }) => pay(intentOf(checkout)),
  ({ checkout }) => pay(intentOf(checkout), { payment_method: 'pm_card_chargeDeclined' }),
  ({ checkout }) =>
    pay(intentOf(checkout), {
      ...{ payment_method: 'alipay', return_url: 'https://shop.test/', next: 'processing' },
    }),
  ({ checkout }) => sandbox(`payment_intents/${intentOf(checkout)}/authorize`, {}),
);

const told =
  (type: string): Step =>
  async ({ checkout }) =>
    deliver(await signedEvent(type, intentOf(checkout)));
/** Whatever Stripe has to tell by now. */
const webhook: Step = async (world) => {
  await tried(told('payment_intent.succeeded'))(world);
  await tried(told('payment_intent.canceled'))(world);
};
const cancelIt: Step = ({ shop, checkout }) => cancel(shop, checkout.id);
const expire: Step = ({ shop, checkout }) =>
  repricingLedger(shop).due((checkout.created + CHECKOUT_TTL_S) * 1000);
const evict: Step = async ({ shop, checkout }) => {
  await checkoutNow(checkout.id, shop.keys.sk);
  await evictDurableObject(ledgerObject(shop.id));
};

const one: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: repriceTo },
  { weight: 4, arbitrary: trouble },
  { weight: 2, arbitrary: dieAfterBeginning },
  { weight: 2, arbitrary: buyer },
  { weight: 1, arbitrary: fc.constantFrom(webhook, cancelIt, expire, evict) },
);

const atOnce = fc
  .array(fc.oneof(repriceTo, repriceTo, buyer, fc.constantFrom(cancelIt, webhook)), {
    minLength: 2,
    maxLength: 3,
  })
  .map(
    (steps): Step =>
      (world) =>
        Promise.all(steps.map((step) => tried(step)(world))),
  );

const steps = fc.array(fc.oneof({ weight: 5, arbitrary: one.map(tried) }, { weight: 1, arbitrary: atOnce }), {
  minLength: 2,
  maxLength: 10,
});

describe('any interleaving', () => {
  afterEach(() => sandbox('faults', undefined, 'DELETE'));

  it('[R2] ends with one cart: what Stripe’s payment carries, what is paid, what the claim says, what is locked', async () => {
    const seen: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const world = await World.made();
        await sandbox('faults', undefined, 'DELETE');
        for (const step of all) {
          await step(world);
          await expectVerified(world.shop);
        }
        await sandbox('faults', undefined, 'DELETE');
        const { status } = await settled(world);
        for (const end of [status, ...(await ends(world.shop))]) seen[end] = (seen[end] ?? 0) + 1;
      }),
      { numRuns: RUNS },
    );
    for (const end of ['open', 'complete', 'canceled', 'done', 'abandoned']) {
      expect(seen[end], `${end} in ${JSON.stringify(seen)}`).toBeGreaterThan(0);
    }
  });
});

/** Lets everything come to its end by what happens anyway: webhooks, then a last request. */
async function settled(world: World): Promise<Checkout> {
  const { shop, checkout, carts } = world;
  const { status } = await intentNow(checkout);
  if (status === 'processing') await sandbox(`payment_intents/${intentOf(checkout)}/authorize`, {});
  await webhook(world);
  const last = await reprice(shop, checkout.id, { lines: carts[2] });
  expect([200, 409]).toContain(last.status);
  const after = await expectAgreement(shop, checkout.id);
  const intent = await intentNow(checkout);
  expect(after.flag).toBeNull();
  expect(after.status).toBe(
    { succeeded: 'complete', canceled: after.status === 'expired' ? 'expired' : 'canceled' }[intent.status] ??
      'open',
  );
  if (after.status === 'open') expect(after.lines).toMatchObject([{ amount: 900_000 }]);
  return after;
}
