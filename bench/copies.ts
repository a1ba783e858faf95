// Many claims from few: copies the rows of a ledger that nobody has open, each copy as valid as what it was made from,
// its events sealed into the ledger's chain.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { NO_HASH, type SealedEvent, sealed } from '../src/chain.ts';

/** The one object of a class, as its file. */
export function objectFile(objects: string, class_name: string): string {
  const dir = join(objects, `zhehui-${class_name}`);
  const [file, ...more] = readdirSync(dir).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  if (file === undefined || more.length > 0) throw new Error(`expected one ${class_name} in ${dir}`);
  return join(dir, file);
}

/** Brings the ledger to so many claims, with their events, checkouts and balance. */
export function fillLedger(objects: string, claims: number): void {
  const ledger = openUnshared(objectFile(objects, 'Ledger'));
  ledger.exec('BEGIN');
  const has = count(ledger, 'claims');
  const seeds = seedsOf(ledger);
  const copier = new Copier(ledger);
  for (let n = has; n < claims; n += 1) copier.copy(seeds[n % seeds.length] as Seed, n);
  copier.writeHeads();
  lease(objects, ledger);
  ledger.exec('UPDATE journalled SET seq = (SELECT MAX(seq) FROM events)');
  countAsJournalled(objects, ledger);
  ledger.exec('COMMIT');
  ledger.close();
}

type Value = string | number | null;
type Row = Record<string, Value>;

/** A claim with all that belongs to it. */
type Seed = { readonly claim: Row; readonly checkout: Row; readonly events: readonly Row[] };

/** The first posted claims: each has two events, and a payment that came. */
function seedsOf(ledger: DatabaseSync): Seed[] {
  const claims = ledger.prepare(`SELECT * FROM claims WHERE status = 'posted' ORDER BY id LIMIT ?`);
  const checkout = ledger.prepare('SELECT * FROM checkouts WHERE id = ?');
  const events = ledger.prepare('SELECT * FROM events WHERE claim = ? ORDER BY seq');
  const seeds = (claims.all(SEEDS_MAX) as Row[]).map((claim) => ({
    claim,
    checkout: checkout.get(claim['checkout'] ?? null) as Row,
    events: events.all(claim['id'] ?? null) as Row[],
  }));
  if (seeds.length === 0) throw new Error('a ledger without claims cannot be copied');
  return seeds;
}

const SEEDS_MAX = 1_000;

/** What a copy does not share with what it was made from. */
type Fresh = {
  readonly claim: string;
  readonly checkout: string;
  readonly order: string;
  readonly payment: string;
};

class Copier {
  private readonly ledger: DatabaseSync;
  private readonly inserts = new Map<string, StatementSync>();
  private readonly heads = new Map<string, Row>();
  private last: Row;

  constructor(ledger: DatabaseSync) {
    this.ledger = ledger;
    const heads = ledger.prepare('SELECT * FROM heads ORDER BY seq').all() as Row[];
    for (const head of heads) this.heads.set(String(head['journal']), head);
    this.last = heads.at(-1) ?? {};
  }

  copy({ claim, checkout, events }: Seed, n: number): void {
    const fresh: Fresh = {
      claim: freshIdentifier(claim['id'], n),
      checkout: freshIdentifier(checkout['id'], n),
      order: `${scattered(n)}-copy-${n}`,
      payment: `pi_copy${n}`,
    };
    const lines_seq = Number(this.last['seq']) + 1;
    const members = {
      id: [claim['id'], fresh.claim],
      checkout: [checkout['id'], fresh.checkout],
      order_reference: [checkout['order_reference'], fresh.order],
      payment_intent: [checkout['payment_intent'], fresh.payment],
    } as const;
    for (const event of events) this.append(event, fresh.claim, members);
    const shared = { order_reference: fresh.order, payment_intent: fresh.payment };
    this.insert('claims', { ...claim, ...shared, id: fresh.claim, checkout: fresh.checkout, lines_seq });
    this.insert('checkouts', {
      ...checkout,
      ...shared,
      id: fresh.checkout,
      claim: fresh.claim,
      client_secret: `${fresh.payment}_secret_bench`,
      request: changed(checkout['request'], { order_reference: [checkout['order_reference'], fresh.order] }),
    });
  }

  writeHeads(): void {
    const write = this.ledger.prepare('UPDATE heads SET seq = ?, hash = ? WHERE ledger = ? AND journal = ?');
    for (const [journal, { ledger, seq, hash }] of this.heads) {
      write.run(seq ?? null, hash ?? null, ledger ?? null, journal);
    }
  }

  private append(event: Row, claim: string, members: Members): void {
    const journal = String(event['journal']);
    const row = {
      ...(event as unknown as SealedEvent),
      claim,
      seq: Number(this.last['seq']) + 1,
      data: changed(event['data'], members),
      prev_hash: String(this.last['hash']),
      journal_prev_hash: String(this.heads.get(journal)?.['hash'] ?? NO_HASH),
    };
    this.last = sealed(row);
    this.heads.set(journal, this.last);
    this.insert('events', this.last);
  }

  private insert(table: string, row: Row): void {
    let insert = this.inserts.get(table);
    if (insert === undefined) {
      const columns = Object.keys(row);
      insert = this.ledger.prepare(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`,
      );
      this.inserts.set(table, insert);
    }
    insert.run(row);
  }
}

/** An identifier of the same millisecond in the same shard; its random part is the number of the copy. */
function freshIdentifier(identifier: Value | undefined, n: number): string {
  const text = String(identifier);
  return text.slice(0, 14) + String(n).padStart(14, '0') + text.slice(28);
}

/** Order references come in no order: what is inserted into their indexes goes everywhere. */
function scattered(n: number): string {
  return (Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
}

type Members = Readonly<Record<string, readonly [from: Value | undefined, to: string]>>;

/** JSON text with other values in these members. As text: a million copies are not to be parsed. */
function changed(json: Value | undefined, members: Members): string {
  let text = String(json);
  for (const [name, [from, to]] of Object.entries(members)) {
    text = text.replace(`"${name}":${JSON.stringify(from)}`, `"${name}":${JSON.stringify(to)}`);
  }
  return text;
}

/** The money of the copies: one lease more, in the ledger's books and in the budget's. */
function lease(objects: string, ledger: DatabaseSync): void {
  const { programme, leased, posted, of } = ledger
    .prepare(
      `SELECT programme, (SELECT leased FROM balances) AS leased, SUM(amount - reversed_amount) AS posted, ledger AS of
         FROM claims WHERE status = 'posted' GROUP BY programme`,
    )
    .get() as { programme: string; leased: number; posted: number; of: string };
  const more = Math.max(posted - leased, 1);
  const id = `lse_copies_${count(ledger, 'claims')}`;
  ledger
    .prepare('INSERT INTO leases (id, programme, need, want, granted) VALUES (?, ?, ?, ?, ?)')
    .run(id, programme, more, more, more);
  ledger
    .prepare('UPDATE balances SET leased = leased + ?, posted = ? WHERE programme = ?')
    .run(more, posted, programme);
  const budget = new DatabaseSync(objectFile(objects, 'Budget'));
  budget.prepare('INSERT INTO leases (id, ledger, amount) VALUES (?, ?, ?)').run(id, of, more);
  budget.prepare('UPDATE budget SET leased = leased + ?').run(more);
  budget.close();
}

/** The journal gets no copies, which are not what is measured, but takes what comes after them. */
function countAsJournalled(objects: string, ledger: DatabaseSync): void {
  const journal = new DatabaseSync(objectFile(objects, 'Journal'));
  const write = journal.prepare(
    'INSERT OR REPLACE INTO heads (ledger, journal, seq, hash) VALUES (?, ?, ?, ?)',
  );
  for (const head of ledger.prepare('SELECT ledger, journal, seq, hash FROM heads').all() as Row[]) {
    write.run(...['ledger', 'journal', 'seq', 'hash'].map((name) => head[name] ?? null));
  }
  journal.close();
}

/** Nobody else reads it and nobody would miss it: it is written once, without a log. workerd finds it as it likes it. */
function openUnshared(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000');
  return db;
}

function count(db: DatabaseSync, table: string): number {
  return Number(db.prepare(`SELECT COUNT(*) AS rows FROM ${table}`).get()?.['rows']);
}
