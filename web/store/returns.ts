// Returns of an order: what came back, and the form that brings more back. The shop's server asks Zhehui for it: a page may not.

import type { Checkout } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { yuan } from '../language.ts';
import { nameOf } from './goods.ts';
import { Kept } from './kept.ts';
import type { Order } from './orders.ts';
import { notice } from './shop.ts';
import { T } from './text.ts';

type Returned = { line: number; quantity: number }[];

/** The return that is under way, with its key: sent again after a broken connection or a reload, it is the same return. */
const underWay = new Kept<{ what: string; key: string } | null>('return', null);

export function refundList({ lines, refunds }: Checkout): HTMLElement | null {
  if (refunds.length === 0) return null;
  const rows = refunds.map((refund) => {
    const names = refund.lines.map(({ line, quantity }) => `${nameOf(lines[line]?.sku ?? '')} × ${quantity}`);
    const parts = [
      T.refund(yuan(refund.amount)),
      T.clawback(yuan(refund.clawback_amount)),
      T.refund_statuses[refund.status],
    ];
    return h(
      'li',
      { 'data-test': 'refund' },
      names.join(', '),
      h('p', { class: 'quiet small number' }, parts.join(' · ')),
    );
  });
  return h('section', { class: 'card' }, h('h2', {}, T.came_back), h('ul', { class: 'plain' }, ...rows));
}

/** Null where nothing is left to come back. */
export function returnForm(order: Order, checkout: Checkout, done: () => void): HTMLElement | null {
  const kept = checkout.lines.map(({ quantity }, line) => quantity - returnedOf(checkout, line));
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
    const refusal = await bringBack(order, lines, reason.value);
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

const returnedOf = ({ refunds }: Checkout, line: number): number =>
  refunds
    .filter(({ status }) => status !== 'failed')
    .flatMap((refund) => refund.lines)
    .reduce((sum, one) => sum + (one.line === line ? one.quantity : 0), 0);

/** Why it was not taken; null where it was. */
async function bringBack(order: Order, lines: Returned, reason: string): Promise<string | null> {
  const body = JSON.stringify({ ...order, lines, reason });
  const begun = underWay.get();
  const key = begun?.what === body ? begun.key : crypto.getRandomValues(new Uint32Array(4)).join('-');
  underWay.set({ what: body, key });
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  const answer = await fetch('/store/returns', { method: 'POST', headers, body }).catch(() => null);
  if (answer === null || answer.status >= 500) return T.failed;
  underWay.set(null);
  if (answer.ok) return null;
  const { error } = (await answer.json()) as { error: { message: string } };
  return error.message;
}
