// Giving leases back: what is written down first, told until it is confirmed, and counted once, whoever dies in between.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { DUE_RETRY_MS, LEASE_FIRST_FEN, LEASE_IDLE_S, LEASE_RETURN_BATCH } from '../../src/limits.ts';
import { BalanceStore } from '../../worker/objects/balance-store.ts';
import {
  budgetOf,
  budgetRows,
  claimIn,
  evictLedger,
  expectLaw,
  inLedger,
  ledgerNamed,
  ledgerWithFree,
  newLease,
  newLedgerName,
  openReturns,
  voidIn,
} from './budget-support.ts';

/** Writes a return down, and tells nobody: there the ledger dies. */
const writeReturn = (ledger: string, programme: string): Promise<void> =>
  inLedger(ledger, (sql) => new BalanceStore(sql).writeReturn(`rtn_${crypto.randomUUID()}`, programme));

const leasedIn = async (ledger: string, programme: string): Promise<number> =>
  (await ledgerNamed(ledger).balance(programme)).leased;

/** When the ledger's alarm rings; null where it never does. */
const alarmOf = (ledger: string): Promise<number | null> =>
  runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) => storage.getAlarm());

describe('giving back', () => {
  it('[B6] a return that was written down and not told is told after a restart, by the alarm alone', async () => {
    const { programme, budget } = await budgetOf(1_000_000);
    const ledger = await ledgerWithFree(programme, 1_000);
    await writeReturn(ledger, programme);
    expect(await leasedIn(ledger, programme)).toBe(0);
    expect(await budget.state()).toMatchObject({ leased: 1_000 });
    await expectLaw(programme, [ledger]);
    await evictLedger(ledger);
    expect(await alarmOf(ledger)).toBeLessThanOrEqual(Date.now() + DUE_RETRY_MS);
    await runDurableObjectAlarm(env.LEDGER.getByName(ledger));
    expect(await budget.state()).toMatchObject({ leased: 0 });
    expect(await openReturns(ledger)).toEqual([]);
    await expectLaw(programme, [ledger]);
  });

  it('[B6] one that was taken and not confirmed is told again, and counts once', async () => {
    const { programme, budget } = await budgetOf(1_000_000);
    const ledger = await ledgerWithFree(programme, 1_000);
    await budget.lease({ lease: newLease(), ledger, need: 500, want: 500, now_ms: Date.now() });
    await writeReturn(ledger, programme);
    const returns = await openReturns(ledger);
    await budget.giveBack(ledger, returns);
    await budget.giveBack(ledger, returns);
    await expectLaw(programme, [ledger]);
    await evictDurableObject(env.BUDGET.getByName(programme));
    await evictLedger(ledger);
    await ledgerNamed(ledger).due(Date.now());
    expect(await openReturns(ledger)).toEqual([]);
    expect(await budget.state()).toMatchObject({ leased: 500 });
    expect((await budgetRows(programme)).returns).toHaveLength(1);
    await expectLaw(programme, [ledger]);
  });

  it('[B6] more returns than one call carries are all told in the end', async () => {
    const { programme, budget } = await budgetOf(1_000_000);
    const ledger = await ledgerWithFree(programme, LEASE_RETURN_BATCH + 1);
    await inLedger(ledger, (sql) => {
      sql.exec('UPDATE balances SET leased = 0');
      for (let at = 0; at <= LEASE_RETURN_BATCH; at += 1) {
        sql.exec(
          'INSERT INTO lease_returns (id, programme, amount) VALUES (?, ?, 1)',
          `rtn_${at}`,
          programme,
        );
      }
    });
    await ledgerNamed(ledger).due(Date.now());
    expect(await openReturns(ledger)).toHaveLength(1);
    await ledgerNamed(ledger).due(Date.now());
    expect(await openReturns(ledger)).toEqual([]);
    expect(await budget.state()).toMatchObject({ leased: 0 });
    await expectLaw(programme, [ledger]);
  });

  it('[B6] what is pending or posted is never given back', async () => {
    const { programme, budget } = await budgetOf(1_000_000);
    const ledger = newLedgerName();
    await claimIn(ledger, programme, 1_000);
    expect(await ledgerNamed(ledger).recall(programme)).toEqual([]);
    const { checkout } = await claimIn(ledger, programme, 300);
    await voidIn(ledger, checkout);
    expect(await ledgerNamed(ledger).recall(programme)).toMatchObject([{ amount: 300 }]);
    expect(await ledgerNamed(ledger).balance(programme)).toEqual({
      leased: 1_000,
      pending: 1_000,
      posted: 0,
    });
    expect(await budget.state()).toMatchObject({ leased: 1_300 });
    await expectLaw(programme, [ledger]);
  });

  it('[B6] under another programme nothing is given back', async () => {
    const { programme } = await budgetOf(1_000_000);
    const other = await budgetOf(1_000_000);
    const ledger = await ledgerWithFree(programme, 1_000);
    expect(await ledgerNamed(ledger).recall(other.programme)).toEqual([]);
    expect(await leasedIn(ledger, programme)).toBe(1_000);
  });
});

describe('an idle ledger', () => {
  /** A ledger that has used a part of a whole lease, and the last millisecond in which that is no idleness. */
  async function seller() {
    const { programme, budget } = await budgetOf(LEASE_FIRST_FEN * 100);
    const ledger = newLedgerName();
    const { checkout } = await claimIn(ledger, programme, 1_000);
    const last_event =
      (await ledgerNamed(ledger).claim(String(checkout.claim)))?.events?.at(-1)?.created ?? 0;
    return { programme, budget, ledger, idle_at_ms: (last_event + LEASE_IDLE_S) * 1000 };
  }

  it('[B8] gives back all that is free when its time is over, and not a moment before', async () => {
    const { programme, budget, ledger, idle_at_ms } = await seller();
    await evictLedger(ledger);
    await ledgerNamed(ledger).due(idle_at_ms - 1);
    expect(await budget.state()).toMatchObject({ leased: LEASE_FIRST_FEN });
    await ledgerNamed(ledger).due(idle_at_ms);
    expect(await budget.state()).toMatchObject({ leased: 1_000 });
    expect(await ledgerNamed(ledger).balance(programme)).toEqual({
      leased: 1_000,
      pending: 1_000,
      posted: 0,
    });
    expect(await openReturns(ledger)).toEqual([]);
    await expectLaw(programme, [ledger]);
  });

  it('[B8] wakes up for it by itself, after a restart too', async () => {
    const { ledger, idle_at_ms } = await seller();
    await ledgerNamed(ledger).due(Date.now());
    // What it leased a moment ago, it leased a moment after the second of its last event began.
    expect(await alarmOf(ledger)).toBeLessThanOrEqual(idle_at_ms + 2_000);
    await evictLedger(ledger);
    await ledgerNamed(ledger).due(Date.now());
    expect(await alarmOf(ledger)).toBe(idle_at_ms);
  });

  it('[B8] another claim in between, or a voided one, starts the time anew', async () => {
    const { programme, budget, ledger, idle_at_ms } = await seller();
    const { checkout } = await claimIn(ledger, programme, 2_000);
    await inLedger(ledger, (sql) => sql.exec('UPDATE events SET created = created + 60 WHERE seq = 2'));
    await ledgerNamed(ledger).due(idle_at_ms + 59_999);
    expect(await budget.state()).toMatchObject({ leased: LEASE_FIRST_FEN });
    await voidIn(ledger, checkout);
    await inLedger(ledger, (sql) => sql.exec('UPDATE events SET created = created + 120 WHERE seq = 3'));
    await ledgerNamed(ledger).due(idle_at_ms + 119_999);
    expect(await budget.state()).toMatchObject({ leased: LEASE_FIRST_FEN });
    await ledgerNamed(ledger).due(idle_at_ms + 400_000);
    expect(await budget.state()).toMatchObject({ leased: 1_000 });
  });

  it('[B8] a claim under another programme does not keep it; what comes later is leased anew', async () => {
    const { programme, budget, ledger, idle_at_ms } = await seller();
    const other = await budgetOf(1_000_000);
    await claimIn(ledger, other.programme, 500);
    await inLedger(ledger, (sql) => sql.exec('UPDATE events SET created = created + 60 WHERE seq = 2'));
    await evictLedger(ledger);
    await ledgerNamed(ledger).due(idle_at_ms);
    expect(await budget.state()).toMatchObject({ leased: 1_000 });
    expect((await claimIn(ledger, programme, 700)).reserved).toMatchObject({ was: 'created' });
    expect((await budget.state()).leased).toBeGreaterThanOrEqual(LEASE_FIRST_FEN + 1_000);
    await expectLaw(programme, [ledger]);
  });

  it('[B8] a lease whose reply came late is not given back at once', async () => {
    const { programme, budget } = await budgetOf(1_000_000);
    const ledger = newLedgerName();
    const lease = newLease();
    await budget.lease({ lease, ledger, need: 700, want: 700, now_ms: Date.now() });
    await inLedger(ledger, (sql) =>
      sql.exec('INSERT INTO leases (id, programme, need, want) VALUES (?, ?, 700, 700)', lease, programme),
    );
    await ledgerNamed(ledger).due(Date.now());
    await ledgerNamed(ledger).due(Date.now());
    expect(await leasedIn(ledger, programme)).toBe(700);
    await ledgerNamed(ledger).due(Date.now() + LEASE_IDLE_S * 1000);
    expect(await budget.state()).toMatchObject({ leased: 0 });
  });
});
