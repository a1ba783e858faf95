// What a ledger is made of: its stores, each with its own tables, and what writes several of them together. Made once when the
// object wakes up; decides nothing.

import { LOCK_RELEASE_DELAY_MS } from '../../src/limits.ts';
import { merchantOfLedger } from '../../src/shards.ts';
import type { Env } from '../env.ts';
import { BALANCE_TABLES, BalanceStore, LEASE_RETURN_TABLE } from './balance-store.ts';
import {
  CHECKOUT_CART,
  CHECKOUT_PAYMENTS,
  CHECKOUT_TABLES,
  CHECKOUTS_TO_ASK,
  CheckoutStore,
} from './checkout-store.ts';
import { ClaimBook } from './claim-book.ts';
import { CLAIM_LOG_TABLES, CLAIM_PAYMENTS, CLAIM_REVIEWS, ClaimLog } from './claim-log.ts';
import { Duties } from './duties.ts';
import { GroupCommit } from './group-commit.ts';
import { IDEMPOTENCY_TABLE, IdempotencyStore } from './idempotency-store.ts';
import { JOURNALLED_TABLE } from './journalling.ts';
import { LeaseReturning } from './lease-returning.ts';
import { Leasing } from './leasing.ts';
import { LOCK_TABLES, LockStore } from './lock-store.ts';
import { migrate } from './migrate.ts';
import { REFUND_TABLES, REFUND_TENDERS, RefundStore } from './refund-store.ts';
import { Repricings } from './repricing.ts';
import { REPRICING_TABLES, RepricingStore } from './repricing-store.ts';
import { SIGNED_CART_TABLE, SignedCartStore } from './signed-cart-store.ts';

export type LedgerParts = ReturnType<typeof ledgerParts>;

export function ledgerParts({ id, storage }: DurableObjectState, env: Env) {
  const { name } = id;
  if (name === undefined) throw new Error('a ledger is reached by the name of its merchant and shard');
  migrate(storage, [
    CHECKOUT_TABLES + IDEMPOTENCY_TABLE + BALANCE_TABLES + CLAIM_LOG_TABLES + JOURNALLED_TABLE,
    LOCK_TABLES,
    REFUND_TABLES,
    LEASE_RETURN_TABLE,
    REPRICING_TABLES + CHECKOUT_CART,
    CHECKOUTS_TO_ASK,
    CLAIM_REVIEWS,
    CHECKOUT_PAYMENTS + CLAIM_PAYMENTS + REFUND_TENDERS,
    SIGNED_CART_TABLE,
  ]);
  const { sql } = storage;
  const duties = new Duties(storage);
  const group = new GroupCommit(storage);
  const balances = new BalanceStore(sql);
  const log = new ClaimLog(sql);
  const lease_returning = new LeaseReturning(name, env, balances, log.events, group, (at_ms) =>
    duties.wakeAt(at_ms),
  );
  const merchant = merchantOfLedger(name);
  const checkouts = new CheckoutStore(sql);
  const locks = new LockStore(sql, () => duties.wakeAt(Date.now() + LOCK_RELEASE_DELAY_MS));
  const book = new ClaimBook(name, balances, log, duties);
  return {
    name,
    merchant,
    env,
    sql,
    duties,
    group,
    checkouts,
    idempotency: new IdempotencyStore(sql, (at_ms) => duties.wakeAt(at_ms)),
    signed_carts: new SignedCartStore(sql),
    refunds: new RefundStore(sql),
    balances,
    leasing: new Leasing(name, env, balances, group, lease_returning),
    lease_returning,
    locks,
    log,
    book,
    repricings: new Repricings(new RepricingStore(sql), { merchant, checkouts, balances, locks, book }),
  };
}
