// The reconciliations of a deployment: where each is, what it has seen, and what it found. All SQL on these tables is in this
// file.

import { FINDINGS_MAX, RECONCILIATION_KEPT_S } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';
import {
  RECONCILIATION_STEPS,
  type ReconciliationStatus,
  type ReconciliationStep,
} from '../../src/vocabulary.ts';
import type { Finding, Reconciliation } from '../../src/wire/reconciliations.ts';
import type { NewFinding } from '../reconciling.ts';

export const RECONCILIATION_TABLES = `
  CREATE TABLE runs (
    id           TEXT PRIMARY KEY,
    status       TEXT NOT NULL CHECK (status IN ('queued', 'running', 'complete', 'failed')),
    merchant     TEXT,
    created_gte  INTEGER NOT NULL,
    created_lt   INTEGER NOT NULL CHECK (created_lt > created_gte),
    step         TEXT,
    place        TEXT,
    looked       TEXT NOT NULL CHECK (json_valid(looked)),
    healed       INTEGER NOT NULL,
    findings     INTEGER NOT NULL,
    tries        INTEGER NOT NULL,
    trouble      TEXT,
    next_at_ms   INTEGER,
    created      INTEGER NOT NULL,
    completed_at INTEGER,
    CHECK ((next_at_ms IS NOT NULL) = (status IN ('queued', 'running'))),
    CHECK ((completed_at IS NOT NULL) = (status IN ('complete', 'failed')))
  ) STRICT;
  CREATE INDEX runs_under_way ON runs (next_at_ms) WHERE next_at_ms IS NOT NULL;
  CREATE TABLE seen (
    run TEXT NOT NULL,
    id  TEXT NOT NULL,
    PRIMARY KEY (run, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE findings (
    id             TEXT PRIMARY KEY,
    run            TEXT NOT NULL,
    kind           TEXT NOT NULL,
    subject        TEXT NOT NULL,
    healed         INTEGER NOT NULL CHECK (healed IN (0, 1)),
    merchant       TEXT,
    checkout       TEXT,
    claim          TEXT,
    payment_intent TEXT,
    expected       TEXT NOT NULL CHECK (json_valid(expected)),
    found          TEXT NOT NULL CHECK (json_valid(found)),
    created        INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX findings_once ON findings (run, kind, subject);
  CREATE INDEX findings_of ON findings (run);
`;

/** A reconciliation as it is kept. `place` is where its step goes on; null before the step's first page. */
export type Run = {
  readonly id: string;
  readonly status: ReconciliationStatus;
  readonly merchant: string | null;
  readonly created_gte: UnixSeconds;
  readonly created_lt: UnixSeconds;
  readonly step: ReconciliationStep | null;
  readonly place: string | null;
  readonly looked: Readonly<Record<ReconciliationStep, number>>;
  readonly healed: number;
  readonly findings: number;
  /** Tries of the present page that Stripe or an object did not answer. */
  readonly tries: number;
  readonly trouble: string | null;
  readonly next_at_ms: number | null;
  readonly created: UnixSeconds;
  readonly completed_at: UnixSeconds | null;
};

type RunRow = Omit<Run, 'looked'> & { readonly looked: string };
type FindingRow = Omit<Finding, 'object' | 'healed' | 'expected' | 'found'> & {
  readonly healed: 0 | 1;
  readonly expected: string;
  readonly found: string;
};

/** A page of a list: after the one named, so many; one more tells whether others follow. */
export type ListPage = { readonly after: string | null; readonly limit: number };

export class ReconciliationStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  insert(run: Run): void {
    const row: RunRow = { ...run, looked: JSON.stringify(run.looked) };
    this.sql.exec(
      `INSERT INTO runs (${RUN_COLUMNS.join(', ')}) VALUES (${RUN_COLUMNS.map(() => '?').join(', ')})`,
      ...RUN_COLUMNS.map((column) => row[column]),
    );
  }

  find(id: string): Run | null {
    return this.runs('id = ?', id)[0] ?? null;
  }

  /** The one that goes on now: the oldest whose time has come. One that waits for Stripe or an object holds up no other. */
  current(now_ms: number): Run | null {
    return this.runs('next_at_ms <= ? ORDER BY id LIMIT 1', now_ms)[0] ?? null;
  }

  /** When the next one goes on; null where all have ended. */
  nextAtMs(): number | null {
    return this.sql.exec<{ at: number | null }>('SELECT MIN(next_at_ms) AS at FROM runs').one().at;
  }

  /** The one of a merchant, or of all merchants, that has not ended. */
  underWay(merchant: string | null): Run | null {
    return this.runs(`status IN ('queued', 'running') AND merchant IS ? LIMIT 1`, merchant)[0] ?? null;
  }

  /** The latest first; of one merchant only, where one is named. */
  list(merchant: string | null, { after, limit }: ListPage): Run[] {
    return this.runs(
      `(?1 IS NULL OR merchant = ?1) AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3`,
      ...[merchant, after, limit],
    );
  }

  /** Writes how far a run has come. */
  move({
    id,
    status,
    step,
    place,
    looked,
    healed,
    findings,
    tries,
    trouble,
    next_at_ms,
    completed_at,
  }: Run): void {
    this.sql.exec(
      `UPDATE runs SET status = ?, step = ?, place = ?, looked = ?, healed = ?, findings = ?, tries = ?, trouble = ?,
          next_at_ms = ?, completed_at = ?
        WHERE id = ?`,
      ...[status, step, place, JSON.stringify(looked), healed, findings, tries, trouble, next_at_ms],
      ...[completed_at, id],
    );
  }

  see(run: string, ids: readonly string[]): void {
    this.sql.exec(
      'INSERT OR IGNORE INTO seen (run, id) SELECT ?, value FROM json_each(?)',
      ...[run, JSON.stringify(ids)],
    );
  }

  /** Those of these that a run has not seen. */
  unseen(run: string, ids: readonly string[]): string[] {
    return this.sql
      .exec<{ id: string }>(
        `SELECT value AS id FROM json_each(?2) WHERE value NOT IN (SELECT id FROM seen WHERE run = ?1)`,
        ...[run, JSON.stringify(ids)],
      )
      .toArray()
      .map(({ id }) => id);
  }

  forgetSeen(run: string): void {
    this.sql.exec('DELETE FROM seen WHERE run = ?', run);
  }

  /** Keeps a finding; false where the run has it already. Beyond FINDINGS_MAX it is only counted. */
  add(run: Run, id: string, finding: NewFinding, now: UnixSeconds): boolean {
    if (run.healed + run.findings >= FINDINGS_MAX) return true;
    const { kind, subject, healed, merchant, checkout, claim, payment_intent, expected, found } = finding;
    const added = this.sql.exec(
      `INSERT INTO findings (id, run, kind, subject, healed, merchant, checkout, claim, payment_intent, expected, found, created)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, kind, subject) DO NOTHING RETURNING 1`,
      ...[id, run.id, kind, subject, healed ? 1 : 0, merchant, checkout, claim, payment_intent],
      ...[JSON.stringify(expected), JSON.stringify(found), now],
    );
    return added.toArray().length === 1;
  }

  /** The findings of a run, in the order in which they were made. */
  findingsOf(run: string, { after, limit }: ListPage): Finding[] {
    return this.sql
      .exec<FindingRow & Record<string, SqlStorageValue>>(
        `SELECT id, kind, subject, healed, merchant, checkout, claim, payment_intent, expected, found, created
           FROM findings WHERE run = ?1 AND rowid > COALESCE((SELECT rowid FROM findings WHERE id = ?2), 0)
          ORDER BY rowid LIMIT ?3`,
        ...[run, after, limit],
      )
      .toArray()
      .map(findingObject);
  }

  /** Forgets what is too old for any audit. */
  prune(now: UnixSeconds): void {
    const old = `SELECT id FROM runs WHERE completed_at < ?`;
    this.sql.exec(`DELETE FROM findings WHERE run IN (${old})`, now - RECONCILIATION_KEPT_S);
    this.sql.exec(`DELETE FROM runs WHERE id IN (${old})`, now - RECONCILIATION_KEPT_S);
  }

  /** @param condition a part of a statement of this file, never of a request */
  private runs(condition: string, ...values: SqlStorageValue[]): Run[] {
    return this.sql
      .exec<RunRow>(`SELECT * FROM runs WHERE ${condition}`, ...values)
      .toArray()
      .map((row) => ({ ...row, looked: JSON.parse(row.looked) as Run['looked'] }));
  }
}

const RUN_COLUMNS = [
  'id',
  'status',
  'merchant',
  'created_gte',
  'created_lt',
  'step',
  'place',
  'looked',
  'healed',
  'findings',
  'tries',
  'trouble',
  'next_at_ms',
  'created',
  'completed_at',
] as const satisfies readonly (keyof RunRow)[];

export const NOTHING_LOOKED = Object.fromEntries(
  RECONCILIATION_STEPS.map((step) => [step, 0]),
) as Run['looked'];

/** The reconciliation as the API answers it. */
export function reconciliationObject(run: Run): Reconciliation {
  const { id, status, merchant, created_gte, created_lt, step, looked, healed, findings, trouble } = run;
  return {
    id,
    object: 'reconciliation',
    status,
    merchant,
    created_gte,
    created_lt,
    progress: { step, ...looked },
    healed,
    findings,
    trouble,
    created: run.created,
    completed_at: run.completed_at,
  };
}

function findingObject({ id, kind, healed, expected, found, ...same }: FindingRow): Finding {
  return {
    id,
    object: 'finding',
    kind,
    healed: healed === 1,
    ...same,
    expected: JSON.parse(expected) as Finding['expected'],
    found: JSON.parse(found) as Finding['found'],
  };
}
