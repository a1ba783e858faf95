// The till page: opens what was kept, listens to the scanner and the keys, and draws the screen one is on.

import { hasCamera, listenToScanner, openStorage, type Sale, StorageError } from '../../sdk/till.ts';
import { App, type Config } from './app.ts';
import { cameraDialog, codeDialog, SerialDialog } from './dialogs.ts';
import { button, h, replace } from './dom.ts';
import { header } from './header.ts';
import { actOf } from './keys.ts';
import { messageOf } from './messages.ts';
import { openPayment, type PayDialog } from './pay-dialog.ts';
import { ReturnsScreen } from './returns-screen.ts';
import { type SaleActions, saleScreen } from './sale-screen.ts';
import { salesScreen } from './sales-screen.ts';
import { takeCode } from './scans.ts';
import { SetupScreen } from './setup-screen.ts';
import { languageOf } from './text.ts';

const root = document.querySelector<HTMLElement>('#till');
if (root === null) throw new Error('no place for the till');
void start(root).catch((error: unknown) => replace(root, broken(error)));

async function start(place: HTMLElement): Promise<void> {
  const [storage, config] = await Promise.all([openStorage(), configOf()]);
  const app = new App(storage, config);
  await app.load();
  document.documentElement.lang = app.language === 'zh' ? 'zh-CN' : 'en';
  new Page(app, place).draw();
  // Without it the till sells all the same, but does not open without a network.
  await navigator.serviceWorker?.register('/till/sw.js', { scope: '/till' }).catch(() => {});
}

const STRIPE = { js: 'https://js.stripe.com', api: 'https://api.stripe.com' };

/** In development Stripe is what the sandbox says; offline it is what was known before. */
async function configOf(): Promise<Config> {
  const answer = await fetch('/web-config.json').catch(() => null);
  const said = (await answer?.json().catch(() => null)) as {
    publishable_key?: string;
    stripe_js?: string;
  } | null;
  const origin = new URL(said?.stripe_js ?? STRIPE.js, location.href).origin;
  return {
    is_development: said?.publishable_key != null,
    stripe_api: origin === STRIPE.js ? STRIPE.api : origin,
  };
}

/** Where not even the storage opens there is nothing to sell with: say what to do. */
function broken(error: unknown): HTMLElement {
  const language = languageOf(location.search, null, navigator.language);
  const problem =
    error instanceof StorageError ? error.problem : { code: 'storage_failed', message: String(error) };
  const { what, next } = messageOf(problem, language);
  return h(
    'p',
    { class: 'notice bad', role: 'alert', 'data-test': 'broken' },
    h('b', {}, what),
    ' ',
    next,
    ' ',
    String(error),
  );
}

class Page {
  private readonly app: App;
  private readonly top = h('div');
  private readonly notice = h('div', { role: 'alert', 'data-test': 'notice' });
  private readonly main = h('main');
  private sales: readonly Sale[] = [];
  private returns: ReturnsScreen | null = null;
  private setup: SetupScreen | null = null;
  private shown = '';
  private payment: PayDialog | null = null;
  private serial: SerialDialog | null = null;
  private readonly actions: SaleActions = {
    enterCode: () => codeDialog(this.app, (code) => this.scanned(code)),
    camera: hasCamera() ? () => cameraDialog(this.app, (code) => this.scanned(code)) : null,
    serials: (at) => this.serials(at),
    pay: () => this.pay(null),
  };

  constructor(app: App, place: HTMLElement) {
    this.app = app;
    replace(place, this.top, this.notice, this.main);
    app.draw = () => this.draw();
    listenToScanner(window, {
      onCode: (code) => this.scanned(code),
      onOverrun: () => app.say(app.text.overrun, app.text.overrun_next),
    });
    window.addEventListener('keydown', (event) => this.key(event));
    for (const name of ['online', 'offline']) window.addEventListener(name, () => this.draw());
    void this.refresh();
  }

  /** Draws at once what is known, and again when the storage has told of the sales. */
  draw(): void {
    this.render();
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    const sales = (await this.app.till?.sales().catch(() => this.sales)) ?? [];
    this.sales = sales;
    void this.returns?.refresh();
    this.render();
  }

  private render(): void {
    const { app } = this;
    const { notice } = app;
    document.title = app.text.title;
    replace(this.top, header(app, this.sales));
    replace(
      this.notice,
      notice &&
        h(
          'p',
          { class: `notice ${notice.tone}` },
          h('b', {}, notice.what),
          ' ',
          notice.next,
          ' ',
          button('dismiss', '×', () => this.dismiss()),
        ),
    );
    const shown = `${app.screen} ${app.language}`;
    if (this.shown !== shown) {
      this.returns = app.screen === 'returns' ? new ReturnsScreen(app) : null;
      this.setup = app.screen === 'setup' ? new SetupScreen(app) : null;
      this.shown = shown;
      this.main.className = app.screen;
    }
    const nodes = this.screen();
    // A form that stays is not touched: somebody may be typing in it.
    if (nodes[0] !== this.main.firstChild) replace(this.main, ...nodes);
  }

  private screen(): readonly Node[] {
    const { app } = this;
    if (this.returns !== null) return [this.returns.element];
    if (this.setup !== null) return [this.setup.element];
    if (app.screen === 'sales') return salesScreen(app, this.sales, (sale) => this.pay(sale));
    return saleScreen(app, this.actions);
  }

  private dismiss(): void {
    this.app.notice = null;
    this.draw();
  }

  private scanned(code: string): void {
    const { app } = this;
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
        app.notice = null;
        this.draw();
      });
    }
  }

  private serials(at: number): void {
    if (this.serial !== null || this.app.cart.items[at] === undefined) return;
    this.serial = new SerialDialog(this.app, at, () => {
      this.serial = null;
      this.draw();
    });
  }

  /** Shortcuts act wherever the focus is, but in a dialog. */
  private key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector('dialog[open]') !== null) return;
    const is_typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    const act = actOf(this.app, this.actions, event.key, is_typing);
    if (act === null) return;
    event.preventDefault();
    act();
  }
}
