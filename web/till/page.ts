// The till's page: listens to the scanner and the keys, and draws the screen one is on.

import { hasCamera, listenToScanner, type Sale } from '../../sdk/till.ts';
import { h, replace } from '../dom.ts';
import { outcomeOf } from './answered-returns.ts';
import type { App } from './app.ts';
import { button } from './controls.ts';
import { cameraDialog, codeDialog, topDialog } from './dialogs.ts';
import { header } from './header.ts';
import { actOf, characterActOf } from './keys.ts';
import { openPayment, type PayDialog } from './pay-dialog.ts';
import { ReturnsScreen } from './returns-screen.ts';
import { type SaleActions, saleScreen } from './sale-screen.ts';
import { salesScreen } from './sales-screen.ts';
import { takeCode } from './scans.ts';
import { SerialDialog } from './serial-dialog.ts';
import { serialNeed } from './serial-need.ts';
import { SetupScreen } from './setup-screen.ts';

export class Page {
  private readonly app: App;
  private readonly place: HTMLElement;
  private readonly top = h('div');
  private readonly notice = h('div', { class: 'said', role: 'alert', 'data-test': 'notice' });
  private readonly main = h('main');
  private sales: readonly Sale[] = [];
  private returns: ReturnsScreen | null = null;
  /** Returns of which nobody knew yet whether they were made. */
  private open_returns: readonly string[] = [];
  private setup: SetupScreen | null = null;
  private payment: PayDialog | null = null;
  private serial: SerialDialog | null = null;
  /** Whether something of the page had the focus when it was last seen. */
  private has_focus = false;
  private readonly actions: SaleActions = {
    enterCode: () => codeDialog(this.app, (code) => this.scanned(code)),
    camera: hasCamera() ? () => cameraDialog(this.app, (code) => this.scanned(code)) : null,
    serials: (at) => this.serials(at),
    pay: () => this.pay(null),
  };

  constructor(app: App, place: HTMLElement) {
    this.app = app;
    this.place = place;
    place.replaceChildren(this.top, this.notice, this.main);
    app.draw = () => this.draw();
    listenToScanner(window, {
      onCode: (code) => this.scanned(code),
      onOverrun: () => app.say(app.text.overrun, app.text.overrun_next),
      onKey: (key, event) => this.character(key, event),
    });
    window.addEventListener('keydown', (event) => this.key(event));
    window.addEventListener('focusin', () => this.focused(true));
    window.addEventListener('pointerdown', () => this.focused(false), { capture: true });
    for (const name of ['online', 'offline']) window.addEventListener(name, () => this.draw());
    void this.refresh();
  }

  /** Draws at once what is known, and again when the storage has told of the sales. */
  draw(): void {
    this.render();
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    const { app } = this;
    // Finished sales are some thousands: read where they are shown.
    const read = app.screen === 'sales' ? app.till?.sales() : app.till?.openSales();
    this.sales = (await read?.catch(() => this.sales)) ?? [];
    await this.returns?.refresh();
    await this.tellReturns();
    this.render();
  }

  /** What becomes of a return that nobody is looking at is said: money is given back, or is not. */
  private async tellReturns(): Promise<void> {
    const { app } = this;
    const open = (await app.till?.openReturns().catch(() => null)) ?? null;
    if (open === null) return;
    const answered = this.open_returns.filter((id) => !open.some((work) => work.id === id));
    this.open_returns = open.map(({ id }) => id);
    if (answered.length === 0) return;
    for (const work of (await app.till?.returns()) ?? []) {
      if (!answered.includes(work.id) || this.returns?.follows(work.id)) continue;
      app.notice = outcomeOf(app, work);
    }
  }

  private render(): void {
    const { app } = this;
    const { screen } = app;
    document.title = app.text.title;
    replace(this.top, header(app, this.sales));
    this.say();
    if (screen !== 'returns') this.returns = null;
    if (screen !== 'setup') this.setup = null;
    this.main.className = screen;
    replace(this.main, ...this.screen());
    this.keepFocus();
  }

  /** What was said stands where the cashier looks: in the dialog, where there is one. */
  private say(): void {
    const { notice } = this.app;
    const dialog = topDialog();
    if (dialog !== null && this.notice.parentElement !== dialog) dialog.prepend(this.notice);
    if (dialog === null && this.notice.parentElement !== this.place) this.top.after(this.notice);
    const dismiss = button('dismiss', '×', () => this.dismiss(), { 'aria-label': this.app.text.close });
    const words = notice && h('span', {}, h('b', {}, notice.what), ' ', notice.next);
    replace(this.notice, notice && h('div', { class: `notice ${notice.tone}` }, words, dismiss));
  }

  private screen(): readonly Node[] {
    const { app } = this;
    switch (app.screen) {
      case 'returns':
        this.returns ??= new ReturnsScreen(app);
        this.returns.draw();
        return [this.returns.element];
      case 'setup':
        this.setup ??= new SetupScreen(app);
        this.setup.draw();
        return [this.setup.element];
      case 'sales':
        return salesScreen(app, this.sales, (sale) => this.pay(sale));
      case 'sale':
        return saleScreen(app, this.actions);
    }
  }

  private focused(has_focus: boolean): void {
    this.has_focus = has_focus;
  }

  /** Whoever works by keyboard is not sent to the top because a line went, or a dialog closed. */
  private keepFocus(): void {
    const { activeElement } = document;
    const is_lost = activeElement === document.body || activeElement?.matches(':disabled') === true;
    if (!this.has_focus || !is_lost || topDialog() !== null) return;
    const places = [`[data-test="more-${this.app.selected}"]`, '[data-test="enter-code"]', 'input, button'];
    const there = places.map((place) => this.main.querySelector<HTMLElement>(place));
    there.find((place) => place !== null)?.focus({ preventScroll: true });
  }

  private dismiss(): void {
    this.app.notice = null;
    this.draw();
  }

  private scanned(code: string): void {
    const { app } = this;
    // What is scanned after a sale is the next customer's.
    if (this.payment?.is_over) this.payment.close();
    if (this.payment !== null) app.say(app.text.busy_scan);
    else if (this.serial !== null) this.serial.take(code);
    else if (app.till === null) app.say(app.text.setup_first);
    else if (!this.returns?.takeSerial(code)) takeCode(app, code, (receipt) => this.takeBack(receipt));
  }

  private takeBack(receipt: string): void {
    this.app.go('returns');
    void this.returns?.find(receipt);
  }

  private pay(sale: Sale | null): void {
    const { app } = this;
    const missing = sale === null ? app.missingSerials : null;
    if (app.till === null) app.say(app.text.setup_first);
    else if (missing !== null) this.serials(missing);
    else if (this.payment === null && (sale !== null || app.cart.items.length > 0)) {
      this.payment = openPayment(app, sale, () => {
        this.payment = null;
        this.draw();
      });
      this.draw();
    }
  }

  private serials(at: number): void {
    const { app } = this;
    const item = app.cart.items[at];
    if (this.serial !== null || item === undefined) return;
    // Those that a line has already can be taken away.
    if (serialNeed(app, at) === 'none' && item.serials.length === 0) {
      app.say(app.text.serial_none);
      return;
    }
    this.serial = new SerialDialog(app, at, () => {
      this.serial = null;
      this.draw();
    });
  }

  /** Shortcuts act wherever the focus is, but in a dialog. */
  private key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (topDialog() !== null) return;
    const act = actOf(this.app, this.actions, event.key, isField(event.target));
    if (act === null) return;
    event.preventDefault();
    // A key that is held down moves on, and does nothing else twice.
    if (!event.repeat || event.key.startsWith('Arrow')) act();
  }

  private character(key: string, { target }: KeyboardEvent): void {
    if (isField(target)) return;
    if (this.payment !== null) this.payment.press(key);
    else if (topDialog() === null) characterActOf(this.app, key)?.();
  }
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
