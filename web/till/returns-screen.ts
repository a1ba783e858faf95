// Returns: the sale is found by its receipt, units are chosen, and the API says what goes back. No money is given back before
// the return is recorded.

import type { Checkout, RefundRequest, Return } from '../../sdk/till.ts';
import { REFUND_REASON_CHARS_MAX, TENDER_REFERENCE_CHARS_MAX } from '../../src/limits.ts';
import type { App } from './app.ts';
import { submit } from './dialogs.ts';
import { button, h, replace } from './dom.ts';
import { messageOf } from './messages.ts';
import { TENDERS, type Tender } from './pay-views.ts';
import { print, returnReceipt } from './receipt.ts';
import { fill } from './text.ts';
import { yuan } from './yuan.ts';

export class ReturnsScreen {
  readonly element = h('section', { class: 'returns' });
  private readonly app: App;
  private checkout: Checkout | null = null;
  /** Of the return that the form makes: pressed twice, it is one. */
  private return_id = '';
  private done: Return | null = null;
  private open: readonly Return[] = [];

  constructor(app: App) {
    this.app = app;
    this.draw();
    void this.refresh();
  }

  /** A return that was waiting may be recorded by now. */
  async refresh(): Promise<void> {
    const returns = (await this.app.till?.returns()) ?? [];
    const now = this.done === null ? null : (returns.find(({ id }) => id === this.done?.id) ?? null);
    const open = returns.filter(({ state }) => state === 'sending' || state === 'set_aside');
    const is_same = now?.state === this.done?.state && now?.problem?.code === this.done?.problem?.code;
    if (is_same && open.length === this.open.length) return;
    this.done = now;
    this.open = open;
    this.draw();
  }

  /** Finds a sale by its receipt, or by the order of a sale of this till. */
  async find(code: string): Promise<void> {
    const { app } = this;
    this.done = null;
    this.checkout = null;
    const id = code.trim();
    const own = /^chk_/i.test(id) ? null : await app.till?.sale(id);
    const checkout_id = /^chk_/i.test(id) ? id.toLowerCase() : own?.checkout?.id;
    if (checkout_id === undefined) return app.say(app.text.not_here);
    const answer = await app.till?.checkout(checkout_id);
    if (answer === undefined) return;
    if (answer.kind === 'ok') {
      this.checkout = answer.value;
      this.return_id = crypto.randomUUID();
    } else {
      const { what, next } = messageOf(answer.problem, app.language);
      app.say(what, answer.kind === 'later' ? app.text.needs_network : next);
    }
    this.draw();
    this.element.querySelector<HTMLElement>('[data-test="return-0"]')?.focus();
  }

  /** A scanned serial number goes where the cashier is entering them; false where they are not. */
  takeSerial(code: string): boolean {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement) || !this.element.contains(field)) return false;
    if (!field.name.startsWith('serials-')) return false;
    field.value = [...serialsOf(field.value), code].join(', ');
    return true;
  }

  draw(): void {
    const { text } = this.app;
    const waiting = this.open.map((work) => this.waiting(work));
    replace(
      this.element,
      this.finder(),
      waiting.length > 0 && h('h2', {}, text.return_open),
      ...waiting,
      this.done === null ? this.checkout && this.form(this.checkout) : this.outcome(this.done),
    );
  }

  private finder(): HTMLElement {
    const { text } = this.app;
    const input = h('input', { 'data-test': 'receipt-search', autocomplete: 'off' });
    const onsubmit = (event: Event): void => {
      event.preventDefault();
      void this.find(input.value);
    };
    return h('form', { onsubmit }, h('label', {}, text.find_receipt, input), submit('find', text.find));
  }

  private waiting({ checkout, problem }: Return): HTMLElement {
    const said = problem === null ? null : messageOf(problem, this.app.language);
    return h(
      'p',
      { class: 'notice bad', 'data-test': 'return-waiting' },
      checkout,
      ' ',
      this.app.text.return_sending,
      ' ',
      said?.what,
    );
  }

  private form(checkout: Checkout): HTMLElement {
    const { text } = this.app;
    const kept = keptOf(checkout);
    const preview = h('p', { class: 'note', 'data-test': 'return-preview' });
    const oninput = (): void => void this.preview(checkout, form, preview);
    const is_external = checkout.payment?.provider === 'external';
    const form = h(
      'form',
      { oninput, onsubmit: (event: Event) => void this.submit(event, checkout, form) },
      h('h2', {}, `${checkout.order_reference} · ${yuan(checkout.amount_due)}`),
      ...checkout.lines.map(({ sku, quantity, amount }, line) =>
        h(
          'label',
          {},
          `${sku} · ${yuan(amount)} / ${quantity} · ${text.return_units} `,
          h('input', {
            ...{ type: 'number', name: `line-${line}`, 'data-test': `return-${line}`, min: 0, value: 0 },
            ...{ max: kept[line] ?? 0, disabled: (kept[line] ?? 0) === 0 },
          }),
          h('small', {}, ` ${fill(text.kept, { count: kept[line] ?? 0 })}`),
          claimed(checkout, line) &&
            h('input', {
              name: `serials-${line}`,
              'data-test': `return-serials-${line}`,
              placeholder: text.return_serials,
              autocomplete: 'off',
            }),
        ),
      ),
      h(
        'label',
        {},
        text.reason,
        h('input', {
          name: 'reason',
          'data-test': 'reason',
          value: text.reason_default,
          maxlength: REFUND_REASON_CHARS_MAX,
        }),
      ),
      is_external && h('label', {}, text.return_tender, this.tenders(checkout)),
      is_external &&
        h(
          'label',
          {},
          text.reference,
          h('input', {
            name: 'reference',
            'data-test': 'return-reference',
            maxlength: TENDER_REFERENCE_CHARS_MAX,
          }),
        ),
      preview,
      submit('return-now', text.return_now),
    );
    return form;
  }

  /** The money goes back as it came, unless the shop does otherwise. */
  private tenders({ payment }: Checkout): HTMLElement {
    const was = payment?.provider === 'external' ? payment.tender : null;
    const options = TENDERS.map((tender) =>
      h('option', { value: tender, selected: tender === was }, this.app.text[tender]),
    );
    return h('select', { name: 'tender', 'data-test': 'return-tender' }, ...options);
  }

  private async preview(checkout: Checkout, form: HTMLFormElement, into: HTMLElement): Promise<void> {
    const { app } = this;
    const units = unitsOf(checkout, form);
    const { previewReturn } = await import('./estimate.ts');
    const preview = units.length === 0 ? null : previewReturn(checkout, units, app.programme);
    into.textContent =
      preview === null
        ? ''
        : fill(app.text.return_preview, {
            amount: yuan(preview.refund_amount),
            clawback: yuan(preview.clawback_amount),
          });
  }

  private async submit(event: Event, checkout: Checkout, form: HTMLFormElement): Promise<void> {
    event.preventDefault();
    const { app } = this;
    const { till } = app;
    const lines = unitsOf(checkout, form);
    if (lines.length === 0) return app.say(app.text.return_none);
    if (till === null) return;
    const field = (name: string): string => String(new FormData(form).get(name) ?? '').trim();
    const reference = field('reference');
    const request: RefundRequest = {
      ...{ lines, reason: field('reason') || app.text.reason_default },
      ...(checkout.payment?.provider === 'external' && {
        tender: field('tender') as Tender,
        ...(reference !== '' && { reference }),
      }),
    };
    this.done = await app.step(() => till.takeBack(checkout.id, request, this.return_id));
    if (this.done?.state === 'refused' && this.done.problem !== null) {
      this.return_id = crypto.randomUUID();
      app.sayProblem(this.done.problem);
      this.done = null;
    } else app.notice = null;
    app.draw();
    this.draw();
  }

  private outcome(work: Return): HTMLElement {
    const { app } = this;
    const { text } = app;
    const { refund, problem } = work;
    if (refund === null) {
      const said = problem === null ? null : messageOf(problem, app.language);
      return h(
        'p',
        { class: 'notice bad', role: 'alert', 'data-test': 'return-sending' },
        said?.what,
        ' ',
        text.return_sending,
      );
    }
    const words = refund.tender === null ? text.return_stripe : text.return_amount;
    const receipt = returnReceipt(app, work);
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

function keptOf({ lines, refunds }: Checkout): number[] {
  const kept = lines.map(({ quantity }) => quantity);
  for (const refund of refunds) {
    if (refund.status === 'failed') continue;
    for (const { line, quantity } of refund.lines) kept[line] = (kept[line] ?? 0) - quantity;
  }
  return kept;
}

/** Serial numbers are locked for lines with a subsidy only. */
const claimed = ({ lines }: Checkout, line: number): boolean => lines[line]?.tag.qualifies === true;

const serialsOf = (text: string): string[] =>
  text
    .split(/[,，;；]/)
    .map((one) => one.trim())
    .filter(Boolean);

function unitsOf({ lines }: Checkout, form: HTMLFormElement): RefundRequest['lines'] {
  const data = new FormData(form);
  return lines.flatMap((_, line) => {
    const quantity = Math.trunc(Number(data.get(`line-${line}`) ?? 0));
    const serial_numbers = serialsOf(String(data.get(`serials-${line}`) ?? ''));
    if (quantity <= 0) return [];
    return [{ line, quantity, ...(serial_numbers.length > 0 && { serial_numbers }) }];
  });
}
