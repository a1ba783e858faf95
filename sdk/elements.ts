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
const programmes = new Map<string, Promise<Programme>>();

/** Defines the elements; all of them ask this client. Does nothing on a server. */
export function defineElements(zhehui: Client): void {
  client = zhehui;
  programmes.clear();
  const { customElements } = globalThis;
  if (!customElements || customElements.get('zhehui-price')) return;
  customElements.define('zhehui-price', ZhehuiPriceElement);
  customElements.define('zhehui-summary', ZhehuiSummaryElement);
}

/** What both show: a quote of their own, or one that the page sets. */
abstract class QuoteElement extends ((globalThis.HTMLElement ?? Object) as typeof HTMLElement) {
  #shown: Priced | undefined;
  /** The question under way; what is asked or set later ends it. */
  #asking = new AbortController();
  readonly #prices = el('div', 'prices');
  /** Always there and of one height, so that nothing moves, and a screen reader hears, when it speaks. */
  readonly #note = el('p', 'note');

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    this.#note.role = 'status';
    this.#note.tabIndex = -1;
    root.append(this.#prices, this.#note);
  }

  /** A quote or a checkout to show. What is set is shown until the cart changes. */
  get quote(): Priced | undefined {
    return this.#shown;
  }
  set quote(quote: Priced | undefined) {
    this.#asking.abort();
    this.#shown = quote;
    this.#draw(quote && this.explain?.(quote));
    if (!quote?.capped) return;
    capOf(quote).then((text) => {
      if (quote === this.#shown) this.#draw(text);
    });
  }

  /** Asks again: for a price that may have changed. What was shown stays until the answer is there. */
  async refresh(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    // All that the page changes at once is one question.
    await null;
    if (signal.aborted) return;
    try {
      // What changes while it is on no page makes what was shown old.
      const cart = this.isConnected && this.asks();
      if (!cart) {
        this.quote = undefined;
        return;
      }
      // The first price is not news: of a page full of them nobody wants to hear each.
      if (this.#shown) this.#prices.ariaLive = 'polite';
      this.#draw(say(['正在查询补贴…', 'Looking up the subsidy…']));
      const quote = await client.quote(cart, { signal });
      if (signal.aborted) return;
      this.quote = quote;
      this.#tell('zhehui-quote', quote);
    } catch (error) {
      if (signal.aborted) return;
      // Of a product that is gone there is nothing to mend, and nothing to ask again.
      const gone = (error as ZhehuiError).code === 'product_missing' && this.getAttribute('sku');
      this.#draw(
        gone
          ? say(['此商品已下架', 'Not sold any more'])
          : `${buyerMessage(error as ZhehuiError, client.locale)} `,
      );
      if (!gone) {
        const again = el('button', 'retry', say(['重试', 'Try again']));
        again.onclick = () => {
          // The button goes; who pressed it stays here.
          this.#note.focus();
          this.refresh();
        };
        this.#note.append(again);
      }
      this.#tell('zhehui-error', error);
    }
  }

  connectedCallback(): void {
    this.lang = client.locale;
    // What the page had set before the element was defined hides our own properties.
    const own: object = { ...this };
    for (const name in own) delete (this as Record<string, unknown>)[name];
    Object.assign(this, own);
    if (!this.#shown) this.refresh();
  }

  attributeChangedCallback(): void {
    this.refresh();
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
  }

  #draw(note = ''): void {
    this.#prices.replaceChildren(...this.draw(this.#shown));
    this.#note.textContent = note;
  }

  /** The cart to ask about; null while there is none. */
  protected abstract asks(): PageCart | null;
  protected abstract draw(quote: Priced | undefined): HTMLElement[];
  /** What the note says beside a quote. */
  protected explain?(quote: Priced): string;
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

  protected override explain({ lines: [line] }: Priced): string {
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
  #cart: SummaryCart | string | undefined;

  /** What was set last, by script or as the attribute. As text, too: frameworks set the property where their pages have the attribute. */
  get cart(): SummaryCart {
    const cart = this.#cart ?? this.getAttribute('cart') ?? '{}';
    this.#cart = typeof cart === 'string' ? (JSON.parse(cart) as SummaryCart) : cart;
    return this.#cart;
  }
  set cart(cart: SummaryCart | string) {
    this.#cart = cart;
    this.refresh();
  }

  override attributeChangedCallback(): void {
    this.#cart = undefined;
    this.refresh();
  }

  protected asks(): PageCart | null {
    const { lines, signed_cart } = this.cart;
    if (signed_cart) return { signed_cart };
    return lines?.length ? { lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) } : null;
  }

  protected draw(quote: Priced | undefined): HTMLElement[] {
    const lines = (this.#cart as SummaryCart | undefined)?.lines ?? [];
    const table = el('table', 'lines');
    for (const line of quote?.lines ?? lines) {
      const { title = line.sku } = lines.find(({ sku }) => sku === line.sku) ?? {};
      const what = `${title} × ${line.quantity}`;
      const name = el('span', 'title', what, el('small', 'why', why(line)));
      table.append(row('line', name, 'amount' in line ? fen(line.amount) : NOTHING));
    }
    const sum = (part: string, text: Text, amount: number | undefined) =>
      table.append(row(part, say(text), amount === undefined ? NOTHING : fen(amount)));
    sum('shipping', ['运费', 'Shipping'], quote?.shipping_amount);
    sum('subsidy', SUBSIDY, quote && -quote.subsidy_amount);
    sum('total', ['合计', 'Total'], quote?.amount_due);
    return [table];
  }
}

const NOTHING = '\u00a0';
const LIST: Text = ['原价', 'List price'];
const AFTER: Text = ['补贴后', 'After subsidy'];
const PRICE: Text = ['价格', 'Price'];
const SUBSIDY: Text = ['补贴', 'Subsidy'];

const say = (text: Text): string => pick(text, client.locale);
const fen = (amount: number): string => money(amount, client.locale);
const less = (amount: number): string => `${say(SUBSIDY)} ${fen(-amount)}`;

/** Read out, and not seen: a struck or large number says nothing to who hears it. */
const label = (text: Text): HTMLElement => el('span', 'label', `${say(text)} `);

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

/** The cap that binds, in words. A programme that could not be had is asked for again. */
async function capOf({ programme }: Priced): Promise<string> {
  if (!programme) return '';
  const { id, version } = programme;
  const name = `${id} ${version}`;
  const known = programmes.get(name) ?? client.retrieveProgramme(id);
  programmes.set(name, known);
  const found = await known.catch(() => {
    programmes.delete(name);
  });
  return whyCapped(found ?? undefined, client.locale);
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
