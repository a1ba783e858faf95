// The returns that were answered, most of them while nobody looked: what is given back for each, or why nothing is.

import type { Return } from '../../sdk/till.ts';
import { h } from '../dom.ts';
import { momentIn } from '../language-choice.ts';
import { yuan } from '../yuan.ts';
import type { App, Notice } from './app.ts';
import { ANSWERED_RETURNS_SHOWN } from './limits.ts';
import { messageOf } from './messages.ts';
import { fill } from './text.ts';

/** How a return came out, in the cashier's words. */
export function outcomeOf({ text, language }: App, { checkout, refund, problem }: Return): Notice {
  if (refund !== null) {
    const words = refund.tender === null ? text.return_stripe : text.return_amount;
    const next = fill(words, { amount: yuan(refund.amount), status: refund.status });
    return { tone: 'good', what: `${text.return_done} ${checkout}`, next };
  }
  const why = problem === null ? null : messageOf(problem, language);
  return { tone: 'bad', what: `${text.return_refused} ${checkout}`, next: why?.what ?? '' };
}

/** The latest of them, newest first. */
export function answeredReturns(app: App, works: readonly Return[]): HTMLElement[] {
  if (works.length === 0) return [];
  const latest = works.slice(-ANSWERED_RETURNS_SHOWN).reverse();
  return [h('h2', {}, app.text.return_answered), ...latest.map((work) => answered(app, work))];
}

function answered(app: App, work: Return): HTMLElement {
  const { tone, what, next } = outcomeOf(app, work);
  return h(
    'p',
    { class: tone === 'bad' ? 'bad' : 'note', 'data-key': work.id, 'data-test': 'return-answered' },
    `${momentIn(work.created, app.language)} ${what} ${next}`,
  );
}
