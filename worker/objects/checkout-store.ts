// The checkouts of a ledger, and payments of theirs that were not the ones asked for. All SQL on these tables is in this file.

import type { ClaimState, PaymentMismatch, Tendered } from '../../src/claim.ts';
import { firstIdentifierAt } from '../../src/identifiers.ts';
import type { Fen } from '../../src/money.ts';
import { storedTag } from '../../src/qualify.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { CheckoutStatus, Flag, PaymentProvider, Tender } from '../../src/vocabulary.ts';
import type { Checkout, Quote } from '../../src/wire/objects.ts';
import type { CheckoutRequest } from '../../src/wire/requests.ts';
import type { HeldPage } from './comparing.ts';

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
    expires_at      INTEGER NOT NULL,
    ask_at          INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX checkouts_to_ask ON checkouts (ask_at) WHERE status = 'open' AND flag IS NULL;
  CREATE UNIQUE INDEX checkouts_live_order ON checkouts (order_reference) WHERE status IN ('open', 'complete');
  CREATE TABLE mismatches (
    payment_intent    TEXT PRIMARY KEY,
    checkout          TEXT NOT NULL,
    expected_amount   INTEGER NOT NULL,
    amount_received   INTEGER NOT NULL,
    currency_received TEXT NOT NULL,
    created           INTEGER NOT NULL
  ) STRICT;
`;

/** The repricing that a checkout's cart came by. */
export const CHECKOUT_CART = 'ALTER TABLE checkouts ADD COLUMN cart TEXT;';

/** A flag about a refund or a dispute says nothing of the payment: such a checkout is asked about like any other. */
export const CHECKOUTS_TO_ASK = `
  DROP INDEX checkouts_to_ask;
  CREATE INDEX checkouts_to_ask ON checkouts (ask_at) WHERE status = 'open' AND flag IS NOT 'payment_mismatch';
`;

/** Who takes the money, and how the shop took it where it did so itself. Before there was a choice it was Stripe. */
export const CHECKOUT_PAYMENTS = `
  ALTER TABLE checkouts ADD COLUMN payment_provider TEXT NOT NULL DEFAULT 'stripe'
    CHECK (payment_provider = 'stripe' OR (payment_provider = 'external' AND payment_intent IS NULL));
  ALTER TABLE checkouts ADD COLUMN tender TEXT
    CHECK (tender IN ('cash', 'bank_card', 'alipay', 'wechat_pay', 'other'))
    CHECK ((tender IS NOT NULL) = (payment_provider = 'external' AND status = 'complete'));
  ALTER TABLE checkouts ADD COLUMN tender_reference TEXT CHECK (tender_reference IS NULL OR tender IS NOT NULL);
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
  /** The repricing that its cart came by; null where it is the one it was opened with. */
  readonly cart: string | null;
  readonly flag: Flag | null;
  /** The instant whose programme rules the quote was made under. */
  readonly priced_at: UnixSeconds;
  readonly created: UnixSeconds;
  readonly expires_at: UnixSeconds;
  /** When Stripe is asked what became of the payment, while the checkout is open. */
  readonly ask_at: UnixSeconds;
  readonly payment_provider: PaymentProvider;
  /** How the shop took the money itself; null where Stripe does, and until it is paid. */
  readonly tender: Tender | null;
  readonly tender_reference: string | null;
};

/** A complete checkout and its payment. */
export type CompleteCheckout = {
  readonly checkout: string;
  readonly claim: string | null;
  readonly payment_intent: string | null;
};

/** A checkout as the Worker asks for it. What is nested travels as JSON text, which is cheaper to pass on than objects. */
export type NewCheckout = Omit<
  StoredCheckout,
  | 'status'
  | 'attempt'
  | 'payment_intent'
  | 'client_secret'
  | 'cart'
  | 'flag'
  | 'ask_at'
  | 'tender'
  | 'tender_reference'
  | 'request'
  | 'quote'
> & { readonly request: string; readonly quote: string };

/** A new checkout as it begins: open, at its first try, without a payment. */
export function opened(checkout: NewCheckout): StoredCheckout {
  return {
    ...parsed(checkout),
    status: 'open',
    attempt: 1,
    payment_intent: null,
    client_secret: null,
    cart: null,
    flag: null,
    ask_at: checkout.expires_at,
    tender: null,
    tender_reference: null,
  };
}

/** Whether nothing has to be asked of Stripe before the checkout is the answer: its payment is there, or it has none there. */
export function isReady({ payment_intent, payment_provider, status }: StoredCheckout): boolean {
  return payment_intent !== null || payment_provider === 'external' || status !== 'open';
}

/** What is nested in a checkout, as JSON. */
export type Texts = { readonly request: string; readonly quote: string };
type CheckoutRow = Omit<StoredCheckout, keyof Texts> & Texts;

function parsed<Row extends Texts>(
  row: Row,
): Omit<Row, keyof Texts> & { request: KeptRequest; quote: Quote } {
  return { ...row, request: JSON.parse(row.request) as KeptRequest, quote: quoteOf(row.quote) };
}

function quoteOf(text: string): Quote {
  const quote = JSON.parse(text) as Quote;
  return { ...quote, lines: quote.lines.map((line) => ({ ...line, tag: storedTag(line.tag) })) };
}

export class CheckoutStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** @param texts what is nested in the checkout, as the texts that it came in, which need not be made again */
  insert(checkout: StoredCheckout, { request, quote }: Texts): void {
    const row: CheckoutRow = { ...checkout, request, quote };
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

  /** Open checkouts about whose payment Stripe is to be asked by now. One with another payment than its own waits for finance. */
  toAsk(now: UnixSeconds, rows: number): StoredCheckout[] {
    return this.sql
      .exec<CheckoutRow>(
        `SELECT * FROM checkouts WHERE status = 'open' AND flag IS NOT 'payment_mismatch' AND ask_at <= ?
          ORDER BY ask_at LIMIT ?`,
        ...[now, rows],
      )
      .toArray()
      .map(parsed);
  }

  /** When the next open checkout is to be asked about; null where none is open. */
  nextAskAt(): UnixSeconds | null {
    return this.sql
      .exec<{ at: number | null }>(
        `SELECT MIN(ask_at) AS at FROM checkouts WHERE status = 'open' AND flag IS NOT 'payment_mismatch'`,
      )
      .one().at;
  }

  askAgainAt(id: string, at: UnixSeconds): void {
    this.sql.exec('UPDATE checkouts SET ask_at = ? WHERE id = ?', at, id);
  }

  /** Complete checkouts of a span that Stripe was paid for, in order. Identifiers sort by time, so the primary key answers it. */
  complete({ created_gte, created_lt, after, limit }: HeldPage): CompleteCheckout[] {
    return this.sql
      .exec<CompleteCheckout>(
        `SELECT id AS checkout, claim, payment_intent FROM checkouts
          WHERE id >= ? AND id < ? AND id > ? AND status = 'complete' AND payment_provider = 'stripe' ORDER BY id LIMIT ?`,
        ...[firstIdentifierAt('chk', created_gte), firstIdentifierAt('chk', created_lt), after ?? '', limit],
      )
      .toArray();
  }

  setPayment(id: string, payment_intent: string, client_secret: string | null): void {
    this.sql.exec(
      'UPDATE checkouts SET payment_intent = ?, client_secret = COALESCE(?, client_secret) WHERE id = ?',
      ...[payment_intent, client_secret, id],
    );
  }

  /** From now on an open checkout is for another cart. */
  setCart({ id, claim, amount_due, request, quote, cart, priced_at }: StoredCheckout): void {
    this.sql.exec(
      `UPDATE checkouts SET claim = ?, amount_due = ?, request = ?, quote = ?, cart = ?, priced_at = ?
        WHERE id = ? AND status = 'open'`,
      ...[claim, amount_due, JSON.stringify(request), JSON.stringify(quote), cart, priced_at, id],
    );
  }

  /** Ends an open checkout; one that is complete by what the shop took itself says how. */
  leaveOpen(id: string, status: Exclude<CheckoutStatus, 'open'>, tendered: Tendered | null = null): void {
    const left = this.sql
      .exec(
        `UPDATE checkouts SET status = ?, tender = ?, tender_reference = ?
          WHERE id = ? AND status = 'open' RETURNING 1`,
        ...[status, tendered?.tender ?? null, tendered?.reference ?? null, id],
      )
      .toArray();
    if (left.length !== 1) throw new Error(`checkout ${id} is not open and cannot become ${status}`);
  }

  /** The next try, unless the payment is there or another try has begun. */
  startNewAttempt(id: string, attempt: number): void {
    this.sql.exec(
      `UPDATE checkouts SET attempt = attempt + 1
        WHERE id = ? AND attempt = ? AND payment_intent IS NULL AND status = 'open'`,
      ...[id, attempt],
    );
  }

  /** Records a payment that is not the one asked for; false where it is recorded already. */
  addMismatch(id: string, mismatch: PaymentMismatch, now: UnixSeconds): boolean {
    const added = this.sql.exec(
      `INSERT INTO mismatches (payment_intent, checkout, expected_amount, amount_received, currency_received, created)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (payment_intent) DO NOTHING RETURNING 1`,
      ...[mismatch.payment_intent, id, mismatch.expected_amount],
      ...[mismatch.amount_received, mismatch.currency_received, now],
    );
    return added.toArray().length === 1;
  }

  /** Flags a checkout; a wrong payment stays its flag, because only finance can tell what becomes of it. */
  setFlag(id: string, flag: Flag): void {
    this.sql.exec(
      `UPDATE checkouts SET flag = ? WHERE id = ? AND (flag IS NOT 'payment_mismatch' OR status <> 'open')`,
      ...[flag, id],
    );
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
  'cart',
  'flag',
  'priced_at',
  'created',
  'expires_at',
  'ask_at',
  'payment_provider',
  'tender',
  'tender_reference',
] as const satisfies readonly (keyof CheckoutRow)[];

const INSERT_CHECKOUT = `INSERT INTO checkouts (${CHECKOUT_COLUMNS.join(', ')})
  VALUES (${CHECKOUT_COLUMNS.map(() => '?').join(', ')})`;

function stored(row: CheckoutRow | undefined): StoredCheckout | null {
  return row === undefined ? null : parsed(row);
}

/** The checkout as the API answers it. */
export function checkoutObject(
  checkout: StoredCheckout,
  claim: ClaimState | null,
  publishable_key: string | null,
  refunds: Checkout['refunds'],
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
    claim: claimObject(checkout, claim),
    refunds,
    payment: paymentObject(checkout, publishable_key),
    flag: checkout.flag,
    metadata: request.metadata ?? {},
    expires_at: checkout.expires_at,
    created: checkout.created,
  };
}

function paymentObject(checkout: StoredCheckout, publishable_key: string | null): Checkout['payment'] {
  const { payment_provider, payment_intent, client_secret, tender, tender_reference } = checkout;
  if (payment_provider === 'external') return { provider: 'external', tender, reference: tender_reference };
  if (payment_intent === null || client_secret === null) return null;
  return { provider: 'stripe', payment_intent, client_secret, publishable_key };
}

/** The claim as its checkout and its refunds show it. */
export function claimObject({ claim: id }: StoredCheckout, claim: ClaimState | null): Checkout['claim'] {
  if (id === null || claim === null) return null;
  const { status, amount, reversed_amount } = claim;
  return { id, status, amount, reversed_amount };
}
