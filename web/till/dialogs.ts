// The small dialogs of a sale: a code that is typed, the camera, and the serial numbers of a line.

import { scanWithCamera } from '../../sdk/till.ts';
import type { App } from './app.ts';
import { addSerial, removeSerial, type SerialRefusal } from './cart.ts';
import { button, h, replace } from './dom.ts';
import { fill } from './text.ts';

/** Opens a dialog over the page; Escape and `close` end it, and what is in it is thrown away. */
export function openDialog(name: string, onClose: () => void = () => {}): HTMLDialogElement {
  const dialog = h('dialog', { class: name, 'data-test': `dialog-${name}` });
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks for a code that cannot be scanned. */
export function codeDialog(app: App, onCode: (code: string) => void): void {
  const { text } = app;
  const dialog = openDialog('code');
  const input = h('input', {
    'data-test': 'code',
    autocomplete: 'off',
    autofocus: true,
    enterkeyhint: 'done',
  });
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    const code = input.value.trim();
    dialog.close();
    if (code !== '') onCode(code);
  };
  dialog.append(
    h(
      'form',
      { onsubmit },
      h('label', {}, text.code, input),
      h(
        'p',
        { class: 'actions' },
        submit('add', text.add),
        button('close', text.close, () => dialog.close()),
      ),
    ),
  );
  input.focus();
}

export const submit = (test: string, label: string): HTMLButtonElement =>
  h('button', { type: 'submit', class: 'main', 'data-test': test }, label);

/** Scans with the camera until it is closed. */
export function cameraDialog(app: App, onCode: (code: string) => void): void {
  const ending = new AbortController();
  const dialog = openDialog('camera', () => ending.abort());
  const video = h('video', { muted: true, playsinline: true });
  dialog.append(
    video,
    h(
      'p',
      { class: 'actions' },
      button('close', app.text.close, () => dialog.close()),
    ),
  );
  scanWithCamera(video, onCode, ending.signal).catch((error: unknown) => {
    dialog.close();
    app.say(`${app.text.camera}: ${String(error)}`);
  });
}

/** The serial numbers of one line: scanned or typed, one for each unit. */
export class SerialDialog {
  private readonly app: App;
  private readonly at: number;
  private readonly dialog: HTMLDialogElement;
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
    this.dialog.append(
      h('h2', {}, app.cart.items[at]?.product.title),
      h('form', { onsubmit }, h('label', {}, text.serial_scan, input), submit('serial-add', text.add)),
      this.note,
      this.list,
      h(
        'p',
        { class: 'actions' },
        button('close', text.close, () => this.dialog.close()),
      ),
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
    const { app, at } = this;
    const item = app.cart.items[at];
    const missing = (item?.quantity ?? 0) - (item?.serials.length ?? 0);
    const rows = (item?.serials ?? []).map((serial) =>
      h(
        'li',
        {},
        serial,
        button(`drop-${serial}`, app.text.remove, () => this.drop(serial)),
      ),
    );
    replace(this.list, ...rows, missing > 0 && h('li', {}, fill(app.text.serial_needed, { count: missing })));
  }

  private drop(serial: string): void {
    this.app.setCart(removeSerial(this.app.cart, this.at, serial), this.at);
    this.draw();
  }
}
