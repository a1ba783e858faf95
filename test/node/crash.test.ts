import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, List } from '../../src/wire/objects.ts';
import { Installation, until } from '../support/processes.ts';

const CARTS = 14;
const CLAIMS = 11;

describe('kill -9 of everything in the middle of the demo', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await Installation.make();
  });
  afterEach(() => installation.remove());

  for (const payments of [1, 4, 9, 12]) {
    it(`[K1] loses and doubles nothing when it dies at payment ${payments}`, async () => {
      await installation.serve();
      const demo = installation.run('demo.ts');
      await until(
        async () =>
          (await installation.paid()).payment_intents.reduce((all, { count }) => all + count, 0) >= payments,
      );
      expect(demo.exitCode).toBeNull();
      await installation.killAll();

      await installation.serve();
      await installation.demo();

      const paid = await installation.paid();
      const claims = await installation.get<List<Claim>>('/v1/claims?limit=100', 'sk_test_demo');
      const orders = claims.data.map((claim) => claim.order_reference);
      expect(paid.payment_intents).toEqual([expect.objectContaining({ status: 'succeeded', count: CARTS })]);
      expect(new Set(orders).size).toBe(CLAIMS);
      expect(claims.data.map((claim) => claim.status)).toEqual(Array(CLAIMS).fill('posted'));
      const claimed = claims.data.reduce((all, claim) => all + claim.amount + claim.amount_due, 0);
      const total = claims.data.reduce((all, claim) => all + claim.amount_total, 0);
      expect(claimed).toBe(total);
    });
  }
});
