// One order: how its payment came out, what was bought with which subsidy, its claim's number, and its returns. It is where banks and
// wallets lead back to.

import { buyerMessage } from '../../sdk/elements.ts';
import { type Checkout, type Outcome, type Zhehui, ZhehuiError } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { address, LANGUAGE, moment, yuan } from '../language.ts';
import { cartPaid } from './cart.ts';
import { LOOK_MS } from './limits.ts';
import { orderAddress, orderLink, orderOf, rememberOrder } from './orders.ts';
import { refundedOf, stateWords } from './returned.ts';
import { refundList, returnForm } from './returns.ts';
import { notice, show } from './shop.ts';
import { showIn } from './summary.ts';
import { T } from './text.ts';
import { againButton, wordsFor } from './trouble.ts';

export async function orderView(zhehui: Zhehui): Promise<void> {
  show(T.order, notice('', T.waiting));
  try {
    const outcome = await outcomeAsked(zhehui);
    if (outcome === null) return show(T.order, notice('bad', T.unknown), goOn());
    showOrder(zhehui, outcome);
    if (outcome.status === 'processing') follow(zhehui);
  } catch (error) {
    showTrouble(zhehui, error);
  }
}

/** Looks again and again, and shows what has come of it. What is shown stays until there is something else to show. */
function follow(zhehui: Zhehui): void {
  setTimeout(async () => {
    const outcome = await outcomeAsked(zhehui).catch(() => null);
    if (outcome === null || outcome.status === 'processing') return follow(zhehui);
    showOrder(zhehui, outcome);
  }, LOOK_MS);
}

function showTrouble(zhehui: Zhehui, error: unknown): void {
  const is_missing = error instanceof ZhehuiError && error.code === 'resource_missing';
  const words = is_missing ? [T.unknown] : [h('strong', {}, T.not_seen), h('p', {}, wordsFor(error))];
  const again = is_missing ? null : againButton(() => void orderView(zhehui));
  show(T.order, notice('bad', ...words), goOn(again));
}

/** As Stripe leads back to it, and as its own link says; or by its number, where this browser has opened it. */
async function outcomeAsked(zhehui: Zhehui): Promise<Outcome | null> {
  const resumed = await zhehui.resumeCheckout();
  if (resumed) return resumed;
  const order = orderOf(new URLSearchParams(location.search).get('order'));
  if (order === undefined) return null;
  const checkout = await zhehui.retrieveCheckout(order.checkout, { clientSecret: order.client_secret });
  return checkout.settle();
}

function showOrder(zhehui: Zhehui, outcome: Outcome): void {
  const { checkout } = outcome;
  const order = { checkout: checkout.id, client_secret: checkout.payment?.client_secret ?? '' };
  rememberOrder(order);
  history.replaceState(null, '', orderAddress(order));
  if (checkout.status === 'complete') cartPaid(checkout);
  const again = () => void orderView(zhehui);
  show(
    T.order,
    said(outcome),
    facts(checkout),
    bought(checkout),
    refundList(checkout),
    returnForm(order, checkout, again),
    h('p', { class: 'small' }, h('a', { href: orderLink(order), 'data-test': 'order-link' }, T.link)),
    goOn(),
  );
}

function said({ status, error, checkout }: Outcome): HTMLElement {
  const say = (kind: 'good' | 'bad' | '', title: string, more: string, ...rest: Node[]) =>
    notice(kind, h('strong', {}, title), h('p', {}, more), ...rest);
  if (status === 'complete') return say('good', T.paid, checkout.claim ? T.paid_more : '');
  if (status === 'processing') return say('', T.processing, T.processing_more);
  if (status !== 'open') return say('bad', T.ended, T.ended_more);
  const href = address({ view: 'pay', order: checkout.id });
  const pay = h('a', { class: 'button main', href, 'data-test': 'again' }, T.again);
  return say('bad', T.not_paid, error ? buyerMessage(error, LANGUAGE) : T.not_paid_more, pay);
}

function facts(checkout: Checkout): HTMLElement {
  const { id, status, claim, created, subsidy_amount, amount_due } = checkout;
  const claimed = claim ? `${claim.id} · ${T.claim_statuses[claim.status]}` : T.no_claim;
  const due = status === 'complete' ? T.paid_amount : T.due;
  const back = refundedOf(checkout);
  const subsidy = [yuan(subsidy_amount), ...(back.clawback > 0 ? [T.clawback(yuan(back.clawback))] : [])];
  const refunded: [string, string, string] = [
    T.refunded,
    `${yuan(back.amount)} · ${T.net(yuan(amount_due - back.amount))}`,
    'refunded',
  ];
  const rows: [string, string, string][] = [
    [T.order_number, `${id} · ${moment(created)}`, 'order-number'],
    [T.status, stateWords(checkout), 'checkout-state'],
    [T.subsidy, subsidy.join(' · '), 'subsidy'],
    [due, yuan(amount_due), 'due'],
    ...(back.amount > 0 ? [refunded] : []),
    [T.claim_number, claimed, 'claim'],
  ];
  return h(
    'dl',
    { class: 'card facts' },
    ...rows.flatMap(([name, value, test]) => [h('dt', {}, name), h('dd', { 'data-test': test }, value)]),
  );
}

/** What was bought, at the prices it was sold at. */
function bought(checkout: Checkout): HTMLElement {
  const summary = h('zhehui-summary', { 'data-test': 'summary' });
  showIn(summary, checkout);
  return h('section', { class: 'card', 'aria-label': T.order }, summary);
}

const goOn = (first: HTMLElement | null = null): HTMLElement =>
  h('p', { class: 'actions' }, first, h('a', { class: 'button', href: address() }, T.continue_shopping));
