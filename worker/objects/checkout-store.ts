// The checkouts of a ledger and the idempotency keys they were opened under. All SQL on these tables is in this file.

import type { ClaimState } from '../../src/claim.ts';
import type { Fen } from '../../src/money.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { CheckoutStatus } from '../../src/vocabulary.ts';
import type { Checkout, Quote } from '../../src/wire/objects.ts';
import type { CheckoutRequest } from '../../src/wire/requests.ts';

export const CHECKOUT_TABLES = `
  CREATE TABLE checkouts (
    id              TEXT PRIMARY KEY,
    status          TEXT NOT NULL CHECK (status IN ('open', 'complete', 'canceled', 'expired')),
    order_reference TEXT NOT NULL,
    fingerprint     TEXT NOT NULL,
    claim           TEXT,
    amount_due      INTEGER NOT NULL CHECK (amount_due >= 0),
    currency        TEXT NOT NULL,
    attempt         INTEGER NOT NULL CHECK (attempt > 0),
    payment_intent  TEXT,
    client_secret   TEXT,
    request         TEXT NOT NULL CHECK (json_valid(request)),
    quote           TEXT NOT NULL CHECK (json_valid(quote)),
    flag            TEXT,
    priced_at       INTEGER NOT NULL,
    created         INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX checkouts_live_order ON checkouts (order_reference) WHERE status IN ('open', 'complete');
  CREATE TABLE idempotency (
    key         TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status      INTEGER,
    body        TEXT,
    created     INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX idempotency_by_age ON idempotency (created);
`;

/** A checkout's request as it is kept: serial numbers and the buyer's reference as keyed hashes. */
export type KeptRequest = Omit<CheckoutRequest, 'buyer' | 'lines'> & {
  readonly lines: readonly (Omit<CheckoutRequest['lines'][number], 'serial_numbers'> & {
    readonly serial_numbers?: readonly KeptSerial[];
  })[];
  readonly buyer_hash: string | null;
};

/** A serial number as it is kept. */
export type KeptSerial = { readonly hash: string; readonly last4: string };

/** A checkout as the ledger holds it. */
export type StoredCheckout = {
  readonly id: string;
  readonly status: CheckoutStatus;
  readonly order_reference: string;
  readonly fingerprint: string;
  readonly claim: string | null;
  readonly amount_due: Fen;
  readonly currency: Checkout['currency'];
  /** Counts the tries to create a PaymentIntent; each has an idempotency key of its own at Stripe. */
  readonly attempt: number;
  readonly payment_intent: string | null;
  readonly client_secret: string | null;
  readonly request: KeptRequest;
  readonly quote: Quote;
  readonly flag: string | null;
  /** The instant whose programme rules the quote was made under. */
  readonly priced_at: UnixSeconds;
  readonly created: UnixSeconds;
  readonly expires_at: UnixSeconds;
};

/** What was answered under an idempotency key; null while nothing was. */
export type KeptAnswer = {
  readonly fingerprint: string;
  readonly answer: { readonly status: number; readonly body: string } | null;
};

/** A checkout as its row, and as it travels: what is nested is JSON text, which is cheaper to pass on than objects. */
export type CheckoutRow = Omit<StoredCheckout, 'request' | 'quote'> & {
  readonly request: string;
  readonly quote: string;
};

export function rowOf(checkout: StoredCheckout): CheckoutRow {
  return { ...checkout, request: JSON.stringify(checkout.request), quote: JSON.stringify(checkout.quote) };
}

export function checkoutOf(row: CheckoutRow): StoredCheckout {
  return { ...row, request: JSON.parse(row.request) as KeptRequest, quote: JSON.parse(row.quote) as Quote };
}

export class CheckoutStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  insert(row: CheckoutRow): void {
    this.sql.exec(INSERT_CHECKOUT, ...CHECKOUT_COLUMNS.map((column) => row[column]));
  }

  find(id: string): StoredCheckout | null {
    return stored(this.sql.exec<CheckoutRow>('SELECT * FROM checkouts WHERE id = ?', id).toArray()[0]);
  }

  /** The one checkout of an order that is open or complete. */
  findLive(order_reference: string): StoredCheckout | null {
    return stored(
      this.sql
        .exec<CheckoutRow>(
          `SELECT * FROM checkouts WHERE order_reference = ? AND status IN ('open', 'complete')`,
          order_reference,
        )
        .toArray()[0],
    );
  }

  setPayment(id: string, payment_intent: string, client_secret: string | null): void {
    this.sql.exec(
      'UPDATE checkouts SET payment_intent = ?, client_secret = COALESCE(?, client_secret) WHERE id = ?',
      ...[payment_intent, client_secret, id],
    );
  }

  setStatus(id: string, status: CheckoutStatus): void {
    this.sql.exec('UPDATE checkouts SET status = ? WHERE id = ?', status, id);
  }

  setAttempt(id: string, attempt: number): void {
    this.sql.exec('UPDATE checkouts SET attempt = ? WHERE id = ?', attempt, id);
  }

  setFlag(id: string, flag: string): void {
    this.sql.exec('UPDATE checkouts SET flag = ? WHERE id = ?', flag, id);
  }

  findAnswer(key: string, now: UnixSeconds, ttl: number): KeptAnswer | null {
    const row = this.sql
      .exec<{ fingerprint: string; status: number | null; body: string | null }>(
        'SELECT fingerprint, status, body FROM idempotency WHERE key = ? AND created > ?',
        ...[key, now - ttl],
      )
      .toArray()[0];
    if (row === undefined) return null;
    const answered = row.status !== null && row.body !== null;
    return {
      fingerprint: row.fingerprint,
      answer: answered ? { status: row.status ?? 0, body: row.body ?? '' } : null,
    };
  }

  /** Remembers a key; one that is too old to count is overwritten. */
  rememberKey(key: string, fingerprint: string, now: UnixSeconds): void {
    this.sql.exec(
      `INSERT INTO idempotency (key, fingerprint, created) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET fingerprint = ?2, status = NULL, body = NULL, created = ?3`,
      ...[key, fingerprint, now],
    );
  }

  /** Keeps the first answer under a key; a later one does not replace it. */
  keepAnswer(key: string, status: number, body: string): void {
    this.sql.exec(
      'UPDATE idempotency SET status = ?, body = ? WHERE key = ? AND body IS NULL',
      ...[status, body, key],
    );
  }

  /** Forgets keys made before an instant, a bounded number at a time. */
  forgetKeys(before: UnixSeconds, rows: number): void {
    this.sql.exec(
      'DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE created < ? LIMIT ?)',
      ...[before, rows],
    );
  }

  /** The instant at which the oldest remembered key was made; null where there is none. */
  oldestKey(): UnixSeconds | null {
    return this.sql.exec<{ oldest: number | null }>('SELECT MIN(created) AS oldest FROM idempotency').one()
      .oldest;
  }
}

const CHECKOUT_COLUMNS = [
  'id',
  'status',
  'order_reference',
  'fingerprint',
  'claim',
  'amount_due',
  'currency',
  'attempt',
  'payment_intent',
  'client_secret',
  'request',
  'quote',
  'flag',
  'priced_at',
  'created',
  'expires_at',
] as const satisfies readonly (keyof CheckoutRow)[];

const INSERT_CHECKOUT = `INSERT INTO checkouts (${CHECKOUT_COLUMNS.join(', ')})
  VALUES (${CHECKOUT_COLUMNS.map(() => '?').join(', ')})`;

function stored(row: CheckoutRow | undefined): StoredCheckout | null {
  return row === undefined ? null : checkoutOf(row);
}

/** The checkout as the API answers it. */
export function checkoutObject(
  checkout: StoredCheckout,
  claim: ClaimState | null,
  publishable_key: string | null,
): Checkout {
  const { request } = checkout;
  const { object: _, ...quote } = checkout.quote;
  return {
    id: checkout.id,
    object: 'checkout',
    status: checkout.status,
    order_reference: checkout.order_reference,
    channel: request.channel,
    store: request.store ?? null,
    till: request.till ?? null,
    ...quote,
    claim:
      checkout.claim === null || claim === null
        ? null
        : { id: checkout.claim, status: claim.status, amount: claim.amount },
    payment:
      checkout.payment_intent === null || checkout.client_secret === null
        ? null
        : {
            provider: 'stripe',
            payment_intent: checkout.payment_intent,
            client_secret: checkout.client_secret,
            publishable_key,
          },
    metadata: request.metadata ?? {},
    expires_at: checkout.expires_at,
    created: checkout.created,
  };
}
