// Facts about payments in the ledger, in every order and of every kind: what posts, what voids, what is flagged.

import { describe, expect, it } from 'vitest';
import { type ClaimEvent, type ClaimState, evolve } from '../../src/claim.ts';
import type { PaymentFact } from '../../src/payment.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { checkoutRow } from './checkout-row.ts';
import { type LedgerStub, ledgerOf, nowS, PROGRAMME, ROBOT_SUBSIDY } from './support.ts';

describe('facts in the ledger', () => {
  const right = (row: NewCheckout): PaymentFact => ({ ...factOf(row), amount_received: row.amount_due });

  it.each([
    ['one fen less', { amount_received: 339_914 }],
    ['one fen more', { amount_received: 339_916 }],
    ['nothing', { amount_received: 0 }],
    ['the price before the subsidy', { amount_received: 399_900 }],
    ['another currency', { currency: 'usd' }],
    ['another currency in capitals', { currency: 'CNY' }],
    ['the PaymentIntent of an earlier try', { attempt: 0 }],
    ['a PaymentIntent that names no try', { attempt: null }],
  ])('[S3] %s: flagged, not posted, and flagged once', async (_, wrong) => {
    const { ledger, row } = await reserved();
    const fact: PaymentFact = { ...right(row), ...wrong };
    expect(await ledger.apply(row.id, fact, nowS())).toMatchObject({ ok: true, status: 'open' });
    await ledger.apply(row.id, fact, nowS());
    const claim = await ledger.claim(row.claim ?? '');
    expect(claim).toMatchObject({ status: 'pending', flag: 'payment_mismatch', payment_intent: null });
    expect(claim?.events?.map(({ type }) => type)).toEqual(['claim.reserved', 'claim.flagged']);
    expect(await ledger.balance(PROGRAMME)).toMatchObject({ pending: ROBOT_SUBSIDY, posted: 0 });
  });

  it('[S3] each payment that is not the one asked for is recorded, and each once', async () => {
    const { ledger, row } = await reserved();
    await ledger.apply(row.id, { ...right(row), payment_intent: 'pi_asked', status: 'open' }, nowS());
    for (const payment_intent of ['pi_a', 'pi_b', 'pi_a', 'pi_b']) {
      await ledger.apply(row.id, { ...right(row), payment_intent }, nowS());
    }
    const { events } = (await ledger.claim(row.claim ?? '')) ?? {};
    expect(events?.slice(1).map(({ type, data }) => [type, data['payment_intent']])).toEqual([
      ['claim.flagged', 'pi_a'],
      ['claim.flagged', 'pi_b'],
    ]);
  });

  it('[S1] canceled after succeeded: it stays posted', async () => {
    const { ledger, row } = await reserved();
    await ledger.apply(row.id, right(row), nowS());
    await ledger.apply(row.id, { ...right(row), status: 'canceled' }, nowS());
    expect(await ledger.claim(row.claim ?? '')).toMatchObject({
      status: 'posted',
      flag: null,
      voided_at: null,
    });
  });

  it('[S3] succeeded after canceled: flagged, and the claim stays voided', async () => {
    const { ledger, row } = await reserved();
    await ledger.apply(row.id, { ...right(row), status: 'canceled', amount_received: 0 }, nowS());
    expect(await ledger.apply(row.id, right(row), nowS())).toMatchObject({ status: 'canceled' });
    expect(await ledger.claim(row.claim ?? '')).toMatchObject({
      status: 'voided',
      flag: 'payment_mismatch',
      posted_at: null,
    });
    expect(await ledger.balance(PROGRAMME)).toMatchObject({ pending: 0, posted: 0 });
  });

  it('[S1] every order of the same facts has the same outcome', async () => {
    const outcomes = new Set<string>();
    for (const order of permutations(['open', 'succeeded', 'again', 'foreign_canceled'])) {
      const { ledger, row } = await reserved();
      const own = { ...right(row), client_secret: 'pi_own_secret' };
      const facts: Record<string, PaymentFact> = {
        open: { ...own, status: 'open', amount_received: 0 },
        succeeded: own,
        again: own,
        foreign_canceled: { ...own, payment_intent: 'pi_foreign', attempt: 9, status: 'canceled' },
      };
      for (const name of order) await ledger.apply(row.id, facts[name] ?? own, 1_800_000_000);
      const { status, flag, payment_intent, events } = (await ledger.claim(row.claim ?? '')) ?? {};
      const read = await ledger.checkout(row.id);
      outcomes.add(
        JSON.stringify({
          status,
          flag,
          payment_intent,
          events: events?.map(({ type }) => type),
          checkout: read?.checkout.status,
          secret: read?.checkout.client_secret,
          balance: await balanceMoved(ledger),
        }),
      );
    }
    expect([...outcomes].map((text) => JSON.parse(text))).toEqual([
      {
        status: 'posted',
        flag: null,
        payment_intent: 'pi_own',
        events: ['claim.reserved', 'claim.posted'],
        checkout: 'complete',
        secret: 'pi_own_secret',
        balance: [0, ROBOT_SUBSIDY],
      },
    ]);
  });

  it('[B2] each event moves the balance by exactly what its claim is worth', async () => {
    const { ledger, row } = await reserved();
    const second = checkoutRow({ unit_amount: 2_000_000 });
    expect(await balanceMoved(ledger)).toEqual([ROBOT_SUBSIDY, 0]);
    await ledger.reserve({ checkout: second, idempotency_key: null });
    expect(await balanceMoved(ledger)).toEqual([ROBOT_SUBSIDY + 200_000, 0]);
    await ledger.apply(second.id, { ...right(second), amount_received: 1 }, nowS());
    expect(await balanceMoved(ledger)).toEqual([ROBOT_SUBSIDY + 200_000, 0]);
    await ledger.apply(row.id, right(row), nowS());
    expect(await balanceMoved(ledger)).toEqual([200_000, ROBOT_SUBSIDY]);
    await ledger.apply(second.id, { ...right(second), status: 'canceled' }, nowS());
    expect(await balanceMoved(ledger)).toEqual([0, ROBOT_SUBSIDY]);
  });

  it('[C2] the state of a claim is the sum of its events, and an event once written stays as it is', async () => {
    const { ledger, row } = await reserved();
    const opened = (await ledger.claim(row.claim ?? ''))?.events;
    await ledger.apply(row.id, { ...right(row), currency: 'usd' }, nowS());
    await ledger.apply(row.id, right(row), nowS() + 5);
    const claim = await ledger.claim(row.claim ?? '');
    expect(claim?.events?.slice(0, 1)).toEqual(opened);
    const folded = (claim?.events ?? []).reduce<ClaimState | null>(
      (state, { type, data, created }) => evolve(state, { type, data } as unknown as ClaimEvent, created),
      null,
    );
    const { reviewable: _reviewable, ...shown } = folded ?? {};
    expect(claim).toMatchObject(shown);
    expect(folded).toMatchObject({ status: 'posted', flag: 'payment_mismatch' });
  });

  async function reserved(): Promise<{ ledger: LedgerStub; row: NewCheckout }> {
    const ledger = ledgerOf(`mer_${crypto.randomUUID()}`);
    const row = checkoutRow();
    await ledger.reserve({ checkout: row, idempotency_key: null });
    return { ledger, row };
  }

  async function balanceMoved(ledger: LedgerStub): Promise<number[]> {
    const { pending, posted } = await ledger.balance(PROGRAMME);
    return [pending, posted];
  }
});

/** A success of the right amount, of the checkout's first try. */
function factOf({ amount_due }: { amount_due: number }): PaymentFact {
  return {
    payment_intent: 'pi_own',
    client_secret: null,
    attempt: 1,
    cart: null,
    status: 'succeeded',
    currency: 'cny',
    amount_received: amount_due,
  };
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
