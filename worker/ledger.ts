// The way to a merchant's ledgers. Nothing else says which ledger holds what.

import { shardOfIdentifier } from '../src/identifiers.ts';
import { ledgerName, shardOf } from '../src/shards.ts';
import type { Env } from './env.ts';
import type { Merchant } from './objects/directory.ts';
import type { Ledger } from './objects/ledger.ts';
import { twice } from './twice.ts';

/** What is called from afar. Every one of these gives the same outcome when it is called again. */
const METHODS = [
  'reserve',
  'again',
  'apply',
  'confirm',
  'closeExternal',
  'hear',
  'refuse',
  'startNewAttempt',
  'bindKey',
  'keptAnswer',
  'checkout',
  'beginReturn',
  'applyRefund',
  'refuseRefund',
  'startNewRefundAttempt',
  'recordDispute',
  'repriceable',
  'beginRepricing',
  'abandonRepricing',
  'startNewRepricingAttempt',
  'compare',
  'held',
  'sums',
  'hasEvents',
  'leases',
  'claim',
  'review',
] as const;

/** The ledger as it is seen from afar: every method answers later. */
export type RemoteLedger = { readonly name: string } & {
  [Method in (typeof METHODS)[number]]: (
    ...given: Parameters<Ledger[Method]>
  ) => Promise<Awaited<ReturnType<Ledger[Method]>>>;
};

type Shards = Pick<Merchant, 'id' | 'ledger_shards'>;

/** The ledger that keeps an order. */
export function ledgerOfOrder(env: Env, merchant: Shards, order_reference: string): RemoteLedger {
  return ledgerNamed(env, nameOfOrder(merchant, order_reference));
}

/** The name of the ledger that keeps an order. */
export function nameOfOrder(merchant: Shards, order_reference: string): string {
  return ledgerName(merchant.id, shardOf(order_reference, merchant.ledger_shards));
}

/** The ledger that keeps what an identifier names; null where the merchant has no such ledger. */
export function ledgerOfIdentifier(env: Env, merchant: Shards, id: string): RemoteLedger | null {
  const shard = shardOfIdentifier(id);
  if (shard === null || shard >= merchant.ledger_shards) return null;
  return ledgerNamed(env, ledgerName(merchant.id, shard));
}

/** All ledgers of a merchant, as objects to read from. */
export function ledgersOf(env: Env, merchant: Shards): DurableObjectStub<Ledger>[] {
  return Array.from({ length: merchant.ledger_shards }, (_, shard) =>
    env.LEDGER.getByName(ledgerName(merchant.id, shard)),
  );
}

/**
 * A ledger by its name. A call is made once more, on a new stub, where the object moved or the line broke; an overloaded
 * object is left alone.
 */
export function ledgerNamed(env: Env, name: string): RemoteLedger {
  const stub = () => env.LEDGER.getByName(name) as unknown as Record<(typeof METHODS)[number], Call>;
  const methods = METHODS.map((method) => [
    method,
    (...given: unknown[]) => twice(() => stub()[method](...given)),
  ]);
  return { name, ...Object.fromEntries(methods) };
}

type Call = (...given: unknown[]) => Promise<unknown>;
