// `expand[]`: puts whole objects where ids stand. Paths are checked before any work is done; nothing is stored.
import type { Call } from './context.ts';
import { invalid } from './errors.ts';
import { EXPAND_LEVELS } from './limits.ts';
import { lineItemList } from './line-items.ts';
import type { Kind } from './objects.ts';

type Target = Kind | 'nothing' | 'refunds_of_charge' | 'line_items' | 'source';
type Node = { [key: string]: unknown };

/** What may be expanded, by object. `nothing`: Stripe could expand it, but it is always null here. */
const EXPANDABLE: Readonly<Record<string, Readonly<Record<string, Target>>>> = {
  payment_intent: {
    application: 'nothing',
    customer: 'nothing',
    latest_charge: 'charge',
    on_behalf_of: 'nothing',
    payment_method: 'payment_method',
    review: 'nothing',
    'amount_details.line_items': 'line_items',
  },
  charge: {
    application: 'nothing',
    application_fee: 'nothing',
    balance_transaction: 'balance_transaction',
    customer: 'nothing',
    failure_balance_transaction: 'balance_transaction',
    on_behalf_of: 'nothing',
    payment_intent: 'payment_intent',
    refunds: 'refunds_of_charge',
    review: 'nothing',
  },
  refund: {
    balance_transaction: 'balance_transaction',
    charge: 'charge',
    failure_balance_transaction: 'balance_transaction',
    payment_intent: 'payment_intent',
    payment_method: 'payment_method',
  },
  balance_transaction: { source: 'source' },
  dispute: { charge: 'charge', payment_intent: 'payment_intent' },
  event: {},
};
const SOURCE_KINDS: Readonly<Record<string, Kind>> = {
  ch: 'charge',
  py: 'charge',
  re: 'refund',
  pyr: 'refund',
  du: 'dispute',
};

/** Refuses a path that Stripe could not expand from this kind of object. Lists are expanded through `data.`. */
export function checkExpand(paths: readonly string[], kind: Kind, is_list: boolean): void {
  for (const [index, path] of paths.entries()) {
    const bare = is_list && path.startsWith('data.') ? path.slice('data.'.length) : path;
    if (path.split('.').length > EXPAND_LEVELS) {
      throw invalid(
        `You cannot expand more than ${EXPAND_LEVELS} levels of a property.`,
        undefined,
        `expand[${index}]`,
      );
    }
    if (!(is_list && bare === path) && canExpand(kind, bare)) continue;
    const hint =
      is_list && canExpand(kind, path) ? ` You may want to try expanding 'data.${path}' instead.` : '';
    throw invalid(`This property cannot be expanded (${path}).${hint}`, undefined, `expand[${index}]`);
  }
}

/** `object` with the paths expanded, in place: it is the caller's copy. */
export function expand(call: Call, object: object, paths: readonly string[]): void {
  for (const path of paths) expandPath(call, object as Node, path);
}

function canExpand(kind: string, path: string): boolean {
  const [name, rest] = step(kind, path);
  if (name === undefined) return false;
  const target = EXPANDABLE[kind]?.[name];
  if (rest === '') return true;
  if (target === 'source') return ['charge', 'refund', 'dispute'].some((source) => canExpand(source, rest));
  if (target === 'refunds_of_charge')
    return rest.startsWith('data.') && canExpand('refund', rest.slice('data.'.length));
  return target !== undefined && canExpand(target, rest);
}

/** Splits off the part of the path that names one expandable property (which may itself hold a dot). */
function step(kind: string, path: string): [string | undefined, string] {
  const names = Object.keys(EXPANDABLE[kind] ?? {});
  const name = names.find((known) => path === known || path.startsWith(`${known}.`));
  return [name, name === undefined ? '' : path.slice(name.length + 1)];
}

function expandPath(call: Call, node: Node, path: string): void {
  const list = node['data'];
  if (Array.isArray(list)) {
    for (const item of list) expandPath(call, item, path.slice('data.'.length));
    return;
  }
  const kind = String(node['object']);
  const [name, rest] = step(kind, path);
  const target = name === undefined ? undefined : EXPANDABLE[kind]?.[name];
  if (name === undefined || target === undefined || target === 'nothing') return;
  const value = load(call, node, name, target);
  if (rest !== '' && typeof value === 'object' && value !== null) expandPath(call, value as Node, rest);
}

function load(call: Call, node: Node, name: string, target: Target): unknown {
  const { store } = call.sandbox;
  if (target === 'line_items') {
    const details = (node['amount_details'] ?? {}) as Node;
    details['line_items'] ??= lineItemList(call, String(node['id']), {});
    node['amount_details'] = details;
    return undefined;
  }
  if (target === 'refunds_of_charge') {
    const url = `/v1/charges/${String(node['id'])}/refunds`;
    node[name] ??= {
      object: 'list',
      ...store.list('refund', { charge: String(node['id']), limit: 10 }),
      url,
    };
    return node[name];
  }
  const value = node[name];
  if (typeof value !== 'string') return value;
  const kind = target === 'source' ? SOURCE_KINDS[value.slice(0, value.indexOf('_'))] : (target as Kind);
  node[name] = (kind && store.find(kind, value)) ?? value;
  return node[name];
}
