// One order: how its payment came out, what was bought with which subsidy, its claim's number, and its returns. It is where banks and
// wallets lead back to.

import { buyerMessage } from '../../sdk/elements.ts';
import { type Checkout, type Outcome, type Zhehui, ZhehuiError } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { address, LANGUAGE, moment, yuan } from '../language.ts';
import { cartPaid } from './cart.ts';
import { type Order, orderOf, rememberOrder } from './orders.ts';
import { refundList, returnForm } from './returns.ts';
import { notice, show } from './shop.ts';
import { showIn } from './summary.ts';
import { T } from './text.ts';

/** Milliseconds between looks at a payment that is on its way. */
const LOOK_MS = 5_000;

export async function orderView(zhehui: Zhehui): Promise<void> {
  show(notice('', T.waiting));
  try {
    const outcome = await outcomeAsked(zhehui);
    if (outcome === null) return show(notice('bad', T.unknown), goOn());
    const { id, payment } = outcome.checkout;
    const order = { checkout: id, client_secret: payment?.client_secret ?? '' };
    rememberOrder(order);
    showOrder(zhehui, order, outcome);
    if (outcome.status === 'processing') setTimeout(() => void orderView(zhehui), LOOK_MS);
  } catch (error) {
    const is_missing = error instanceof ZhehuiError && error.code === 'resource_missing';
    show(notice('bad', is_missing ? T.unknown : T.failed), goOn());
  }
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

function showOrder(zhehui: Zhehui, order: Order, outcome: Outcome): void {
  const { checkout } = outcome;
  // The address is one that can be shown to others: the secret is in this browser.
  history.replaceState(null, '', address({ view: 'order', order: order.checkout }));
  if (checkout.status === 'complete') cartPaid(checkout.order_reference);
  const link = address({
    view: 'order',
    zhehui_checkout: order.checkout,
    payment_intent_client_secret: order.client_secret,
  });
  const again = () => void orderView(zhehui);
  show(
    h('h1', {}, T.order),
    said(outcome),
    facts(checkout),
    bought(checkout),
    refundList(checkout),
    returnForm(order, checkout, again),
    h('p', { class: 'small' }, h('a', { href: link, 'data-test': 'order-link' }, T.link)),
    goOn(),
  );
}

function said({ status, error, checkout }: Outcome): HTMLElement {
  const say = (kind: 'good' | 'bad' | '', title: string, more: string, ...rest: Node[]) =>
    notice(kind, h('strong', {}, title), h('p', {}, more), ...rest);
  if (status === 'complete') return say('good', T.paid, checkout.claim ? T.paid_more : '');
  if (status === 'processing') return say('', T.processing, T.processing_more);
  if (status !== 'open') return say('bad', T.ended, T.ended_more);
  const pay = h('a', { class: 'button main', href: address({ view: 'pay' }), 'data-test': 'again' }, T.again);
  return say('bad', T.not_paid, error ? buyerMessage(error, LANGUAGE) : T.not_paid_more, pay);
}

function facts({ id, status, claim, created, subsidy_amount, amount_due }: Checkout): HTMLElement {
  const claimed = claim ? `${claim.id} · ${T.claim_statuses[claim.status]}` : T.no_claim;
  const due = status === 'complete' ? T.paid_amount : T.due;
  const rows: [string, string, string][] = [
    [T.order_number, `${id} · ${moment(created)}`, 'order-number'],
    [T.status, T.statuses[status], 'checkout-state'],
    [T.subsidy, yuan(subsidy_amount), 'subsidy'],
    [due, yuan(amount_due), 'due'],
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

const goOn = (): HTMLElement =>
  h('p', { class: 'actions' }, h('a', { class: 'button', href: address() }, T.continue_shopping));
