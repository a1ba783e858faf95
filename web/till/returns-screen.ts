// Returns: the sale is found by its receipt, units are chosen, and the API says what goes back. No money is given back before
// the return is recorded.

import type { Checkout, RefundRequest, Return } from '../../sdk/till.ts';
import type { Tender } from '../../src/vocabulary.ts';
import { h, replace } from '../dom.ts';
import { yuan } from '../yuan.ts';
import { answeredReturns } from './answered-returns.ts';
import type { App } from './app.ts';
import { button, submit } from './controls.ts';
import { messageOf } from './messages.ts';
import { print, returnReceipt } from './receipt.ts';
import { returnForm, serialsOf, unitsOf } from './return-form.ts';
import { titlesOf } from './return-lines.ts';
import { fill } from './text.ts';

export class ReturnsScreen {
  readonly element = h('section', { class: 'returns' });
  private readonly app: App;
  private checkout: Checkout | null = null;
  /** What the lines of the checkout are called. */
  private titles: readonly string[] = [];
  /** Of the return that the form makes: pressed twice, it is one. */
  private return_id = '';
  /** Searches so far: each has a form of its own. */
  private finding = 0;
  private is_sending = false;
  private done: Return | null = null;
  private open: readonly Return[] = [];
  private answered: readonly Return[] = [];

  constructor(app: App) {
    this.app = app;
    this.draw();
    void this.refresh();
  }

  /** A return that was waiting may be recorded by now. */
  async refresh(): Promise<void> {
    const { till } = this.app;
    const { done } = this;
    const [known = [], open = []] = await Promise.all([till?.returns(), till?.openReturns()]);
    if (this.done === done) this.becomes(known.find(({ id }) => id === done?.id) ?? done);
    this.open = open;
    this.answered = known.filter((work) => !open.some(({ id }) => id === work.id));
    this.draw();
  }

  /** Whether it is this return that the cashier is looking at. */
  follows(id: string): boolean {
    return this.element.isConnected && (this.done?.id === id || (this.is_sending && this.return_id === id));
  }

  /** Finds a sale by its receipt, or by the order of a sale of this till. The last one that is asked for is shown. */
  async find(code: string): Promise<void> {
    const { app } = this;
    this.finding += 1;
    const { finding } = this;
    app.notice = null;
    this.done = null;
    this.checkout = null;
    this.is_sending = false;
    const id = code.trim();
    const own = /^chk_/i.test(id) ? null : await app.till?.sale(id);
    const checkout_id = /^chk_/i.test(id) ? id.toLowerCase() : own?.checkout?.id;
    const answer = checkout_id === undefined ? null : await app.till?.checkout(checkout_id);
    const found = answer?.kind === 'ok' ? answer.value : null;
    const sold = own ?? (found && (await app.till?.sale(found.order_reference))) ?? null;
    if (finding !== this.finding || answer === undefined) return;
    if (answer === null) return app.say(app.text.not_here);
    if (answer.kind !== 'ok') {
      const { what, next } = messageOf(answer.problem, app.language);
      return app.say(what, answer.kind === 'later' ? app.text.needs_network : next);
    }
    this.checkout = answer.value;
    this.titles = titlesOf(answer.value, sold, app.products);
    this.return_id = crypto.randomUUID();
    app.draw();
    this.element.querySelector<HTMLElement>('[data-test="return-0"]')?.focus();
  }

  /** A scanned serial number goes where the cashier is entering them; false where they are not. */
  takeSerial(code: string): boolean {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement) || !this.element.contains(field)) return false;
    if (!field.name.startsWith('serials-')) return false;
    field.value = [...serialsOf(field.value), code].join(', ');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  }

  draw(): void {
    const { text } = this.app;
    const others = this.open.filter(({ id }) => id !== this.done?.id);
    const waiting = others.map((work) => this.waiting(work));
    replace(
      this.element,
      this.finder(),
      waiting.length > 0 && h('h2', {}, text.return_open),
      ...waiting,
      this.checkout &&
        (this.done === null ? this.form(this.checkout) : this.outcome(this.checkout, this.done)),
      ...(this.checkout === null ? answeredReturns(this.app, this.answered) : []),
    );
  }

  private finder(): HTMLElement {
    const { text } = this.app;
    const find = (event: Event): void => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      void this.find(String(new FormData(form).get('receipt') ?? ''));
    };
    const input = h('input', { name: 'receipt', 'data-test': 'receipt-search', autocomplete: 'off' });
    return h('form', { submit: find }, h('label', {}, text.find_receipt, input), submit('find', text.find));
  }

  private form(checkout: Checkout): HTMLElement {
    const { app, is_sending, titles } = this;
    return returnForm({
      ...{ app, checkout, titles, is_sending, id: `form-${this.finding}` },
      onSubmit: (form) => void this.submit(checkout, form),
    });
  }

  /** A return of which nobody knows yet whether it was made; one that was set aside is sent again when the cashier says so. */
  private waiting(work: Return, test = 'return-waiting'): HTMLElement {
    const { app } = this;
    const { text, till } = app;
    const { id, checkout, state, problem } = work;
    const said = problem === null ? null : messageOf(problem, app.language);
    const send = (): void =>
      void app.step(async () => {
        await till?.takeBack(checkout, work.request, id);
        await this.refresh();
      });
    return h(
      'p',
      { class: 'notice bad', 'data-key': `${test}-${id}`, 'data-test': test, role: 'status' },
      ...[
        checkout,
        ' ',
        said?.what,
        ' ',
        state === 'set_aside' ? text.return_set_aside : text.return_sending,
      ],
      state === 'set_aside' && button(`send-${id}`, text.try_again, send),
    );
  }

  /** Once: a second press finds it on its way. */
  private async submit(checkout: Checkout, form: HTMLFormElement): Promise<void> {
    const { app } = this;
    const { till } = app;
    const { finding } = this;
    if (this.is_sending || till === null) return;
    const lines = unitsOf(checkout, form);
    if (lines.length === 0) return app.say(app.text.return_none);
    const request = requestOf(checkout, lines, form, app.text.reason_default);
    app.notice = null;
    this.is_sending = true;
    this.draw();
    const done = await app.step(() => till.takeBack(checkout.id, request, this.return_id));
    if (finding === this.finding) {
      this.is_sending = false;
      this.becomes(done);
    } else if (done?.state === 'refused' && done.problem !== null) app.sayProblem(done.problem);
    app.draw();
  }

  /** What was refused is asked anew, in the same form. */
  private becomes(work: Return | null): void {
    const is_refused = work?.state === 'refused';
    this.done = is_refused ? null : work;
    if (!is_refused) return;
    this.return_id = crypto.randomUUID();
    if (work.problem !== null) this.app.sayProblem(work.problem);
  }

  private outcome(checkout: Checkout, work: Return): HTMLElement {
    const { app, titles } = this;
    const { text } = app;
    const { refund } = work;
    if (refund === null) return this.waiting(work, 'return-sending');
    const words = refund.tender === null ? text.return_stripe : text.return_amount;
    const receipt = returnReceipt(app, { work, checkout, titles });
    return h(
      'div',
      {},
      h('h2', { class: 'good' }, text.return_done),
      h(
        'p',
        { class: 'due', 'data-test': 'refund-amount' },
        fill(words, { amount: yuan(refund.amount), status: refund.status }),
      ),
      h('p', {}, `${text.clawback} ${yuan(refund.clawback_amount)}`),
      button('print', text.print, () => print(receipt), { class: 'main' }),
      receipt,
    );
  }
}

function requestOf(
  { payment }: Checkout,
  lines: RefundRequest['lines'],
  form: HTMLFormElement,
  reason: string,
): RefundRequest {
  const data = new FormData(form);
  const field = (name: string): string => String(data.get(name) ?? '').trim();
  const reference = field('reference');
  return {
    ...{ lines, reason: field('reason') || reason },
    ...(payment?.provider === 'external' && {
      tender: field('tender') as Tender,
      ...(reference !== '' && { reference }),
    }),
  };
}
