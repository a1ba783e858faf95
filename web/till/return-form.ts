// What is filled in of a return: units of each line with their serial numbers, why, and how the shop gives the money back. What
// it will come to is said as it is filled in.

import type { Checkout, RefundRequest } from '../../sdk/till.ts';
import { REFUND_REASON_CHARS_MAX, TENDER_REFERENCE_CHARS_MAX } from '../../src/limits.ts';
import { TENDERS } from '../../src/vocabulary.ts';
import { h } from '../dom.ts';
import { yuan } from '../yuan.ts';
import type { App } from './app.ts';
import { submit } from './controls.ts';
import { fill } from './text.ts';

export type ReturnForm = {
  readonly app: App;
  readonly checkout: Checkout;
  readonly titles: readonly string[];
  /** Of this form: what was typed into another one is not its own. */
  readonly id: string;
  readonly is_sending: boolean;
  readonly onSubmit: (form: HTMLFormElement) => void;
};

export function returnForm({ app, checkout, titles, id, is_sending, onSubmit }: ReturnForm): HTMLElement {
  const { text } = app;
  const preview = (event: Event): void =>
    void previewIn(event.currentTarget as HTMLFormElement, app, checkout);
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    onSubmit(event.currentTarget as HTMLFormElement);
  };
  return h(
    'form',
    { 'data-key': id, input: preview, submit: onsubmit },
    h('h2', {}, `${checkout.order_reference} · ${yuan(checkout.amount_due)}`),
    ...checkout.lines.map((_, line) => unitsBack(app, checkout, line, titles[line] ?? '')),
    field(text.reason, {
      ...{ name: 'reason', 'data-test': 'reason', value: text.reason_default },
      maxlength: REFUND_REASON_CHARS_MAX,
    }),
    ...(checkout.payment?.provider === 'external' ? moneyBack(app, checkout.payment.tender) : []),
    h('p', { class: 'note', 'data-test': 'return-preview', role: 'status', 'data-own': true }),
    submit('return-now', text.return_now, { disabled: is_sending }),
  );
}

const field = (label: string, attributes: Parameters<typeof h>[1]): HTMLElement =>
  h('label', {}, label, h('input', attributes));

function unitsBack({ text }: App, checkout: Checkout, line: number, title: string): HTMLElement {
  const { sku = '', quantity = 0, amount = 0 } = checkout.lines[line] ?? {};
  const kept = keptOf(checkout)[line] ?? 0;
  const bought = fill(text.bought, { count: quantity, amount: yuan(amount) });
  return h(
    'div',
    { class: 'back', 'data-key': `back-${line}` },
    h(
      'label',
      {},
      h('b', {}, title),
      h('small', {}, [...(title === sku ? [] : [sku]), bought].join(' · ')),
      text.return_units,
      h('input', {
        ...{ type: 'number', name: `line-${line}`, 'data-test': `return-${line}`, min: 0, value: 0 },
        ...{ max: kept, disabled: kept === 0 },
      }),
      h('small', {}, ` ${fill(text.kept, { count: kept })}`),
    ),
    claimed(checkout, line) &&
      field(text.return_serials, {
        ...{ name: `serials-${line}`, 'data-test': `return-serials-${line}`, autocomplete: 'off' },
      }),
  );
}

/** The money goes back as it came, unless the shop does otherwise. */
function moneyBack({ text }: App, was: string | null): HTMLElement[] {
  const options = TENDERS.map((tender) =>
    h('option', { value: tender, selected: tender === was }, text[tender]),
  );
  return [
    h(
      'label',
      {},
      text.return_tender,
      h('select', { name: 'tender', 'data-test': 'return-tender' }, ...options),
    ),
    field(text.reference, {
      ...{ name: 'reference', 'data-test': 'return-reference', maxlength: TENDER_REFERENCE_CHARS_MAX },
      autocomplete: 'off',
    }),
  ];
}

async function previewIn(form: HTMLFormElement, app: App, checkout: Checkout): Promise<void> {
  const { previewReturn } = await import('./estimate.ts');
  const units = unitsOf(checkout, form);
  const preview = units.length === 0 ? null : previewReturn(checkout, units, app.programme);
  const into = form.querySelector('[data-test="return-preview"]');
  if (into === null) return;
  into.textContent =
    preview === null
      ? ''
      : fill(app.text.return_preview, {
          amount: yuan(preview.refund_amount),
          clawback: yuan(preview.clawback_amount),
        });
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

export const serialsOf = (text: string): string[] =>
  text
    .split(/[,，;；]/)
    .map((one) => one.trim())
    .filter(Boolean);

export function unitsOf({ lines }: Checkout, form: HTMLFormElement): RefundRequest['lines'] {
  const data = new FormData(form);
  return lines.flatMap((_, line) => {
    const quantity = Math.trunc(Number(data.get(`line-${line}`) ?? 0));
    const serial_numbers = serialsOf(String(data.get(`serials-${line}`) ?? ''));
    if (quantity <= 0) return [];
    return [{ line, quantity, ...(serial_numbers.length > 0 && { serial_numbers }) }];
  });
}
