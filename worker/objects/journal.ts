// Journal, one for each programme and month of opening (China Standard Time): copies of every ledger's events,
// for reading across merchants. It takes each event once, whatever is sent again, and decides nothing.

import { DurableObject } from 'cloudflare:workers';
import type { Head, SealedEvent } from '../../src/chain.ts';
import type { BalanceMove } from '../../src/claim.ts';
import { instantOfIdentifier } from '../../src/identifiers.ts';
import type { Fen } from '../../src/money.ts';
import { chinaMonthOf, type UnixSeconds } from '../../src/time.ts';
import type { Claim } from '../../src/wire/objects.ts';
import type { Env } from '../env.ts';
import {
  CLAIM_LOG_TABLES,
  CLAIM_PAYMENTS,
  CLAIM_REVIEWS,
  type ClaimFilter,
  ClaimLog,
  type ClaimPage,
  type ListedClaims,
  type WalkPlace,
  type WalkStep,
} from './claim-log.ts';
import type { EventHead } from './event-store.ts';
import { type ExportedPage, type ExportFormat, exportPage } from './export-page.ts';
import { migrate } from './migrate.ts';

/** The object's name. */
export function journalName(programme: string, month: string): string {
  return `${programme}/${month}`;
}

/** The journal of a claim: that of the month in which the claim was opened. */
export function journalOf(programme: string, claim: string): string {
  const opened = instantOfIdentifier(claim);
  if (opened === null) throw new Error(`${claim} is not the identifier of a claim`);
  return journalName(programme, chinaMonthOf(opened));
}

/** Whether a batch was taken; where it does not follow what is here, the last event that is. */
export type Taken = { readonly ok: true } | { readonly ok: false; readonly last: Head };

export class Journal extends DurableObject<Env> {
  private readonly name: string;
  private readonly log: ClaimLog;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [CLAIM_LOG_TABLES + JOURNAL_TABLES, CLAIM_REVIEWS, CLAIM_PAYMENTS]);
    const { name } = ctx.id;
    if (name === undefined) throw new Error('a journal is reached by the name of its programme and month');
    this.name = name;
    this.log = new ClaimLog(ctx.storage.sql);
  }

  /** Takes a ledger's events, in order; those it has already are passed over, and none is taken behind a gap (SPEC J1). */
  take(ledger: string, events: readonly SealedEvent[], complete_at: UnixSeconds): Taken {
    return this.ctx.storage.transactionSync(() => {
      const last = this.log.events.head(ledger, this.name);
      const more = events.filter((event) => event.seq > last.seq);
      if (more[0] !== undefined && more[0].journal_prev_hash !== last.hash) return { ok: false, last };
      for (const event of more) this.append(event);
      this.ctx.storage.sql.exec(
        `INSERT INTO marks (ledger, complete_at) VALUES (?1, ?2)
           ON CONFLICT (ledger) DO UPDATE SET complete_at = MAX(complete_at, ?2)`,
        ...[ledger, complete_at],
      );
      return { ok: true };
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

  claims(filter: ClaimFilter, page: ClaimPage): ListedClaims {
    return this.log.list(filter, page);
  }

  exportClaims(format: ExportFormat, filter: ClaimFilter, page: ClaimPage): ExportedPage {
    return exportPage(this.log, format, filter, page);
  }

  heads(): Head[] {
    return this.log.events.heads();
  }

  walk(place: WalkPlace | null): WalkStep {
    return this.log.walk('journal', place);
  }

  /** A ledger's last event in here; zeros where it wrote none. */
  lastOf(ledger: string): EventHead {
    return this.log.events.last(ledger);
  }

  /** For each ledger that has written here: its last event here, and the instant up to which nothing is missing. */
  marks(): JournalMark[] {
    return this.ctx.storage.sql
      .exec<JournalMark>(
        `SELECT ledger, (SELECT seq FROM heads WHERE heads.ledger = marks.ledger) AS seq, complete_at
           FROM marks ORDER BY ledger`,
      )
      .toArray();
  }

  private append(event: SealedEvent): void {
    const { pending, posted } = this.log.take(event);
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
