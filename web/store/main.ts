// The demo shop: which of its views the address asks for. Each view is a page load of its own, so that the browser's own Back, Reload
// and a second tab do what they do everywhere.

import '../base.css';
import './store.css';
import { orderView } from './order.ts';
import { ordersView } from './orders-view.ts';
import { payView } from './pay.ts';
import { notice, openShop, show } from './shop.ts';
import { shopView } from './shop-view.ts';
import { T } from './text.ts';

const VIEWS = { shop: shopView, pay: payView, order: orderView, orders: ordersView };

async function open(): Promise<void> {
  const zhehui = await openShop();
  if (zhehui === null) return show(notice('bad', T.no_key));
  const name = new URLSearchParams(location.search).get('view') ?? 'shop';
  const view = Object.hasOwn(VIEWS, name) ? VIEWS[name as keyof typeof VIEWS] : shopView;
  await view(zhehui);
}

// A page that the browser brings back as it was left may show a payment that is over, or a cart that has changed since.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

open().catch(() => show(notice('bad', T.failed)));
