// What a scanned or typed code does: adds a product, gives a serial number, finds a receipt, or says why it does nothing.

import { type Code, readCode } from '../../sdk/till.ts';
import { LINES_MAX } from '../../src/limits.ts';
import type { App } from './app.ts';
import { add } from './cart.ts';
import type { Product } from './products.ts';
import { fill } from './text.ts';

/** Takes a code on the sale and the returns screen. `onReceipt` opens the return of what it names. */
export function takeCode(app: App, scanned: string, onReceipt: (code: string) => void): void {
  const { products } = app;
  const code = readCode(scanned);
  const product =
    code.kind === 'gtin'
      ? (products.byGtin(code.gtin) ?? products.bySku(code.text))
      : products.bySku(code.text);
  if (code.kind === 'receipt') onReceipt(code.checkout);
  else if (product !== null) addProduct(app, product);
  else if (ORDER.test(code.text)) onReceipt(code.text);
  else sayWhyNot(app, code);
}

function addProduct(app: App, product: Product): void {
  const cart = add(app.cart, product);
  if (cart === null) {
    app.say(fill(app.text.full_cart, { count: LINES_MAX }));
    return;
  }
  app.notice = null;
  if (app.screen !== 'sale') app.go('sale');
  const at = cart.items.findIndex((item) => item.product.sku === product.sku);
  app.setCart(cart, at);
}

function sayWhyNot(app: App, code: Code): void {
  const { text } = app;
  const values = { code: code.text };
  if (code.kind === 'misread') app.say(fill(text.misread, values), text.misread_next);
  else if (code.kind === 'run_together') app.say(fill(text.run_together, values), text.run_together_next);
  else app.say(fill(text.unknown_code, values), text.unknown_next);
}

/** The order references that tills make. */
const ORDER = /^\d{6}-\d{6}-[0-9a-f]{8}$/;
