// The till's buttons, by the names under which tests and shortcuts find them.

import { type Attributes, h } from '../dom.ts';

export function button(
  test: string,
  label: string,
  click: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  return h('button', { type: 'button', 'data-test': test, click, ...attributes }, label);
}

export const submit = (test: string, label: string, attributes: Attributes = {}): HTMLButtonElement =>
  h('button', { type: 'submit', class: 'main', 'data-test': test, ...attributes }, label);
