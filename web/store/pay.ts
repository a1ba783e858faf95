// The payment: opens the order's checkout, shows what is due and Stripe's Payment Element, and pays. Reloaded, or open in two tabs, it
// is the same checkout.

import { buyerMessage } from '../../sdk/elements.ts';
import { type PayableCheckout, type Zhehui, ZhehuiError } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { address, LANGUAGE, yuan } from '../language.ts';
import { cartLines, isSame, onCartChange, orderReference, type Subsidy } from './cart.ts';
import { rememberOrder } from './orders.ts';
import { notice, show } from './shop.ts';
import { showIn } from './summary.ts';
import { T } from './text.ts';

export async function payView(zhehui: Zhehui): Promise<void> {
  const lines = cartLines();
  const subsidy: Subsidy = new URLSearchParams(location.search).get('subsidy') === 'none' ? 'none' : 'auto';
  if (lines.length === 0) return location.replace(address());
  show(notice('', T.opening));
  try {
    // The checkout opens only at the amount of this quote.
    await zhehui.quote({ lines });
    const order_reference = orderReference(lines, subsidy);
    const checkout = await zhehui.createCheckout({ lines, order_reference, subsidy });
    const secret = secretOf(checkout);
    if (secret === null) throw new ZhehuiError('bad_response', 'a page’s checkout is paid through Stripe');
    rememberOrder({ checkout: checkout.id, client_secret: secret });
    if (checkout.status !== 'open') return location.replace(address({ view: 'order', order: checkout.id }));
    await showPayment(checkout);
  } catch (error) {
    showTrouble(zhehui, error);
  }
}

function secretOf({ payment }: PayableCheckout): string | null {
  return payment?.provider === 'stripe' ? payment.client_secret : null;
}

async function showPayment(checkout: PayableCheckout): Promise<void> {
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
    void confirm(checkout, pay, messages);
  };
  // Messages stand below the button: what comes and goes must not move another one under a second click.
  show(
    h('h1', {}, T.pay_title),
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

async function confirm(
  checkout: PayableCheckout,
  pay: HTMLButtonElement,
  messages: HTMLElement,
): Promise<void> {
  pay.disabled = true;
  pay.replaceChildren(T.paying);
  messages.replaceChildren();
  try {
    const { status, error } = await checkout.confirm({ returnUrl: address({ view: 'order' }) });
    if (status !== 'open') return location.replace(address({ view: 'order', order: checkout.id }));
    // Stripe's own words are in the buyer's language already.
    messages.replaceChildren(notice('bad', error?.message ?? T.not_paid_more));
  } catch (error) {
    messages.replaceChildren(notice('bad', wordsFor(error)));
  }
  pay.replaceChildren(T.pay(yuan(checkout.amount_due)));
  pay.disabled = false;
}

function showTrouble(zhehui: Zhehui, error: unknown): void {
  const full_price = error instanceof ZhehuiError ? error.amountDueWithoutSubsidy : undefined;
  const again = h(
    'button',
    { type: 'button', click: () => void payView(zhehui), 'data-test': 'again' },
    T.again,
  );
  const without = (amount: number) =>
    h(
      'a',
      { class: 'button main', href: address({ view: 'pay', subsidy: 'none' }), 'data-test': 'full-price' },
      T.full_price(yuan(amount)),
    );
  show(
    notice('bad', wordsFor(error)),
    h('p', { class: 'actions' }, full_price === undefined ? again : without(full_price), backToCart()),
  );
}

const wordsFor = (error: unknown): string =>
  error instanceof ZhehuiError ? buyerMessage(error, LANGUAGE) : T.failed;

const backToCart = (): HTMLElement =>
  h('a', { class: 'button', href: address(), 'data-test': 'back' }, T.back_to_cart);
