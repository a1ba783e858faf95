// The payment: opens the order's checkout, shows what is due and Stripe's Payment Element, and pays. Reloaded, or open in two tabs, it
// is the same checkout.

import type { ZhehuiSummaryElement } from '../../sdk/elements.ts';
import { type PageLine, type PayableCheckout, type Zhehui, ZhehuiError } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { address, yuan } from '../language.ts';
import {
  cartLines,
  isSame,
  onCartChange,
  orderReference,
  paidCheckout,
  type Subsidy,
  setQuantity,
} from './cart.ts';
import { type Order, orderAddress, orderOf, rememberOrder } from './orders.ts';
import { notice, show } from './shop.ts';
import { showIn } from './summary.ts';
import { T } from './text.ts';
import { againButton, goneGood, goneWords, wordsFor } from './trouble.ts';

/**
 * Pays the order that the address names, else the cart.
 *
 * @param agreed fen that the buyer has agreed to since the cart was said to cost something else
 */
export async function payView(zhehui: Zhehui, agreed?: number): Promise<void> {
  const params = new URLSearchParams(location.search);
  const named = params.get('order');
  const order = orderOf(named ?? paidCheckout());
  const lines = cartLines();
  if (named === null && lines.length === 0) return location.replace(order ? orderAddress(order) : address());
  show(T.pay_title, notice('', T.opening));
  const subsidy: Subsidy = params.get('subsidy') === 'none' ? 'none' : 'auto';
  try {
    const checkout =
      named === null
        ? await openCheckout(zhehui, lines, subsidy, agreed)
        : await zhehui.retrieveCheckout(named, { clientSecret: order?.client_secret ?? '' });
    const opened = orderFrom(checkout);
    rememberOrder(opened);
    if (checkout.status !== 'open') return location.replace(orderAddress(opened));
    await showPayment(checkout, opened);
  } catch (error) {
    showTrouble(zhehui, error, lines);
  }
}

async function openCheckout(
  zhehui: Zhehui,
  lines: PageLine[],
  subsidy: Subsidy,
  agreed?: number,
): Promise<PayableCheckout> {
  // The checkout opens only at the amount that was agreed to, or else of this quote.
  if (agreed === undefined) await zhehui.quote({ lines });
  const order_reference = orderReference(lines, subsidy);
  const expected = agreed === undefined ? {} : { expected_amount_due: agreed };
  return zhehui.createCheckout({ lines, order_reference, subsidy, ...expected });
}

function orderFrom({ id, payment }: PayableCheckout): Order {
  if (payment?.provider === 'stripe') return { checkout: id, client_secret: payment.client_secret };
  throw new ZhehuiError('bad_response', 'a page’s checkout is paid through Stripe');
}

async function showPayment(checkout: PayableCheckout, order: Order): Promise<void> {
  const lines = checkout.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const summary = h('zhehui-summary', { 'data-test': 'summary' });
  showIn(summary, checkout);
  const form = h('div', { class: 'payment', 'data-test': 'payment' });
  const messages = h('div', { class: 'messages' });
  const pay = h(
    'button',
    { type: 'submit', class: 'main', disabled: true, 'data-test': 'pay' },
    T.pay(yuan(checkout.amount_due)),
  );
  const submit = (event: Event) => {
    event.preventDefault();
    void confirm(checkout, order, { pay, messages, summary });
  };
  // Messages stand below the button: what comes and goes must not move another one under a second click.
  show(
    T.pay_title,
    h(
      'div',
      { class: 'columns' },
      h('form', { class: 'card', submit, novalidate: true }, form, pay, messages, backToCart()),
      h('section', { class: 'card basket', 'aria-label': T.order }, summary),
    ),
  );
  onCartChange(() => {
    if (isSame(cartLines(), lines)) messages.replaceChildren();
    else
      messages.replaceChildren(
        notice('', T.cart_changed, ' ', h('a', { href: address({ view: 'pay' }) }, T.use_new_cart)),
      );
  });
  const night = matchMedia('(prefers-color-scheme: dark)').matches;
  await checkout.mount(form, { appearance: { theme: night ? 'night' : 'stripe' } });
  pay.disabled = false;
}

type Shown = {
  readonly pay: HTMLButtonElement;
  readonly messages: HTMLElement;
  readonly summary: ZhehuiSummaryElement;
};

async function confirm(
  checkout: PayableCheckout,
  order: Order,
  { pay, messages, summary }: Shown,
): Promise<void> {
  pay.disabled = true;
  pay.replaceChildren(T.paying);
  messages.replaceChildren();
  try {
    const { status, error } = await checkout.confirm({ returnUrl: address({ view: 'order' }) });
    if (status !== 'open') return location.replace(orderAddress(order));
    messages.replaceChildren(notice('bad', error ? refusalWords(error) : T.not_paid_more));
  } catch (error) {
    messages.replaceChildren(notice('bad', wordsFor(error)));
  }
  // It may be due at another price by now.
  summary.quote = checkout;
  pay.replaceChildren(T.pay(yuan(checkout.amount_due)));
  pay.disabled = false;
}

/** Stripe's own words, of a card or of the form, are in the buyer's language already. */
function refusalWords(error: ZhehuiError): string {
  const is_stripes = error.code === 'payment_declined' || error.code === 'payment_incomplete';
  return (is_stripes && error.message) || wordsFor(error);
}

function showTrouble(zhehui: Zhehui, error: unknown, lines: readonly PageLine[]): void {
  const gone = goneGood(error, lines);
  const words = gone === undefined ? wordsFor(error) : goneWords(gone);
  const actions = h('p', { class: 'actions' }, wayOut(zhehui, error, gone), backToCart());
  show(T.pay_title, notice('bad', words), actions);
}

/** What the buyer can do next. */
function wayOut(zhehui: Zhehui, error: unknown, gone: string | undefined): HTMLElement {
  const again = (agreed?: number): void => void payView(zhehui, agreed);
  if (gone !== undefined) {
    const take_out = () => {
      setQuantity(gone, 0);
      again();
    };
    return h('button', { type: 'button', click: take_out, 'data-test': 'take-out' }, T.take_out);
  }
  const { amountDue, amountDueWithoutSubsidy } = error instanceof ZhehuiError ? error : {};
  if (amountDueWithoutSubsidy !== undefined) {
    const href = address({ view: 'pay', subsidy: 'none' });
    const text = T.full_price(yuan(amountDueWithoutSubsidy));
    return h('a', { class: 'button main', href, 'data-test': 'full-price' }, text);
  }
  if (amountDue !== undefined) return againButton(() => again(amountDue), T.agree(yuan(amountDue)));
  return againButton(again);
}

const backToCart = (): HTMLElement =>
  h('a', { class: 'button', href: address(), 'data-test': 'back' }, T.back_to_cart);
