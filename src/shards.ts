// Shards: a merchant's ledgers. An ordinary merchant has one; a large one has a fixed number, and an order's reference says
// for ever in which of them the order is kept.

/** The ledger in which an order is kept: 0 … shards − 1 (SPEC D1). FNV-1a over the characters of its reference. */
export function shardOf(order_reference: string, shards: number): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < order_reference.length; index += 1) {
    hash = Math.imul(hash ^ order_reference.charCodeAt(index), FNV_PRIME);
  }
  return (hash >>> 0) % shards;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The name of a ledger, for example `mer_…/0`. */
export function ledgerName(merchant: string, shard: number): string {
  return `${merchant}/${shard}`;
}

/** Whose ledger has this name. */
export function merchantOfLedger(name: string): string {
  return name.split('/', 1)[0] ?? name;
}

/** Which of its merchant's ledgers has this name. */
export function shardOfLedger(name: string): number {
  return Number(name.split('/')[1] ?? 0);
}
