// How the claim of a refund that failed gets its subsidy back: the locks its units had, then the money, then the event. What
// stands in the way (another claim on the unit, a budget that is gone) stays flagged, and is tried again.

import { REFUND_BATCH, RESTORE_RETRY_S } from '../../src/limits.ts';
import type { Programme } from '../../src/programme.ts';
import { shardOfLedger } from '../../src/shards.ts';
import type { UnixSeconds } from '../../src/time.ts';
import { newIdentifier } from '../new-identifier.ts';
import { twice } from '../twice.ts';
import type { StoredCheckout } from './checkout-store.ts';
import type { Duty } from './duties.ts';
import { type LeaseNeeded, leaseNeeded } from './leasing.ts';
import type { LedgerParts } from './ledger-parts.ts';
import type { Lock, LockSet } from './lock-store.ts';
import { plus } from './lock-sums.ts';
import type { RefundDesk } from './refund-desk.ts';
import type { StoredRefund } from './refund-store.ts';
import type { Returning } from './returning.ts';
import { bySerialsObject, type LockResult, type Want } from './serials.ts';

export class Restoring implements Duty {
  readonly name = 'ledger.restoring';
  private readonly parts: LedgerParts;
  private readonly returning: Returning;
  private readonly desk: RefundDesk;

  constructor(parts: LedgerParts, returning: Returning, desk: RefundDesk) {
    this.parts = parts;
    this.returning = returning;
    this.desk = desk;
  }

  nextAtMs(): number | null {
    const at = this.parts.refunds.nextRestoreAt();
    return at === null ? null : at * 1000;
  }

  /** Restores what it can of all that is due (SPEC Z6). */
  async run(now_ms: number): Promise<void> {
    const now = Math.floor(now_ms / 1000);
    for (const refund of this.parts.refunds.toRestore(now, REFUND_BATCH)) {
      this.parts.refunds.restoreAgainAt(refund.id, now + RESTORE_RETRY_S);
      await this.restore(refund, now);
    }
  }

  private async restore(refund: StoredRefund, now: UnixSeconds): Promise<void> {
    const { group, leasing, locks } = this.parts;
    const sold = await this.desk.sold(refund.checkout);
    if (sold === null || this.returning.lacking(refund, sold.programme) === null) return;
    const { checkout, programme } = sold;
    const taken = await this.relock(checkout, programme, this.lockedAfter(checkout, refund), now);
    if (taken?.taken !== false) {
      const booked = await leasing.covered(() => this.book(refund, programme, taken, now));
      if (booked.ok) return;
    }
    if (taken !== null) await group.run(() => locks.forgo(taken, now));
  }

  /** In one transaction; not ok where what was there is gone again by now. */
  private book(
    refund: StoredRefund,
    programme: Programme | null,
    taken: LockSet | null,
    now: UnixSeconds,
  ): { readonly ok: boolean } | LeaseNeeded {
    const { refunds, balances, locks } = this.parts;
    const lacking = this.returning.lacking(refund, programme);
    const current = refunds.find(refund.id);
    // Another return may have brought back meanwhile what the locks were taken for.
    const sold = this.parts.checkouts.find(refund.checkout);
    const needed = current === null || sold === null ? [] : this.lockedAfter(sold, current);
    const is_same = current?.booked === 1 && JSON.stringify(needed) === JSON.stringify(taken?.locks ?? []);
    if (lacking === null || !is_same || (taken !== null && locks.isBarred(taken.holder)))
      return { ok: false };
    const short = programme === null ? null : leaseNeeded(balances, programme.id, lacking);
    if (short !== null) return short;
    this.returning.restore(refund, lacking, taken, now);
    return { ok: true };
  }

  /**
   * What the claim holds of the keys that the refund freed, once it has them back: of a buyer's units all of them, because an
   * order's own locks do not add up.
   */
  private lockedAfter({ claim }: StoredCheckout, { freed }: StoredRefund): Lock[] {
    if (claim === null) return [];
    const held = this.parts.locks.heldBy(claim).filter(({ key }) => freed.some((lock) => lock.key === key));
    return plus(freed, held);
  }

  /** Takes the locks that were freed once more, under a new name; null where there were none. */
  private async relock(
    { order_reference }: StoredCheckout,
    programme: Programme | null,
    locks: readonly Lock[],
    now: UnixSeconds,
  ): Promise<LockSet | null> {
    if (locks.length === 0) return null;
    const holder = newIdentifier('rst', Date.now(), shardOfLedger(this.parts.name));
    const wants = locks.map(
      ({ key, quantity, device }): Want => ({
        key,
        quantity,
        limit: device === null ? 1 : (programme?.per_buyer_limit ?? quantity),
      }),
    );
    const request = { ledger: this.parts.name, order_reference, holder, now };
    const results = await Promise.all(
      [...bySerialsObject(wants)].map(([name, of]) =>
        twice<LockResult>(() => this.parts.env.SERIALS.getByName(name).lock({ ...request, wants: of })),
      ),
    );
    return { holder, locks, taken: results.every(({ ok }) => ok) };
  }
}
