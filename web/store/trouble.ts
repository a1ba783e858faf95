// What the buyer is told of an error, and which product it is about.

import { buyerMessage } from '../../sdk/elements.ts';
import { type PageLine, ZhehuiError } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { LANGUAGE } from '../language.ts';
import { nameOf } from './goods.ts';
import { T } from './text.ts';

export const wordsFor = (error: unknown): string =>
  error instanceof ZhehuiError ? buyerMessage(error, LANGUAGE) : T.failed;

/** The good of the cart that has left the catalogue, where that is what is wrong. */
export function goneGood(error: unknown, lines: readonly PageLine[]): string | undefined {
  if (!(error instanceof ZhehuiError) || error.code !== 'product_missing') return;
  const [, index] = /^lines\[(\d+)\]/.exec(error.param ?? '') ?? [];
  return lines[Number(index)]?.sku;
}

export const goneWords = (sku: string): string => T.gone(nameOf(sku));

/** A button that does again what has failed. */
export function againButton(again: () => void, text: string = T.again): HTMLElement {
  return h('button', { type: 'button', click: () => again(), 'data-test': 'again' }, text);
}
