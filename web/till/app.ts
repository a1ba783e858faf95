// The till page's state and what it keeps: settings, products, programme and the cart. Screens draw it; nothing here draws.

import {
  openTill,
  type Problem,
  type ProgrammeObject,
  type Quote,
  StorageError,
  type Till,
  TillError,
  type TillStorage,
} from '../../sdk/till.ts';
import { type Language, languageOf } from '../language-choice.ts';
import { type Cart, EMPTY, requestOf } from './cart.ts';
import { clockDifference, instantBy } from './clock.ts';
import { messageOf } from './messages.ts';
import { type Price, Pricer } from './pricing.ts';
import { indexOf, type Product, type ProductIndex } from './products.ts';
import { serialNeed } from './serial-need.ts';
import { TEXT, type Text } from './text.ts';

export type Settings = {
  readonly key: string;
  readonly store: string;
  readonly till: string;
  readonly language: Language | null;
};

/** What the till makes of what the Worker tells of itself. */
export type Config = { readonly is_development: boolean; readonly stripe_api: string };

export type Screen = 'sale' | 'sales' | 'returns' | 'setup';

/** What the cashier is told: what happened, and what to do next. */
export type Notice = { readonly tone: 'bad' | 'warn' | 'good'; readonly what: string; readonly next: string };

const NO_SETTINGS: Settings = { key: '', store: '', till: '', language: null };

export class App {
  readonly storage: TillStorage;
  readonly config: Config;
  settings: Settings = NO_SETTINGS;
  till: Till | null = null;
  products: ProductIndex = indexOf([]);
  programme: ProgrammeObject | null = null;
  cart: Cart = EMPTY;
  price: Price | null = null;
  /** The line that keys act upon. */
  selected = 0;
  screen: Screen = 'sale';
  notice: Notice | null = null;
  /** Draws what has changed; the page sets it. */
  draw: () => void = () => {};
  /** Seconds by which the server's clock was ahead of this one. */
  clock_difference_s = 0;
  private readonly pricer: Pricer;

  constructor(storage: TillStorage, config: Config) {
    this.storage = storage;
    this.config = config;
    this.pricer = new Pricer({
      till: () => this.till,
      programme: () => this.programme,
      now: () => instantBy(this.clock_difference_s),
      onPrice: (price, problem) => this.priced(price, problem),
    });
  }

  /** Takes up what was kept, a sale that was being rung up too. */
  async load(): Promise<void> {
    this.settings = { ...NO_SETTINGS, ...(await this.storage.value<Settings>('settings')) };
    this.products = indexOf((await this.storage.value<Product[]>('products')) ?? []);
    this.programme = await this.storage.value<ProgrammeObject>('programme');
    this.cart = (await this.storage.value<Cart>('cart')) ?? EMPTY;
    this.clock_difference_s = (await this.storage.value<number>('clock')) ?? 0;
    if (this.settings.key === '') this.screen = 'setup';
    else this.connect();
  }

  get language(): Language {
    return languageOf(location.search, this.settings.language, navigator.language);
  }

  get text(): Text {
    return TEXT[this.language];
  }

  /** Opens the till with the present settings; what is unfinished goes on. */
  connect(): void {
    this.till?.close();
    const { key, store, till } = this.settings;
    const { stripe_api } = this.config;
    this.till = openTill({
      ...{ key, api: '', storage: this.storage, stripe_api },
      ...(store !== '' && { store }),
      ...(till !== '' && { till }),
    });
    this.till.onChange(() => this.draw());
    void this.learnProgramme();
    void this.learnClock();
    void this.pricer.price(requestOf(this.cart));
  }

  private async learnClock(): Promise<void> {
    const difference_s = await clockDifference();
    if (difference_s === null) return;
    this.clock_difference_s = difference_s;
    await this.keep('clock', difference_s);
  }

  /**
   * Reads the merchant's programme for estimates: a quote says which one it is.
   *
   * @returns why it could not; null where all is well
   */
  async learnProgramme(): Promise<Problem | null> {
    if (this.till === null) return null;
    const probe = { lines: [{ sku: 'TILL-CHECK', unit_amount: 100, quantity: 1 }] };
    const [quote, programmes] = await Promise.all([this.till.quote(probe), this.till.programmes()]);
    if (quote.kind !== 'ok') return quote.problem;
    if (programmes.kind !== 'ok') return programmes.problem;
    const id = quote.value.programme?.id;
    this.programme = programmes.value.data.find((one) => one.id === id) ?? null;
    await this.keep('programme', this.programme);
    this.draw();
    return null;
  }

  go(screen: Screen): void {
    this.screen = screen;
    this.notice = null;
    this.draw();
  }

  say(what: string, next = '', tone: Notice['tone'] = 'bad'): void {
    this.notice = { tone, what, next };
    this.draw();
  }

  sayProblem(problem: Problem): void {
    const { what, next } = messageOf(problem, this.language);
    this.say(what, next);
  }

  setCart(cart: Cart, selected = this.selected): void {
    this.cart = cart;
    this.selected = Math.max(0, Math.min(selected, cart.items.length - 1));
    this.price = null;
    void this.keep('cart', cart);
    void this.pricer.price(requestOf(cart));
    this.draw();
  }

  /** Keeps a value; a cashier is told where it could not be kept. */
  async keep(name: string, value: unknown): Promise<boolean> {
    try {
      await this.storage.setValue(name, value);
      return true;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.sayProblem(error.problem);
      return false;
    }
  }

  /** Runs a step of the till; where it could not be written down, the cashier is told, and it is null. */
  async step<Value>(run: () => Promise<Value>): Promise<Value | null> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof TillError)) throw error;
      this.sayProblem(error.problem);
      return null;
    }
  }

  /** An estimate of tomorrow needs the rules of today. */
  private checkProgramme({ programme }: Quote): void {
    const is_same = programme?.id === this.programme?.id && programme?.version === this.programme?.version;
    if (!is_same) void this.learnProgramme();
  }

  /** The first line that lacks a serial number which the subsidy needs; null where none does. */
  get missingSerials(): number | null {
    if (this.price === null) return null;
    const at = this.cart.items.findIndex(
      ({ serials, quantity }, index) => serialNeed(this, index) === 'required' && serials.length < quantity,
    );
    return at === -1 ? null : at;
  }

  private priced(price: Price | null, problem: Problem | null): void {
    this.price = price;
    if (price !== null && !price.is_estimate) this.checkProgramme(price.quote);
    // With an estimate beside it, that there is no network is said by the estimate itself.
    if (problem !== null && price === null) this.sayProblem(problem);
    else this.draw();
  }
}
