// Programmes: their terms for everybody, their money for finance and the operator.

import { describe, expect, it } from 'vitest';
import { LEASE_FIRST_FEN } from '../../src/limits.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import type { ProgrammeObject } from '../../src/wire/objects.ts';
import { KEY_KINDS } from '../../worker/keys.ts';
import {
  call,
  expectRefusal,
  intentOf,
  KEY,
  newShop,
  openCheckout,
  PROGRAMME,
  payAndTell,
  until,
} from './support.ts';

const PATH = `/v1/programmes/${PROGRAMME}`;
const read = async (key: string = KEY.ok): Promise<ProgrammeObject> =>
  (await call(PATH, { key })).body as unknown as ProgrammeObject;

describe('programmes', () => {
  it.each(KEY_KINDS)(
    '[A2] %s_ reads the terms; only finance and the operator see the money',
    async (kind) => {
      const programme = await read(KEY[kind]);
      const { budget_amount: _, ...terms } = ZHEJIANG_AI_2025;
      expect(programme).toMatchObject({ ...terms, object: 'programme', versions: [1], active: true });
      expect(programme).not.toHaveProperty('budget_amount');
      expect('budget' in programme).toBe(kind === 'ok' || kind === 'fk');
      const { status, body } = await call('/v1/programmes', { key: KEY[kind] });
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { object: 'list', url: '/v1/programmes', has_more: false, data: [{ id: PROGRAMME }] },
      });
      const [listed] = body['data'] as object[];
      expect('budget' in (listed ?? {})).toBe(kind === 'ok' || kind === 'fk');
    },
  );

  it('[A2] a programme that nobody has is a 404', async () => {
    expectRefusal(await call('/v1/programmes/mars-2030'), 404, 'resource_missing', 'id');
  });

  it('[B9] what is pending and posted across merchants is in the budget once the journals have it', async () => {
    const before = (await read()).budget;
    if (before === undefined) throw new Error('no budget');
    const shop = await newShop();
    const [paid] = [await openCheckout(), await openCheckout({}, shop.keys.sk)];
    await payAndTell(intentOf(paid));
    const after = await until(
      async () => (await read(KEY.fk)).budget,
      (budget) => budget?.posted === before.posted + 59_985 && budget.pending === before.pending + 59_985,
    );
    expect(after?.available).toBe(before.available - 2 * 59_985);
    expect(after?.leased).toBeGreaterThanOrEqual((after?.pending ?? 0) + (after?.posted ?? 0));
  });
});

describe('setting a budget', () => {
  const set = (budget_amount: unknown, key: string = KEY.ok) =>
    call(`${PATH}/budget`, { key, body: { budget_amount } });
  const refusalOf = async (budget_amount: number): Promise<string> =>
    expectRefusal(await set(budget_amount), 409, 'budget_below_spent', 'budget_amount');

  it('[B5] the operator can raise it and lower it to what is pending and posted, not a fen below', async () => {
    const [paid] = [await openCheckout(), await openCheckout()];
    await payAndTell(intentOf(paid));
    expect((await read()).budget?.leased).toBeGreaterThanOrEqual(LEASE_FIRST_FEN);
    const least = Number(/at least (\d+) fen/.exec(await refusalOf(0))?.[1]);
    const spent = (budget?: ProgrammeObject['budget']): number =>
      budget === undefined ? 0 : budget.pending + budget.posted;
    await until(
      async () => spent((await read()).budget),
      (sum) => sum === least,
    );
    expect(await refusalOf(least - 1)).toContain(`at least ${least} fen`);
    expect((await read()).budget?.total).toBeGreaterThan(least);
    expect(await set(least)).toMatchObject({
      status: 200,
      body: { budget: { total: least, leased: least, available: 0 } },
    });
    expect(await set(least + 1)).toMatchObject({
      status: 200,
      body: { budget: { total: least + 1, leased: least, available: 1 } },
    });
  });

  it('[B5] the largest is a hundred billion yuan', async () => {
    expect((await set(10_000_000_000_000)).status).toBe(200);
    expectRefusal(await set(10_000_000_000_001), 400, 'parameter_invalid', 'budget_amount');
  });

  it.each([-1, 1.5, '5', null, true, [], {}, '1e5', Number.MAX_SAFE_INTEGER + 2])(
    '[A3] %j is no budget',
    async (wrong) => {
      expectRefusal(await set(wrong), 400, 'parameter_invalid', 'budget_amount');
    },
  );

  it('[A3] nothing is no budget either', async () => {
    const answer = await call(`${PATH}/budget`, { key: KEY.ok, body: {} });
    expectRefusal(answer, 400, 'parameter_missing', 'budget_amount');
  });

  it('[B5] a programme that nobody has has no budget', async () => {
    const answer = await call('/v1/programmes/mars-2030/budget', { key: KEY.ok, body: { budget_amount: 1 } });
    expectRefusal(answer, 404, 'resource_missing', 'id');
  });
});
