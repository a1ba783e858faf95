// Many claims from few: copies the rows of a ledger that nobody has open, each copy as valid as what it was made from.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The one object of a class, as its file. */
export function objectFile(objects: string, class_name: string): string {
  const dir = join(objects, `zhehui-${class_name}`);
  const [file, ...more] = readdirSync(dir).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  if (file === undefined || more.length > 0) throw new Error(`expected one ${class_name} in ${dir}`);
  return join(dir, file);
}

/** Brings the ledger to so many claims, with their events, checkouts and balance. */
export function fillLedger(objects: string, claims: number): void {
  const ledger = new DatabaseSync(objectFile(objects, 'Ledger'));
  const has = count(ledger, 'claims');
  const seeds = ledger.prepare('SELECT id, checkout FROM claims ORDER BY id').all();
  if (seeds.length === 0) throw new Error('a ledger without claims cannot be copied');
  ledger.exec('BEGIN');
  ledger.exec(
    'CREATE TEMP TABLE copies (n INTEGER PRIMARY KEY, claim TEXT NOT NULL, checkout TEXT NOT NULL)',
  );
  const plan = ledger.prepare('INSERT INTO copies (n, claim, checkout) VALUES (?, ?, ?)');
  for (let n = has; n < claims; n += 1) {
    const seed = seeds[n % seeds.length];
    plan.run(n, seed?.['id'] ?? null, seed?.['checkout'] ?? null);
  }
  ledger.exec('CREATE INDEX temp.copies_of ON copies (claim)');
  copyRows(ledger, 'events', 'JOIN copies ON copies.claim = rows.claim ORDER BY copies.n, rows.seq', EVENTS);
  copyRows(ledger, 'claims', 'JOIN copies ON copies.claim = rows.id', CLAIMS);
  copyRows(ledger, 'checkouts', 'JOIN copies ON copies.checkout = rows.id', CHECKOUTS);
  lease(objects, ledger);
  // Journals are not what is measured: they count as served.
  ledger.exec('UPDATE journalled SET seq = (SELECT MAX(seq) FROM events)');
  ledger.exec('DROP TABLE temp.copies; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  ledger.close();
}

/** An identifier of the same millisecond; its random part is the number of the copy. */
const fresh = (identifier: string): string => `substr(${identifier}, 1, 14) || printf('%016d', copies.n)`;
const FRESH_PAYMENT = `'pi_copy' || copies.n`;
const FRESH_ORDER = `'order-copy-' || copies.n`;

/** What a copy does not share with its row: column and SQL. */
type Fresh = Readonly<Record<string, string>>;

const LINES_SEQ = `(SELECT seq FROM events WHERE events.claim = ${fresh('rows.id')} AND type = 'claim.reserved')`;

const CLAIMS: Fresh = {
  id: fresh('rows.id'),
  checkout: fresh('rows.checkout'),
  order_reference: FRESH_ORDER,
  payment_intent: FRESH_PAYMENT,
  lines_seq: LINES_SEQ,
};

const EVENTS: Fresh = {
  seq: '(SELECT MAX(seq) FROM events) + row_number() OVER (ORDER BY copies.n, rows.seq)',
  claim: fresh('rows.claim'),
  data: `CASE rows.type WHEN 'claim.reserved'
    THEN json_set(rows.data, '$.id', ${fresh('rows.claim')}, '$.checkout', ${fresh('copies.checkout')},
      '$.order_reference', ${FRESH_ORDER})
    ELSE json_set(rows.data, '$.payment_intent', ${FRESH_PAYMENT}) END`,
};

const CHECKOUTS: Fresh = {
  id: fresh('rows.id'),
  claim: fresh('rows.claim'),
  order_reference: FRESH_ORDER,
  payment_intent: FRESH_PAYMENT,
  client_secret: `${FRESH_PAYMENT} || '_secret_bench'`,
  request: `json_set(rows.request, '$.order_reference', ${FRESH_ORDER})`,
};

function copyRows(db: DatabaseSync, table: string, from: string, fresh: Fresh): void {
  const columns = db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
  const names = columns.map((column) => String(column['name']));
  const values = names.map((name) => fresh[name] ?? `rows.${name}`);
  db.exec(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${table} AS rows ${from}`,
  );
}

/** The money of the copies: one lease more, in the ledger's books and in the budget's. */
function lease(objects: string, ledger: DatabaseSync): void {
  const { programme, leased, posted } = ledger
    .prepare(
      `SELECT programme, (SELECT leased FROM balances) AS leased, SUM(amount - reversed_amount) AS posted
         FROM claims WHERE status = 'posted' GROUP BY programme`,
    )
    .get() as { programme: string; leased: number; posted: number };
  const more = Math.max(posted - leased, 1);
  const id = `lse_copies_${count(ledger, 'claims')}`;
  ledger
    .prepare('INSERT INTO leases (id, programme, need, want, granted) VALUES (?, ?, ?, ?, ?)')
    .run(id, programme, more, more, more);
  ledger
    .prepare('UPDATE balances SET leased = leased + ?, posted = ? WHERE programme = ?')
    .run(more, posted, programme);
  const budget = new DatabaseSync(objectFile(objects, 'Budget'));
  budget.prepare('INSERT INTO leases (id, ledger, amount) VALUES (?, ?, ?)').run(id, 'mer_demo', more);
  budget.prepare('UPDATE budget SET leased = leased + ?').run(more);
  budget.close();
}

function count(db: DatabaseSync, table: string): number {
  return Number(db.prepare(`SELECT COUNT(*) AS rows FROM ${table}`).get()?.['rows']);
}
