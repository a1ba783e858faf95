// Returns of an order: what came back, and the form that brings more back. The shop's server asks Zhehui for it: a page may not.

import type { Checkout } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { yuan } from '../language.ts';
import { listOf, nameOf } from './goods.ts';
import { Kept } from './kept.ts';
import { RETURN_TIMEOUT_MS } from './limits.ts';
import type { Order } from './orders.ts';
import { keptOf } from './returned.ts';
import { notice } from './shop.ts';
import { T } from './text.ts';

type Returned = { line: number; quantity: number }[];

/** The return that is under way, with its key: sent again after a broken connection or a reload, it is the same return. */
type UnderWay = { what: string; key: string };

const underWay = new Kept<UnderWay | null>('return', null, (found) => {
  const { what, key } = (found ?? {}) as Partial<UnderWay>;
  return typeof what === 'string' && typeof key === 'string';
});

export function refundList({ lines, refunds }: Checkout): HTMLElement | null {
  if (refunds.length === 0) return null;
  const rows = refunds.map((refund) => {
    const came = refund.lines.map(({ line, quantity }) => ({ sku: lines[line]?.sku ?? '', quantity }));
    const parts = [
      T.refund(yuan(refund.amount)),
      T.clawback(yuan(refund.clawback_amount)),
      T.refund_statuses[refund.status],
    ];
    return h(
      'li',
      { 'data-test': 'refund' },
      listOf(came),
      h('p', { class: 'quiet small number' }, parts.join(' · ')),
    );
  });
  return h('section', { class: 'card' }, h('h2', {}, T.came_back), h('ul', { class: 'plain' }, ...rows));
}

/** Null where nothing is left to come back. */
export function returnForm(order: Order, checkout: Checkout, done: () => void): HTMLElement | null {
  const kept = keptOf(checkout);
  if (checkout.status !== 'complete' || kept.every((quantity) => quantity === 0)) return null;
  const fields = checkout.lines.map(({ sku }, line) => {
    const counts = Array.from({ length: (kept[line] ?? 0) + 1 }, (_, count) => count);
    const options = counts.map((count) =>
      h('option', { value: count }, count === 0 ? T.keep : String(count)),
    );
    return h('select', { 'aria-label': T.quantity(nameOf(sku)), 'data-test': `return-${sku}` }, ...options);
  });
  const reason = h('select', {}, ...T.reasons.map((text) => h('option', {}, text)));
  const messages = h('div', { class: 'messages' });
  const button = h('button', { type: 'submit', 'data-test': 'return' }, T.give_back);
  const submit = async (event: Event) => {
    event.preventDefault();
    const lines = fields
      .map((field, line) => ({ line, quantity: Number(field.value) }))
      .filter(({ quantity }) => quantity > 0);
    if (lines.length === 0) return messages.replaceChildren(notice('bad', T.nothing_chosen));
    button.disabled = true;
    button.replaceChildren(T.giving_back);
    const refusal = await bringBack(order, checkout.refunds.length, lines, reason.value);
    if (refusal === null) return done();
    messages.replaceChildren(notice('bad', refusal));
    button.disabled = false;
    button.replaceChildren(T.give_back);
  };
  const rows = checkout.lines.map(({ sku }, line) =>
    h('li', { class: 'give' }, h('span', { class: 'name' }, nameOf(sku)), fields[line] ?? null),
  );
  return h(
    'form',
    { class: 'card returns', submit: (event) => void submit(event) },
    h('h2', {}, T.returns),
    h('p', { class: 'quiet small' }, T.returns_more),
    h('ul', { class: 'plain' }, ...rows.filter((_, line) => (kept[line] ?? 0) > 0)),
    h('label', { class: 'give' }, T.reason, reason),
    messages,
    button,
  );
}

/**
 * Why it was not taken; null where it was.
 *
 * @param before returns that the page shows: one more of the same is another one
 */
async function bringBack(
  order: Order,
  before: number,
  lines: Returned,
  reason: string,
): Promise<string | null> {
  const body = JSON.stringify({ ...order, lines, reason });
  const what = `${before} ${body}`;
  const begun = underWay.get();
  const key = begun?.what === what ? begun.key : crypto.getRandomValues(new Uint32Array(4)).join('-');
  underWay.set({ what, key });
  const answer = await send(body, key).catch(() => null);
  if (answer?.object !== 'refund' && answer?.error === undefined) return T.return_unsure;
  underWay.set(null);
  return answer.error ? refusalFor(answer.error.code) : null;
}

type Answer = { readonly object?: string; readonly error?: { readonly code: string } } | null;

/** What the API says of it; null where it is not said whether it was done: by a fault, or by something that is not the API. */
async function send(body: string, key: string): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  const signal = AbortSignal.timeout(RETURN_TIMEOUT_MS);
  const answer = await fetch('/store/returns', { method: 'POST', headers, body, signal });
  return answer.status < 500 ? answer.json() : null;
}

function refusalFor(code: string): string {
  const { other, ...known } = T.return_refusals;
  return Object.hasOwn(known, code) ? known[code as keyof typeof known] : other;
}
