// Where claims are read from. A merchant's own ledger knows all of its claims at once; who may see every merchant's reads
// the journals, month by month.

import { commonHead, type Head } from '../src/chain.ts';
import { instantOfIdentifier, shardOfIdentifier } from '../src/identifiers.ts';
import { PAGE_CHARS } from '../src/limits.ts';
import type { Programme } from '../src/programme.ts';
import { chinaMonthsBetween, instantOf, type UnixSeconds } from '../src/time.ts';
import type { Claim } from '../src/wire/objects.ts';
import { directoryOf, programmesOf } from './directory.ts';
import type { Env } from './env.ts';
import { forbidden } from './errors.ts';
import { ledgersOf } from './ledger.ts';
import type { ClaimFilter, ClaimPage, ListedClaims, WalkPlace, WalkStep } from './objects/claim-log.ts';
import type { KeyOwner, Merchant } from './objects/directory.ts';
import type { ExportedPage, ExportFormat } from './objects/export-page.ts';
import { journalName } from './objects/journal.ts';

/** An object that holds claims: a ledger or a journal. */
export type ClaimSource = {
  claim(id: string): Promise<Claim | null>;
  claims(filter: ClaimFilter, page: ClaimPage): Promise<ListedClaims>;
  exportClaims(format: ExportFormat, filter: ClaimFilter, page: ClaimPage): Promise<ExportedPage>;
  heads(): Promise<Head[]>;
  walk(place: WalkPlace | null): Promise<WalkStep>;
};

/** Sources whose claims may have any order among each other. One tier's claims are all later than those of the next. */
export type Tier = readonly ClaimSource[];

/** What the owner of a key may read, the latest first (SPEC A2). */
export async function tiersFor(
  env: Env,
  owner: KeyOwner,
  filter: ClaimFilter,
  now: UnixSeconds,
): Promise<Tier[]> {
  const own = merchantOf(owner, filter);
  if (own !== null) return [ledgersOf(env, own)];
  if (filter.merchant !== undefined) {
    const merchant = await directoryOf(env).merchant(filter.merchant);
    return merchant === null ? [] : [ledgersOf(env, merchant)];
  }
  const programmes = await programmesOf(env);
  const ids = [...new Set(programmes.map(({ id }) => id))];
  return monthsOf(programmes, filter, now).map((month) =>
    ids.map((id) => env.JOURNAL.getByName(journalName(id, month))),
  );
}

/** The sources that can hold a claim with this identifier. */
export async function sourcesOfClaim(env: Env, owner: KeyOwner, id: string, now: UnixSeconds): Promise<Tier> {
  const opened = instantOfIdentifier(id);
  if (opened === null) return [];
  if (owner.kind !== 'ok')
    return ledgersOf(env, owner.merchant).filter((_, shard) => shard === shardOfIdentifier(id));
  const [tier = []] = await tiersFor(env, owner, { created_gte: opened, created_lt: opened + 1 }, now);
  return tier;
}

/** A page of at most `limit` claims, the latest first, across all tiers; `more` where others follow. */
export async function listClaims(
  tiers: readonly Tier[],
  filter: ClaimFilter,
  { beyond, limit }: Pick<ClaimPage, 'beyond' | 'limit'>,
): Promise<ListedClaims> {
  const found: Claim[] = [];
  for (const tier of tiers) {
    const page = {
      order: 'latest_first',
      beyond,
      limit: limit + 1 - found.length,
      chars: Math.ceil(PAGE_CHARS / tier.length),
    } as const;
    const lists = await Promise.all(tier.map((source) => source.claims(filter, page)));
    const end = endOf(lists);
    const claims = lists.flatMap((list) => list.claims).filter(({ id }) => id >= end);
    found.push(...claims.sort(latestFirst));
    if (found.length > limit) return { claims: found.slice(0, limit), more: true };
    if (end !== '') return { claims: found, more: true };
  }
  return { claims: found, more: false };
}

/** Where lists of several sources end together: at the latest end of those that ended early; nowhere where none did. */
function endOf(lists: readonly ListedClaims[]): string {
  const ends = lists.filter(({ more }) => more).map(({ claims }) => claims.at(-1)?.id ?? '');
  return ends.sort().at(-1) ?? '';
}

const latestFirst = (a: Claim, b: Claim): number => (a.id < b.id ? 1 : -1);

/** The common head of everything that is read. */
export async function headOf(tiers: readonly Tier[]): Promise<string> {
  const heads = await Promise.all(tiers.flat().map((source) => source.heads()));
  return commonHead(heads.flat());
}

/** The merchant whose key it is; null for the operator's. */
function merchantOf(owner: KeyOwner, filter: ClaimFilter): Merchant | null {
  if (owner.kind === 'ok') return null;
  if (filter.merchant !== undefined && filter.merchant !== owner.merchant.id) {
    throw forbidden('merchant_not_allowed', 'merchant: this key reads the claims of its own merchant only.');
  }
  return owner.merchant;
}

/** The months that can hold claims asked for, the latest first: none lies before the first programme began. */
function monthsOf(programmes: readonly Programme[], filter: ClaimFilter, now: UnixSeconds): string[] {
  const first = Math.min(...programmes.map((programme) => instantOf(programme.window.starts)));
  const from = Math.max(filter.created_gte ?? first, first);
  const to = Math.min(filter.created_lt ?? now + 1, now + 1);
  return from < to ? chinaMonthsBetween(from, to) : [];
}
