// The serial numbers of one line: scanned or typed, one for each unit.

import { h, replace } from '../dom.ts';
import type { App } from './app.ts';
import { addSerial, removeSerial, type SerialRefusal } from './cart.ts';
import { button, submit } from './controls.ts';
import { type Dialog, openDialog } from './dialogs.ts';
import { serialNeed } from './serial-need.ts';
import { fill } from './text.ts';

export class SerialDialog {
  private readonly app: App;
  private readonly at: number;
  private readonly dialog: Dialog;
  private readonly list = h('ul');
  private readonly note = h('p', { role: 'alert', 'data-test': 'serial-note' });

  constructor(app: App, at: number, onClose: () => void) {
    this.app = app;
    this.at = at;
    this.dialog = openDialog('serial', onClose);
    const { text } = app;
    const input = h('input', { 'data-test': 'serial', autocomplete: 'off' });
    const onsubmit = (event: Event): void => {
      event.preventDefault();
      this.take(input.value);
      input.value = '';
    };
    this.dialog.body.append(
      h('h2', {}, app.cart.items[at]?.product.title),
      h(
        'form',
        { submit: onsubmit },
        h('label', {}, text.serial_scan, input),
        submit('serial-add', text.add),
      ),
      this.note,
      this.list,
      h('p', { class: 'actions' }, button('close', text.close, this.dialog.close)),
    );
    this.draw();
    input.focus();
  }

  /** A code that was scanned or typed. A product's own barcode is the wrong label of the box. */
  take(code: string): void {
    const { app, at } = this;
    const is_product = app.products.byGtin(code) !== null || app.products.bySku(code) !== null;
    const cart = is_product ? 'product' : addSerial(app.cart, at, code);
    this.note.textContent = typeof cart === 'string' ? this.wordsOf(cart) : '';
    if (typeof cart !== 'string') app.setCart(cart, at);
    this.draw();
    const item = app.cart.items[at];
    if (typeof cart !== 'string' && item?.serials.length === item?.quantity) this.dialog.close();
  }

  private wordsOf(refusal: SerialRefusal | 'product'): string {
    const { text } = this.app;
    return {
      twice: text.serial_twice,
      enough: text.serial_enough,
      no_serial: text.serial_scan,
      product: text.serial_is_product,
    }[refusal];
  }

  private draw(): void {
    const { text, cart } = this.app;
    const item = cart.items[this.at];
    const missing = (item?.quantity ?? 0) - (item?.serials.length ?? 0);
    const rows = (item?.serials ?? []).map((serial) => {
      const label = { 'aria-label': fill(text.remove_serial, { serial }) };
      return h(
        'li',
        {},
        serial,
        button(`drop-${serial}`, text.remove, () => this.drop(serial), label),
      );
    });
    const asked = {
      required: text.serial_needed,
      optional: text.serial_optional,
      none: null,
    }[serialNeed(this.app, this.at)];
    replace(
      this.list,
      ...rows,
      missing > 0 && asked && h('li', { 'data-test': 'serials-left' }, fill(asked, { count: missing })),
    );
  }

  private drop(serial: string): void {
    this.app.setCart(removeSerial(this.app.cart, this.at, serial), this.at);
    this.draw();
  }
}
