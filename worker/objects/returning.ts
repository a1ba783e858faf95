// What happens to a checkout, its claim, its locks and the balance when units come back, always together. Runs inside the
// ledger's transactions; asks nobody. A clawback is booked when the provider has accepted its refund, never before.

import { canonicalJson } from '../../src/canonical.ts';
import type { ClaimState, FlagData, LineUnits, OutsideMovement, Tendered } from '../../src/claim.ts';
import { REFUND_ASK_AFTER_S, REFUND_PENDING_ASK_S, RETURNS_MAX } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import type { Programme } from '../../src/programme.ts';
import { type RefundFact, refundStep } from '../../src/refund.ts';
import { keptQuantities, keptQuote, type Return, returnUnits, type SoldOrder } from '../../src/returns.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { CheckoutStatus } from '../../src/vocabulary.ts';
import type { StoredCheckout } from './checkout-store.ts';
import type { LedgerParts } from './ledger-parts.ts';
import type { Lock, LockSet, ReturnedUnits } from './lock-store.ts';
import { broughtBack, minus, plus } from './lock-sums.ts';
import type { RefundLine, StoredRefund } from './refund-store.ts';

/** Units that come back, under a new identifier for their refund. */
export type NewReturn = {
  readonly id: string;
  readonly checkout: string;
  readonly lines: readonly RefundLine[];
  readonly reason: string;
  /** How the shop gives the money back itself; null where that is the provider's. */
  readonly tendered: Tendered | null;
  readonly idempotency_key: string;
  readonly created: UnixSeconds;
};

/** Why a return was not begun. Nothing has changed then. */
export type ReturnRefused =
  /** Its key stands for another return of this checkout. */
  | { readonly ok: false; readonly reason: 'unknown_checkout' | 'idempotency_mismatch' }
  | { readonly ok: false; readonly reason: 'not_complete'; readonly status: CheckoutStatus }
  /** The money was taken by the shop itself, and it does not say how it gives it back; or the other way round. */
  | { readonly ok: false; readonly reason: 'tender_missing' | 'not_external' }
  /** `entry` counts the lines of the return. */
  | { readonly ok: false; readonly reason: 'not_kept'; readonly entry: number; readonly left: number }
  | { readonly ok: false; readonly reason: 'serial_unknown'; readonly entry: number; readonly place: number }
  | { readonly ok: false; readonly reason: 'too_many' }
  /** Another return of this checkout waits for the provider's word. */
  | { readonly ok: false; readonly reason: 'refund_under_way'; readonly refund: StoredRefund };

export type ReturnBegun = { readonly ok: true; readonly refund: StoredRefund } | ReturnRefused;

export class Returning {
  private readonly parts: LedgerParts;

  constructor(parts: LedgerParts) {
    this.parts = parts;
  }

  /**
   * Writes a return down before the provider is asked for its refund (SPEC Z4). Asked for again under its key, however late, it
   * is the same. Where there is nothing to refund, or the shop gives it back itself, it is done at once (SPEC O5).
   *
   * @param programme the version that the checkout's quote was made under
   */
  begin(asked: NewReturn, programme: Programme | null): ReturnBegun {
    const checkout = this.parts.checkouts.find(asked.checkout);
    if (checkout === null) return { ok: false, reason: 'unknown_checkout' };
    const again = this.parts.refunds.underKey(checkout.id, asked.idempotency_key);
    if (again !== null) {
      return isSame(again, asked)
        ? { ok: true, refund: again }
        : { ok: false, reason: 'idempotency_mismatch' };
    }
    const is_external = checkout.payment_provider === 'external';
    if (is_external && asked.tendered === null) return { ok: false, reason: 'tender_missing' };
    if (!is_external && asked.tendered !== null) return { ok: false, reason: 'not_external' };
    if (checkout.status !== 'complete') {
      return { ok: false, reason: 'not_complete', status: checkout.status };
    }
    const waiting = this.parts.refunds.waiting(checkout.id);
    if (waiting !== null) return { ok: false, reason: 'refund_under_way', refund: waiting };
    if (this.parts.refunds.count(checkout.id) >= RETURNS_MAX) return { ok: false, reason: 'too_many' };
    const outcome = this.outcomeOf(checkout, programme, asked.lines);
    if (!outcome.ok) return { ...outcome, reason: 'not_kept' };
    const unknown = this.unknownSerial(checkout, asked.lines);
    if (unknown !== null) return { ok: false, reason: 'serial_unknown', ...unknown };
    return { ok: true, refund: this.opened(asked, outcome) };
  }

  /** Takes a fact about a refund: books it, settles it, or marks it as failed. Any order, any number of times (SPEC Z5). */
  take(refund: StoredRefund, fact: RefundFact, now: UnixSeconds): StoredRefund {
    const { provider_id } = fact;
    const ask_at = fact.status === 'pending' ? now + REFUND_PENDING_ASK_S : null;
    switch (refundStep(refund, fact)) {
      case 'nothing':
        return refund;
      case 'accept':
        return this.booked({ ...refund, provider_id, status: fact.status, ask_at }, now);
      case 'succeed':
        return this.moved({ ...refund, status: 'succeeded', ask_at: null });
      case 'fail':
        return this.failed({ ...refund, provider_id }, now);
      case 'outside':
        this.outside(refund.checkout, 'refund_outside', fact, now);
        return refund;
    }
  }

  /** The provider refused a refund, and made none: its units are kept. */
  refuse(refund: StoredRefund): StoredRefund {
    return this.moved({ ...refund, status: 'failed', ask_at: null });
  }

  /** Records money that moved at the provider without our asking, and flags it for finance: never a return (SPEC Z7). */
  outside(
    checkout_id: string,
    flag: 'refund_outside' | 'dispute',
    { provider_id, amount, status }: OutsideMovement,
    now: UnixSeconds,
  ): void {
    const checkout = this.parts.checkouts.find(checkout_id);
    if (checkout === null) return;
    const movement = { provider_id, amount, status };
    // One that failed before anybody heard of it has moved nothing.
    if (status === 'failed' && !this.parts.refunds.knowsOutside(provider_id)) return;
    if (this.parts.refunds.addOutside(checkout_id, movement, now))
      this.flag(checkout, { flag, ...movement }, now);
  }

  /**
   * What the claim of a failed refund lacks by now, in fen; null while another return waits for the provider's word, because what is
   * kept is not known before.
   */
  lacking({ checkout: id }: StoredRefund, programme: Programme | null): Fen | null {
    const checkout = this.parts.checkouts.find(id);
    if (checkout === null || this.parts.refunds.waiting(id) !== null) return null;
    const kept = keptQuote(orderOf(checkout, programme), this.standing(checkout).returned);
    return Math.max(0, kept.subsidy_amount - standingSubsidy(this.stateOf(checkout)));
  }

  /** Gives the claim of a failed refund back what it lacks, on the locks that were taken for it (SPEC Z6). */
  restore(refund: StoredRefund, amount: Fen, locks: LockSet | null, now: UnixSeconds): void {
    const checkout = this.parts.checkouts.find(refund.checkout);
    if (checkout === null) throw new Error(`${refund.id} has no checkout`);
    const { id, amount: refund_amount } = refund;
    const data = { refund: id, amount, refund_amount, lines: unitsOf(refund) };
    this.parts.book.recordOf(checkout, { type: 'claim.restored', data }, now);
    if (checkout.claim !== null && locks !== null) this.parts.locks.holdInstead(checkout.claim, locks);
    this.moved({ ...refund, booked: 0, freed: [], restore_at: null });
  }

  private outcomeOf(
    checkout: StoredCheckout,
    programme: Programme | null,
    lines: readonly LineUnits[],
  ): Return {
    return returnUnits(orderOf(checkout, programme), this.standing(checkout), lines);
  }

  private opened(asked: NewReturn, outcome: Return & { ok: true }): StoredRefund {
    const { tendered, ...same } = asked;
    const refund: StoredRefund = {
      ...same,
      status: 'pending',
      amount: outcome.refund_amount,
      clawback_amount: outcome.clawback_amount,
      attempt: 1,
      provider_id: null,
      booked: 0,
      freed: [],
      ask_at: asked.created + REFUND_ASK_AFTER_S,
      restore_at: null,
      tender: tendered?.tender ?? null,
      tender_reference: tendered?.reference ?? null,
    };
    this.parts.refunds.insert(refund);
    if (refund.amount === 0 || tendered !== null)
      return this.booked({ ...refund, status: 'succeeded', ask_at: null }, asked.created);
    this.parts.duties.wakeAt((asked.created + REFUND_ASK_AFTER_S) * 1000);
    return refund;
  }

  /** The clawback is taken off the claim, and the units that came back are free for other claims. */
  private booked(refund: StoredRefund, now: UnixSeconds): StoredRefund {
    const checkout = this.parts.checkouts.find(refund.checkout);
    if (checkout === null) throw new Error(`${refund.id} has no checkout`);
    const { id, clawback_amount: amount, amount: refund_amount, reason } = refund;
    const { tender, tender_reference: reference } = refund;
    const given = tender === null ? {} : { tender, reference };
    const data = { refund: id, amount, refund_amount, lines: unitsOf(refund), reason, ...given };
    this.parts.book.recordOf(checkout, { type: 'claim.reversed', data }, now);
    return this.moved({ ...refund, booked: 1, freed: this.freed(checkout, refund) });
  }

  /**
   * Frees the locks of the units that came back. What a failed refund would have given the claim again is not to be locked
   * any more where it comes back after all: this return takes it over (SPEC N7, Z6).
   */
  private freed(checkout: StoredCheckout, refund: StoredRefund): Lock[] {
    const { locks, refunds } = this.parts;
    if (checkout.claim === null) return [];
    const units = this.returnedUnits(checkout, refund);
    let freed = locks.releaseUnits(checkout.claim, units);
    for (const failed of refunds.of(checkout.id).filter(({ restore_at }) => restore_at !== null)) {
      const taken_over = broughtBack(failed.freed, units, freed);
      if (taken_over.length > 0) refunds.move({ ...failed, freed: minus(failed.freed, taken_over) });
      freed = plus(freed, taken_over);
    }
    return freed;
  }

  /** A failure that comes after the booking is undone as soon as the claim can have its money and its locks again. */
  private failed(refund: StoredRefund, now: UnixSeconds): StoredRefund {
    const checkout = this.parts.checkouts.find(refund.checkout);
    if (checkout === null) throw new Error(`${refund.id} has no checkout`);
    const restore_at = refund.booked === 1 ? now : null;
    this.flag(checkout, { flag: 'refund_failed', refund: refund.id, amount: refund.amount }, now);
    return this.moved({ ...refund, status: 'failed', ask_at: null, restore_at });
  }

  private moved(refund: StoredRefund): StoredRefund {
    this.parts.refunds.move(refund);
    const at = refund.ask_at ?? refund.restore_at;
    if (at !== null) this.parts.duties.wakeAt(at * 1000);
    return refund;
  }

  private flag(checkout: StoredCheckout, data: FlagData, now: UnixSeconds): void {
    this.parts.checkouts.setFlag(checkout.id, data.flag);
    this.parts.book.recordOf(checkout, { type: 'claim.flagged', data }, now);
  }

  private stateOf({ claim }: StoredCheckout): ClaimState | null {
    return claim === null ? null : this.parts.log.state(claim);
  }

  /** What came back so far, with what waits for the provider's word; a failed refund brought nothing back. */
  private standing(checkout: StoredCheckout) {
    const live = this.parts.refunds.of(checkout.id).filter(({ status }) => status !== 'failed');
    return {
      returned: live.flatMap(({ lines }) => lines),
      paid_amount: checkout.amount_due - live.reduce((all, { amount }) => all + amount, 0),
      subsidy_amount: standingSubsidy(this.stateOf(checkout)),
    };
  }

  /** The first serial number of a return that its line was not sold with, or that came back before. */
  private unknownSerial(
    checkout: StoredCheckout,
    lines: readonly RefundLine[],
  ): { entry: number; place: number } | null {
    const back = this.standing(checkout).returned;
    for (const [entry, { line, serial_keys }] of lines.entries()) {
      const sold = (checkout.request.lines[line]?.serial_numbers ?? []).map(({ hash }) => hash);
      const gone = back.flatMap((one) => (one.line === line ? one.serial_keys : []));
      const place = serial_keys.findIndex((key) => !sold.includes(key) || gone.includes(key));
      if (place !== -1) return { entry, place };
    }
    return null;
  }

  private returnedUnits(checkout: StoredCheckout, refund: StoredRefund): ReturnedUnits[] {
    const kept = keptQuantities(orderOf(checkout, null), this.standing(checkout).returned);
    return refund.lines.map(({ line, quantity, serial_keys }) => {
      const tag = checkout.quote.lines[line]?.tag;
      const device = tag?.qualifies ? tag.device : null;
      return { line, device, quantity, serial_keys, whole_line: kept[line] === 0 };
    });
  }
}

/** Whether a return is the one asked for: what was sent is kept in it. */
function isSame(refund: StoredRefund, { lines, reason, tendered }: NewReturn): boolean {
  return (
    refund.reason === reason &&
    refund.tender === (tendered?.tender ?? null) &&
    refund.tender_reference === (tendered?.reference ?? null) &&
    canonicalJson(refund.lines) === canonicalJson(lines)
  );
}

const unitsOf = ({ lines }: StoredRefund): LineUnits[] =>
  lines.map(({ line, quantity }) => ({ line, quantity }));

const standingSubsidy = (claim: ClaimState | null): Fen =>
  claim === null ? 0 : claim.amount - claim.reversed_amount;

/** The order as it was sold: the prices of the request, the tags of the quote. */
function orderOf({ request, quote }: StoredCheckout, programme: Programme | null): SoldOrder {
  return {
    lines: request.lines.flatMap(({ sku, unit_amount, quantity, discount_amount }, index) => {
      const tag = quote.lines[index]?.tag;
      return tag === undefined ? [] : [{ sku, unit_amount, quantity, discount_amount, tag }];
    }),
    shipping_amount: quote.shipping_amount,
    programme,
  };
}
