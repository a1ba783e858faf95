// The ways to pay for a cart, each with the number of its key.

import type { QrMethod } from '../../sdk/till.ts';
import { TENDERS, type Tender } from '../../src/vocabulary.ts';
import { h } from '../dom.ts';
import type { App } from './app.ts';
import { button } from './controls.ts';
import { isOffline } from './header.ts';

type Choosing = {
  readonly app: App;
  start(tender: Tender, method: QrMethod | null): Promise<void>;
  close(): void;
};

export function waysToPay(dialog: Choosing): HTMLElement[] {
  const { text, price } = dialog.app;
  const is_away = price?.is_estimate === true || isOffline(dialog.app);
  const labels = { ...text, alipay: text.alipay_terminal, wechat_pay: text.wechat_pay_terminal };
  const ways: [string, string, () => void][] = [
    ...TENDERS.map((tender): [string, string, () => void] => [
      `tender-${tender}`,
      labels[tender],
      () => void dialog.start(tender, null),
    ]),
    ['qr-alipay', text.alipay_qr, () => void dialog.start('alipay', 'alipay')],
    ['qr-wechat_pay', text.wechat_pay_qr, () => void dialog.start('wechat_pay', 'wechat_pay')],
  ];
  return [
    h('h2', {}, text.how),
    is_away && h('p', { class: 'notice', 'data-test': 'ways-away' }, text.ways_away),
    h(
      'div',
      { class: 'choices' },
      ...ways.map(([test, label, start], index) => button(test, `${index + 1} ${label}`, start)),
    ),
    h(
      'p',
      { class: 'actions' },
      button('close', `${text.back} Esc`, () => dialog.close()),
    ),
  ].filter((element) => element !== false);
}

/** The number in front of a choice chooses it. */
export function chooseByNumber(choices: Element, key: string): void {
  choices.querySelectorAll<HTMLButtonElement>('.choices button')[Number(key) - 1]?.click();
}
