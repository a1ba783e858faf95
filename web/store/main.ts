// The demo shop: which of its views the address asks for. Each view is a page load of its own, so that the browser's own Back, Reload
// and a second tab do what they do everywhere.

import '../base.css';
import './store.css';
import { h } from '../dom.ts';
import { isUnkept } from './kept.ts';
import { orderView } from './order.ts';
import { ordersView } from './orders-view.ts';
import { payView } from './pay.ts';
import { frame, notice, openShop, show } from './shop.ts';
import { shopView } from './shop-view.ts';
import { T } from './text.ts';
import { againButton, wordsFor } from './trouble.ts';

const VIEWS = { shop: shopView, pay: payView, order: orderView, orders: ordersView };

async function open(): Promise<void> {
  frame(T.shop, notice('', T.opening_shop));
  try {
    const zhehui = await openShop();
    if (zhehui === null) return show(T.no_key, notice('bad', T.no_key_more));
    const name = new URLSearchParams(location.search).get('view') ?? 'shop';
    const view = Object.hasOwn(VIEWS, name) ? VIEWS[name as keyof typeof VIEWS] : shopView;
    await view(zhehui);
  } catch (error) {
    show(
      T.closed,
      notice('bad', wordsFor(error)),
      h(
        'p',
        { class: 'actions' },
        againButton(() => void open()),
      ),
    );
  }
}

// A page that the browser brings back as it was left may show a payment that is over, or a cart that has changed since.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

// Where the browser keeps nothing, a page load would lose the cart: the views follow each other on one page.
addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!isUnkept() || link === null || link.hreflang !== '' || link.pathname !== location.pathname) return;
  if (link.hash !== '') return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  void open();
});
addEventListener('popstate', () => {
  if (isUnkept()) void open();
});

void open();
