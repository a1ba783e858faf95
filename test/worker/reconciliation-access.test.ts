// Who may see a reconciliation, what may be asked for, and for how long it is kept.

import { describe, expect, it } from 'vitest';
import { RECONCILIATION_KEPT_S, RECONCILIATION_WINDOW_S } from '../../src/limits.ts';
import {
  begin,
  beginWithNow,
  carryOn,
  findingsOf,
  inReconciliations,
  reconcile,
} from './reconciliation-support.ts';
import { call, intentOf, KEY, newShop, nowS, openCheckout, pay } from './support.ts';

describe('who may see a reconciliation', () => {
  it('[A2] a finance team sees those of its merchant; the operator all', async () => {
    const [shop, other] = [await newShop(), await newShop()];
    await reconcile(null);
    const { run } = await reconcile(shop);
    for (const path of [`/v1/reconciliations/${run.id}`, `/v1/reconciliations/${run.id}/findings`]) {
      expect((await call(path, { key: other.keys.fk })).status).toBe(404);
      expect((await call(path, { key: shop.keys.fk })).status).toBe(200);
      expect((await call(path, { key: KEY.ok })).status).toBe(200);
    }
    const { body } = await call('/v1/reconciliations', { key: other.keys.fk });
    expect(body).toMatchObject({ object: 'list', data: [], has_more: false });
    const all = await call('/v1/reconciliations?limit=1', { key: KEY.ok });
    expect(all.body).toMatchObject({ data: [{ id: run.id }], has_more: true });
    const next = await call(`/v1/reconciliations?limit=1&starting_after=${run.id}`, { key: KEY.ok });
    expect(next.body['data']).not.toContainEqual(expect.objectContaining({ id: run.id }));
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ['ten years', { created_gte: nowS() - 10 * 366 * 86_400 }, 'parameter_invalid', 'created_gte'],
    [
      'no time at all',
      { created_gte: 1_700_000_000, created_lt: 1_700_000_000 },
      'parameter_invalid',
      'created_gte',
    ],
    ['the future', { created_lt: nowS() + 86_400 }, 'parameter_invalid', 'created_lt'],
    ['a text', { created_gte: 'yesterday' }, 'parameter_invalid', 'created_gte'],
    ['a part of a second', { created_gte: 1.5 }, 'parameter_invalid', 'created_gte'],
    ['an unknown field', { from: 1 }, 'parameter_unknown', 'from'],
  ])('[Y6] of %s is refused, and nothing begins', async (_name, body, code, param) => {
    const latest = async () => (await call('/v1/reconciliations?limit=1', { key: KEY.ok })).body;
    const before = await latest();
    const answer = await begin(KEY.ok, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code, param } } });
    expect(await latest()).toEqual(before);
  });

  it('[A3] of no body is one of the last two days, as of an empty object', async () => {
    const { keys } = await newShop();
    for (const body of [undefined, '', '{}']) {
      const answer = await call('/v1/reconciliations', { key: keys.fk, method: 'POST', body });
      expect(answer).toMatchObject({ status: 201, body: { object: 'reconciliation' } });
      const run = await carryOn(String(answer.body['id']), keys.fk);
      expect(run.created_lt - run.created_gte).toBe(RECONCILIATION_WINDOW_S);
    }
  });

  it('[Y6] what it found is kept for two years, and then forgotten', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    await pay(intentOf(checkout));
    const { run } = await reconcile(shop);
    const age = (seconds: number) =>
      inReconciliations('UPDATE runs SET completed_at = ? WHERE id = ?', nowS() - seconds, run.id);
    await age(RECONCILIATION_KEPT_S - 60);
    await carryOn(await beginWithNow(shop), shop.keys.fk);
    expect(await findingsOf(run.id, shop.keys.fk)).toHaveLength(1);
    await age(RECONCILIATION_KEPT_S + 60);
    await carryOn(await beginWithNow(shop), shop.keys.fk);
    expect((await call(`/v1/reconciliations/${run.id}`, { key: shop.keys.fk })).status).toBe(404);
  });
});
