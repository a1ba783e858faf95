// @zhehui/sdk/elements: <zhehui-price> and <zhehui-summary>, which show what the API says of a product and of a cart. Nothing is
// defined on import, and a server may import it. No price is computed here.

import type { Zhehui, ZhehuiError } from './index.ts';
import { buyerMessage, pick, type Text } from './messages.ts';
import { money } from './money.ts';
import { whyCapped, whyNot } from './reasons.ts';
import { sheet } from './style.ts';
import type { PageCart, Priced, Programme, QuoteLine } from './types.ts';

export { buyerMessage } from './messages.ts';

type Client = Pick<Zhehui, 'locale' | 'quote' | 'retrieveProgramme'>;

let client: Client;
const programmes = new Map<string, Promise<Programme | undefined>>();

/** Defines the elements; all of them ask this client. Does nothing on a server. */
export function defineElements(zhehui: Client): void {
  client = zhehui;
  const { customElements } = globalThis;
  if (!customElements || customElements.get('zhehui-price')) return;
  customElements.define('zhehui-price', ZhehuiPriceElement);
  customElements.define('zhehui-summary', ZhehuiSummaryElement);
}

/** What both show: a quote of their own, or one that the page sets. */
abstract class QuoteElement extends ((globalThis.HTMLElement ?? Object) as typeof HTMLElement) {
  #shown: Priced | undefined;
  #asked = 0;
  #prices: HTMLElement | undefined;
  /** Always there and of one height, so that nothing moves, and a screen reader hears, when it speaks. */
  #note: HTMLElement | undefined;

  /** A quote or a checkout to show. What is set is shown until the cart changes. */
  get quote(): Priced | undefined {
    return this.#shown;
  }
  set quote(quote: Priced | undefined) {
    this.#asked++;
    this.#shown = quote;
    this.#draw(quote && this.explain(quote));
    if (!quote?.capped) return;
    capOf(quote).then((text) => {
      if (quote === this.#shown) this.#draw(text);
    });
  }

  /** Asks again: for a price that may have changed. What was shown stays until the answer is there. */
  async refresh(): Promise<void> {
    const cart = this.asks();
    if (!cart || !this.#note) return;
    const asked = ++this.#asked;
    this.#draw(pick(['正在查询补贴…', 'Looking up the subsidy…'], client.locale));
    try {
      const quote = await client.quote(cart);
      if (asked !== this.#asked) return;
      this.quote = quote;
      this.#tell('zhehui-quote', quote);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#draw(`${buyerMessage(error as ZhehuiError, client.locale)} `);
      const again = el('button', 'retry', pick(['重试', 'Try again'], client.locale));
      again.onclick = () => this.refresh();
      this.#note.append(again);
      this.#tell('zhehui-error', error);
    }
  }

  connectedCallback(): void {
    if (this.#note) return;
    // What the page had set before the element was defined hides our own properties.
    for (const name of ['cart', 'quote'] as const) {
      const own = Object.getOwnPropertyDescriptor(this, name);
      if (!own) continue;
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, own.value);
    }
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    this.#prices = el('div', 'prices');
    this.#note = el('p', 'note');
    this.#note.role = 'status';
    root.append(this.#prices, this.#note);
    this.#draw(this.#shown && this.explain(this.#shown));
    if (!this.#shown) this.refresh();
  }

  attributeChangedCallback(): void {
    this.refresh();
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #draw(note = ''): void {
    if (!this.#prices || !this.#note) return;
    this.#prices.replaceChildren(...this.draw(this.#shown));
    this.#note.textContent = note;
  }

  /** The cart to ask about; null while there is none. */
  protected abstract asks(): PageCart | null;
  protected abstract draw(quote: Priced | undefined): HTMLElement[];
  protected abstract explain(quote: Priced): string;
}

/** `<zhehui-price sku="G20S" quantity="1">`: the price of a product after the subsidy. */
export class ZhehuiPriceElement extends QuoteElement {
  static readonly observedAttributes = ['sku', 'quantity'];

  protected asks(): PageCart | null {
    const sku = this.getAttribute('sku');
    return sku ? { lines: [{ sku, quantity: Number(this.getAttribute('quantity') ?? 1) }] } : null;
  }

  protected draw(quote: Priced | undefined): HTMLElement[] {
    const due = el('p', 'due', NOTHING);
    const list = el('p', 'list', NOTHING);
    if (quote) {
      due.replaceChildren(label(quote.subsidy_amount ? AFTER : PRICE), fen(quote.amount_due));
      if (quote.subsidy_amount) {
        list.replaceChildren(
          label(LIST),
          el('s', '', fen(quote.amount_total)),
          ' ',
          el('span', 'subsidy', less(quote.subsidy_amount)),
        );
      }
    }
    return [due, list];
  }

  protected explain({ lines: [line] }: Priced): string {
    return line && !line.tag.qualifies ? whyNot(line.tag.reason, client.locale) : '';
  }
}

/** A cart to show. `title` is for the buyer alone; beside a signed cart the lines say what its products are called. */
export type SummaryCart = {
  lines?: { sku: string; quantity: number; title?: string }[];
  signed_cart?: string;
};

/** `<zhehui-summary cart='{"lines": […]}'>`: what a cart costs after the subsidy, line by line. */
export class ZhehuiSummaryElement extends QuoteElement {
  static readonly observedAttributes = ['cart'];
  #cart: SummaryCart | undefined;

  get cart(): SummaryCart {
    return this.#cart ?? JSON.parse(this.getAttribute('cart') ?? '{}');
  }
  set cart(cart: SummaryCart) {
    this.#cart = cart;
    this.refresh();
  }

  protected asks(): PageCart | null {
    const { lines, signed_cart } = this.cart;
    if (signed_cart) return { signed_cart };
    return lines?.length ? { lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) } : null;
  }

  protected draw(quote: Priced | undefined): HTMLElement[] {
    const { lines = [] } = this.cart;
    const table = el('table', 'lines');
    for (const [index, line] of (quote?.lines ?? lines).entries()) {
      const what = `${lines[index]?.title ?? line.sku} × ${line.quantity}`;
      const name = el('span', 'title', what, el('small', 'why', why(line)));
      table.append(row('line', name, 'amount' in line ? fen(line.amount) : NOTHING));
    }
    const sum = (part: string, text: Text, amount: number | undefined) =>
      table.append(row(part, pick(text, client.locale), amount === undefined ? NOTHING : fen(amount)));
    sum('shipping', ['运费', 'Shipping'], quote?.shipping_amount);
    sum('subsidy', SUBSIDY, quote && -quote.subsidy_amount);
    sum('total', ['应付', 'Total'], quote?.amount_due);
    return [table];
  }

  protected explain(): string {
    return '';
  }
}

const NOTHING = '\u00a0';
const LIST: Text = ['原价', 'List price'];
const AFTER: Text = ['补贴后', 'After subsidy'];
const PRICE: Text = ['价格', 'Price'];
const SUBSIDY: Text = ['补贴', 'Subsidy'];

const fen = (amount: number): string => money(amount, client.locale);
const less = (amount: number): string => `${pick(SUBSIDY, client.locale)} ${fen(-amount)}`;

/** Read out, and not seen: a struck or large number says nothing to who hears it. */
const label = (text: Text): HTMLElement => el('span', 'label', `${pick(text, client.locale)} `);

/** A line's subsidy, or why it has none; a space while nobody knows. */
function why(line: Partial<QuoteLine>): string {
  const { tag, subsidy_amount } = line;
  if (!tag) return NOTHING;
  return subsidy_amount ? less(subsidy_amount) : whyNot(tag.reason, client.locale);
}

function row(part: string, name: string | HTMLElement, amount: string): HTMLElement {
  const head = el('th', '', name);
  head.scope = 'row';
  return el('tr', part, head, el('td', '', amount));
}

/** The cap that binds, in words. */
async function capOf({ programme }: Priced): Promise<string> {
  if (!programme) return '';
  const { id } = programme;
  if (!programmes.has(id))
    programmes.set(
      id,
      client.retrieveProgramme(id).catch(() => undefined),
    );
  return whyCapped(await programmes.get(id), client.locale);
}

/** An element of ours, with a name for the page's own styles. Text only: nothing of the API is ever read as HTML. */
function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  part: string,
  ...children: (string | HTMLElement)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (part) made.setAttribute('part', part);
  made.append(...children);
  return made;
}

declare global {
  interface HTMLElementTagNameMap {
    'zhehui-price': ZhehuiPriceElement;
    'zhehui-summary': ZhehuiSummaryElement;
  }
}
