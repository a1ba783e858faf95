// The repricings of a ledger: carts that a checkout is to have as soon as the provider has changed its payment to them. At
// most one of a checkout is in flight. All SQL on this table is in this file.

import type { Fen } from '../../src/money.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Quote } from '../../src/wire/objects.ts';
import type { KeptRequest } from './checkout-store.ts';

export const REPRICING_TABLES = `
  CREATE TABLE repricings (
    id         TEXT PRIMARY KEY,
    checkout   TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('in_flight', 'done', 'abandoned')),
    claim      TEXT,
    amount_due INTEGER NOT NULL CHECK (amount_due >= 0),
    request    TEXT CHECK (json_valid(request)),
    quote      TEXT CHECK (json_valid(quote)),
    priced_at  INTEGER NOT NULL,
    attempt    INTEGER NOT NULL CHECK (attempt > 0),
    created    INTEGER NOT NULL,
    CHECK ((status = 'in_flight') = (request IS NOT NULL)),
    CHECK ((status = 'in_flight') = (quote IS NOT NULL))
  ) STRICT;
  CREATE INDEX repricings_of_checkout ON repricings (checkout);
  CREATE UNIQUE INDEX repricings_in_flight ON repricings (checkout) WHERE status = 'in_flight';
`;

/** A repricing in flight: the cart that a checkout has from the instant at which its payment has it. */
export type Repricing = {
  readonly id: string;
  readonly checkout: string;
  /** The claim that the checkout then has; null where the cart claims nothing. */
  readonly claim: string | null;
  readonly amount_due: Fen;
  readonly request: KeptRequest;
  readonly quote: Quote;
  readonly priced_at: UnixSeconds;
  /** Counts the tries to change the payment; each has an idempotency key of its own at Stripe. */
  readonly attempt: number;
  readonly created: UnixSeconds;
};

/** One try to change the payment. */
export type RepricingTry = Pick<Repricing, 'id' | 'attempt'>;

/** What became of a repricing. What its cart was is then in the checkout, or of no use any more. */
export type RepricingEnd = 'done' | 'abandoned';

type RepricingRow = Omit<Repricing, 'request' | 'quote'> & {
  readonly request: string;
  readonly quote: string;
};

export class RepricingStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  insert(repricing: Repricing): void {
    const { id, checkout, claim, amount_due, request, quote, priced_at, attempt, created } = repricing;
    this.sql.exec(
      `INSERT INTO repricings (id, checkout, status, claim, amount_due, request, quote, priced_at, attempt, created)
         VALUES (?, ?, 'in_flight', ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, checkout, claim, amount_due, JSON.stringify(request), JSON.stringify(quote)],
      ...[priced_at, attempt, created],
    );
  }

  /** The one repricing of a checkout that is in flight. */
  inFlight(checkout: string): Repricing | null {
    const row = this.sql
      .exec<RepricingRow>(
        `SELECT id, checkout, claim, amount_due, request, quote, priced_at, attempt, created
           FROM repricings WHERE checkout = ? AND status = 'in_flight'`,
        checkout,
      )
      .toArray()[0];
    if (row === undefined) return null;
    return { ...row, request: JSON.parse(row.request) as KeptRequest, quote: JSON.parse(row.quote) as Quote };
  }

  /** How often a checkout's cart was to be changed. */
  count(checkout: string): number {
    return this.sql
      .exec<{ repricings: number }>(
        'SELECT COUNT(*) AS repricings FROM repricings WHERE checkout = ?',
        checkout,
      )
      .one().repricings;
  }

  /** Whether a repricing ever began. */
  isKnown(id: string): boolean {
    return this.sql.exec('SELECT 1 FROM repricings WHERE id = ?', id).toArray().length > 0;
  }

  /** The next try, unless another one has begun or the repricing has ended. */
  startNewAttempt(id: string, attempt: number): void {
    this.sql.exec(
      `UPDATE repricings SET attempt = attempt + 1 WHERE id = ? AND attempt = ? AND status = 'in_flight'`,
      ...[id, attempt],
    );
  }

  end(id: string, status: RepricingEnd): void {
    const ended = this.sql
      .exec(
        `UPDATE repricings SET status = ?, request = NULL, quote = NULL
          WHERE id = ? AND status = 'in_flight' RETURNING 1`,
        ...[status, id],
      )
      .toArray();
    if (ended.length !== 1) throw new Error(`repricing ${id} is not in flight and cannot become ${status}`);
  }
}
