// Decodes Stripe's bracketed form text (`a[b][0]=c`) into a tree of strings. Knows no parameter by name.
import { invalid } from './errors.ts';
import { FORM_DEPTH_MAX, FORM_PAIRS_MAX } from './limits.ts';

export type FormValue = string | FormTree;
/** Without a prototype, so that a key such as `__proto__` is a key like any other. */
export type FormTree = { [key: string]: FormValue };

export const emptyTree = (): FormTree => Object.create(null);

/** Decodes a query or a form body. Refuses malformed escapes, unbalanced brackets and too many pairs with a 400. */
export function decodeForm(text: string): FormTree {
  const root = emptyTree();
  if (text === '') return root;
  const pairs = text.split('&');
  if (pairs.length > FORM_PAIRS_MAX)
    throw invalid(`Too many parameters: at most ${FORM_PAIRS_MAX} are allowed.`);
  for (const pair of pairs) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const key = decodeText(cut < 0 ? pair : pair.slice(0, cut));
    put(root, splitKey(key), key, cut < 0 ? '' : decodeText(pair.slice(cut + 1)));
  }
  return root;
}

/** The same tree as text with sorted keys: two requests with equal parameters give equal text. */
export function canonicalForm(value: FormValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonicalForm(value[key] ?? '')}`).join(',')}}`;
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);
  } catch {
    throw invalid('Invalid request: the parameters hold a malformed percent-encoding.');
  }
}

/** `a[b][]` → ['a', 'b', '']. */
function splitKey(key: string): string[] {
  const open = key.indexOf('[');
  if (open < 0) return [key];
  const rest = key.slice(open);
  if (open === 0 || !/^(\[[^[\]]*\])+$/.test(rest))
    throw invalid(`Invalid parameter name: ${key}`, undefined, key);
  const path = [key.slice(0, open), ...rest.slice(1, -1).split('][')];
  if (path.length > FORM_DEPTH_MAX) throw invalid(`Parameters are nested too deeply: ${key}`, undefined, key);
  return path;
}

function put(root: FormTree, path: readonly string[], key: string, value: string): void {
  let node = root;
  for (const [depth, part] of path.entries()) {
    const name = part === '' && depth > 0 ? String(Object.keys(node).length) : part;
    if (depth === path.length - 1) {
      if (typeof node[name] === 'object') throw mixed(key);
      node[name] = value;
      return;
    }
    const next = node[name] ?? emptyTree();
    if (typeof next === 'string') throw mixed(key);
    node[name] = next;
    node = next;
  }
}

function mixed(key: string): Error {
  return invalid(`Invalid request: ${key} is sent both as a value and as a hash.`, undefined, key);
}
