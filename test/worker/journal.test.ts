// Journals: every ledger's events, once and in order, whatever is sent again; and reading across merchants from them.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { JOURNAL_BATCH_EVENTS } from '../../src/limits.ts';
import type { PaymentFact } from '../../src/payment.ts';
import { ledgerName } from '../../src/shards.ts';
import type { Claim } from '../../src/wire/objects.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { type Journal, journalName } from '../../worker/objects/journal.ts';
import { checkoutRow } from './checkout-row.ts';
import {
  call,
  KEY,
  type LedgerStub,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  openCheckout,
  ROBOT_SUBSIDY,
  until,
} from './support.ts';

type JournalStub = {
  [Method in 'take' | 'totals' | 'claim' | 'claims' | 'marks']: (
    ...given: Parameters<Journal[Method]>
  ) => Promise<ReturnType<Journal[Method]>>;
};

const journalOf = (programme: string, month: string): JournalStub =>
  env.JOURNAL.getByName(journalName(programme, month)) as unknown as JournalStub;

const chinaTime = (text: string): number => Date.parse(`${text}+08:00`) / 1000;
const MAY = chinaTime('2026-05-10T12:00:00');

/** A ledger and a programme of its own. */
function newPlace() {
  const name = `mer_${crypto.randomUUID()}`;
  return { name, ledger: ledgerOf(name), programme: `p-${crypto.randomUUID()}` };
}

async function reserved(ledger: LedgerStub, programme: string, created = MAY): Promise<NewCheckout> {
  const row = checkoutRow({ programme, created });
  expect(await ledger.reserve({ checkout: row, idempotency_key: null })).toMatchObject({ was: 'created' });
  return row;
}

const paid = ({ amount_due, id }: NewCheckout): PaymentFact => ({
  payment_intent: `pi_${id}`,
  client_secret: null,
  attempt: 1,
  cart: null,
  status: 'succeeded',
  currency: 'cny',
  amount_received: amount_due,
});

const eventsIn = async (journal: JournalStub, row: NewCheckout) =>
  ((await journal.claim(row.claim ?? ''))?.events ?? []).map(({ seq, type }) => [seq, type]);

describe('journalling', () => {
  it('[J1] every event reaches the journal, once, in order, however often due() runs', async () => {
    const { ledger, programme, name } = newPlace();
    const [first, second] = [await reserved(ledger, programme), await reserved(ledger, programme)];
    await ledger.apply(first.id, paid(first), MAY + 9);
    const journal = journalOf(programme, '2026-05');
    for (let again = 0; again < 3; again += 1) await ledger.due((MAY + 10) * 1_000);
    expect(await eventsIn(journal, first)).toEqual([
      [1, 'claim.reserved'],
      [3, 'claim.posted'],
    ]);
    expect(await eventsIn(journal, second)).toEqual([[2, 'claim.reserved']]);
    expect(await journal.claim(first.claim ?? '')).toEqual(await ledger.claim(first.claim ?? ''));
    expect(await journal.totals()).toEqual({ pending: ROBOT_SUBSIDY, posted: ROBOT_SUBSIDY });
    expect(await journal.marks()).toEqual([{ ledger: ledgerName(name, 0), seq: 3, complete_at: MAY + 9 }]);
  });

  it('[J1] two due() at once journal each event once', async () => {
    const { ledger, programme } = newPlace();
    const rows = [await reserved(ledger, programme), await reserved(ledger, programme)];
    await Promise.all([ledger.due(MAY * 1_000), ledger.due(MAY * 1_000), ledger.due(MAY * 1_000)]);
    expect(await journalOf(programme, '2026-05').totals()).toEqual({ pending: 2 * ROBOT_SUBSIDY, posted: 0 });
    for (const row of rows) expect(await eventsIn(journalOf(programme, '2026-05'), row)).toHaveLength(1);
  });

  it('[J1] a reply that was lost: the same batch comes again and changes nothing', async () => {
    const { ledger, programme, name } = newPlace();
    const row = await reserved(ledger, programme);
    await ledger.due(MAY * 1_000);
    await runInDurableObject(ledgerObject(name), (_, { storage }) => {
      storage.sql.exec('UPDATE journalled SET seq = 0');
    });
    await ledger.apply(row.id, paid(row), MAY + 1);
    await ledger.due((MAY + 2) * 1_000);
    const journal = journalOf(programme, '2026-05');
    expect(await eventsIn(journal, row)).toEqual([
      [1, 'claim.reserved'],
      [2, 'claim.posted'],
    ]);
    expect(await journal.totals()).toEqual({ pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[J1] an older batch that arrives late is passed over, and moves no mark back', async () => {
    const { ledger, programme, name } = newPlace();
    const row = await reserved(ledger, programme);
    await ledger.apply(row.id, paid(row), MAY + 1);
    await ledger.due((MAY + 5) * 1_000);
    const journal = journalOf(programme, '2026-05');
    const older = await runInDurableObject(ledgerObject(name), (_, { storage }) =>
      storage.sql.exec('SELECT * FROM events WHERE seq = 1').toArray(),
    );
    await journal.take(ledgerName(name, 0), older as unknown as Parameters<Journal['take']>[1], MAY);
    expect(await journal.totals()).toEqual({ pending: 0, posted: ROBOT_SUBSIDY });
    expect(await journal.marks()).toEqual([{ ledger: ledgerName(name, 0), seq: 2, complete_at: MAY + 4 }]);
  });

  it('[J1] the ledger and the journal leaving memory in between lose nothing', async () => {
    const { ledger, programme, name } = newPlace();
    const row = await reserved(ledger, programme);
    await evictDurableObject(ledgerObject(name));
    await ledger.due(MAY * 1_000);
    await evictDurableObject(env.JOURNAL.getByName(journalName(programme, '2026-05')));
    await ledger.apply(row.id, paid(row), MAY);
    await evictDurableObject(ledgerObject(name));
    await ledger.due(MAY * 1_000);
    expect(await journalOf(programme, '2026-05').totals()).toEqual({ pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[J1] an event arms the alarm, and the alarm journals it', async () => {
    const { ledger, programme, name } = newPlace();
    const row = await reserved(ledger, programme);
    await until(
      async () => [
        await runDurableObjectAlarm(ledgerObject(name)),
        await eventsIn(journalOf(programme, '2026-05'), row),
      ],
      ([, events]) => Array.isArray(events) && events.length === 1,
    );
  });

  it('[J1] a ledger that comes back with events that no journal has journals them without being asked', async () => {
    const { ledger, programme, name } = newPlace();
    const row = await reserved(ledger, programme);
    await runInDurableObject(ledgerObject(name), (_, { storage }) => storage.deleteAlarm());
    await evictDurableObject(ledgerObject(name));
    await ledger.balance(programme);
    await until(
      () => eventsIn(journalOf(programme, '2026-05'), row),
      (events) => events.length === 1,
    );
  });

  it.each([
    ['2026-05-31T23:59:59', '2026-05'],
    ['2026-06-01T00:00:00', '2026-06'],
    ['2026-12-31T23:59:59', '2026-12'],
    ['2027-01-01T00:00:00', '2027-01'],
  ])(
    '[J1] a claim opened at %s in China goes to the journal of %s, with all its later events',
    async (at, month) => {
      const { ledger, programme } = newPlace();
      const row = await reserved(ledger, programme, chinaTime(at));
      await ledger.due(chinaTime(at) * 1_000);
      await ledger.apply(row.id, paid(row), chinaTime('2027-06-15T00:00:00'));
      await ledger.due(chinaTime('2027-06-15T00:00:00') * 1_000);
      expect(await eventsIn(journalOf(programme, month), row)).toHaveLength(2);
      expect(await journalOf(programme, '2027-06').marks()).toEqual([]);
    },
  );

  it('[J1] each programme has a journal of its own', async () => {
    const { ledger, programme } = newPlace();
    const other = newPlace().programme;
    await reserved(ledger, programme);
    await reserved(ledger, other);
    await ledger.due(MAY * 1_000);
    for (const id of [programme, other]) {
      expect(await journalOf(id, '2026-05').totals()).toEqual({ pending: ROBOT_SUBSIDY, posted: 0 });
    }
  });

  it('[J2] at no moment does a journal say it is complete up to an instant whose events it lacks', async () => {
    const { ledger, programme, name } = newPlace();
    const count = JOURNAL_BATCH_EVENTS * 2 + 1;
    await Promise.all(Array.from({ length: count }, () => reserved(ledger, programme)));
    await runInDurableObject(ledgerObject(name), (_, { storage }) => storage.deleteAlarm());
    const created = await createdOf(name);
    const now = nowS() + 100;
    const journal = journalOf(programme, '2026-05');
    let finished = false;
    const done = ledger.due(now * 1_000).then(() => {
      finished = true;
    });
    const early: object[] = [];
    while (!finished) {
      const [mark] = await journal.marks();
      const lacking = mark === undefined ? [] : created.slice(mark.seq);
      if (lacking.some((at) => at <= (mark?.complete_at ?? 0))) early.push({ mark, lacking: lacking.length });
    }
    await done;
    expect(await journal.marks()).toEqual([
      { ledger: ledgerName(name, 0), seq: count, complete_at: now - 1 },
    ]);
    expect(early).toEqual([]);
  });
});

/** The instants of a ledger's events, in order. */
function createdOf(ledger: string): Promise<number[]> {
  return runInDurableObject(ledgerObject(ledger), (_, { storage }) =>
    storage.sql
      .exec<{ created: number }>('SELECT created FROM events ORDER BY seq')
      .toArray()
      .map(({ created }) => created),
  );
}

describe('across merchants', () => {
  it("[J1] the operator's list is the union of the merchants' lists, and the totals are its sums", async () => {
    const shops = await Promise.all([newShop(), newShop(), newShop()]);
    const from = nowS();
    for (const shop of shops) {
      await openCheckout({}, shop.keys.sk);
      await openCheckout({}, shop.keys.tk);
    }
    const list = async (key: string, merchant = ''): Promise<Claim[]> =>
      (await call(`/v1/claims?limit=100&created[gte]=${from}${merchant}`, { key })).body['data'] as Claim[];
    const theirs = (await Promise.all(shops.map((shop) => list(shop.keys.fk)))).flat();
    expect(theirs).toHaveLength(6);
    const latestFirst = (a: Claim, b: Claim): number => (a.id < b.id ? 1 : -1);
    expect(
      await until(
        () => list(KEY.ok),
        (claims) => claims.length === 6,
      ),
    ).toEqual(theirs.sort(latestFirst));
    for (const shop of shops)
      expect(await list(KEY.ok, `&merchant=${shop.id}`)).toEqual(await list(shop.keys.fk));
  });
});
