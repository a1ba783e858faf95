// Journal, one for each programme and month of opening (China Standard Time): copies of every ledger's events,
// for reading across merchants. It takes each event once, whatever is sent again, and decides nothing.

import { DurableObject } from 'cloudflare:workers';
import type { BalanceMove } from '../../src/claim.ts';
import type { Fen } from '../../src/money.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Claim } from '../../src/wire/objects.ts';
import type { Env } from '../env.ts';
import {
  CLAIM_LOG_TABLES,
  type ClaimFilter,
  ClaimLog,
  type ClaimPage,
  type LoggedEvent,
} from './claim-log.ts';
import { type ExportedPage, type ExportFormat, exportPage } from './export-page.ts';
import { migrate } from './migrate.ts';

/** The object's name. */
export function journalName(programme: string, month: string): string {
  return `${programme}/${month}`;
}

export class Journal extends DurableObject<Env> {
  private readonly log: ClaimLog;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [CLAIM_LOG_TABLES + JOURNAL_TABLES]);
    this.log = new ClaimLog(ctx.storage.sql);
  }

  /** Takes a ledger's events, in order; those it has already are passed over (SPEC J1). */
  take(ledger: string, events: readonly LoggedEvent[], complete_at: UnixSeconds): void {
    this.ctx.storage.transactionSync(() => {
      const last = this.log.last(ledger).seq;
      for (const logged of events) {
        if (logged.seq > last) this.append(logged);
      }
      this.ctx.storage.sql.exec(
        `INSERT INTO marks (ledger, complete_at) VALUES (?1, ?2)
           ON CONFLICT (ledger) DO UPDATE SET complete_at = MAX(complete_at, ?2)`,
        ...[ledger, complete_at],
      );
    });
  }

  /** What the claims in here hold of the budget. */
  totals(): BalanceMove {
    return this.ctx.storage.sql
      .exec<{ pending: Fen; posted: Fen }>('SELECT pending, posted FROM totals')
      .one();
  }

  claim(id: string): Claim | null {
    return this.log.find(id);
  }

  claims(filter: ClaimFilter, page: ClaimPage): Claim[] {
    return this.log.list(filter, page);
  }

  exportClaims(format: ExportFormat, filter: ClaimFilter, page: ClaimPage): ExportedPage {
    return exportPage(this.log, format, filter, page);
  }

  /** For each ledger that has written here: its last event here, and the instant up to which nothing is missing. */
  marks(): JournalMark[] {
    return this.ctx.storage.sql
      .exec<JournalMark>(
        `SELECT ledger, (SELECT MAX(seq) FROM events WHERE events.ledger = marks.ledger) AS seq, complete_at
           FROM marks ORDER BY ledger`,
      )
      .toArray();
  }

  private append(logged: LoggedEvent): void {
    const { pending, posted } = this.log.append(logged);
    this.ctx.storage.sql.exec(
      'UPDATE totals SET pending = pending + ?, posted = posted + ?',
      pending,
      posted,
    );
  }
}

export type JournalMark = { ledger: string; seq: number; complete_at: UnixSeconds };

const JOURNAL_TABLES = `
  CREATE TABLE totals (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    pending INTEGER NOT NULL CHECK (pending >= 0),
    posted  INTEGER NOT NULL CHECK (posted >= 0)
  ) STRICT;
  INSERT INTO totals (id, pending, posted) VALUES (1, 0, 0);
  CREATE TABLE marks (
    ledger      TEXT PRIMARY KEY,
    complete_at INTEGER NOT NULL
  ) STRICT;
`;
