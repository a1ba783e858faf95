// What the SDK costs a page, as rows of the table.

import { CORE_BROTLI_BYTES_MAX, ELEMENTS_BROTLI_BYTES_MAX } from '../sdk/limits.ts';
import { TILL_BROTLI_BYTES_MAX } from '../sdk/till/limits.ts';
import type { FirstPriceRound, PricedPage } from './first-price.ts';
import { bytesRow } from './report.ts';
import type { SdkSizes } from './sdk-sizes.ts';
import { median, type Row } from './table.ts';

/** Ours held against their limits; the loaders of Stripe and PayPal beside them, to compare. */
export function sizeRows(sizes: SdkSizes): Row[] {
  const theirs = (what: string, bytes: number): Row => ({
    what: `\`${what}\`, brotli`,
    rate: `${(bytes / 1000).toFixed(3)} kB`,
    ...NOTHING_ELSE,
  });
  return [
    theirs('@stripe/stripe-js', sizes.stripe),
    theirs('@paypal/paypal-js', sizes.paypal),
    bytesRow('`@zhehui/sdk`, brotli', sizes.core, CORE_BROTLI_BYTES_MAX),
    bytesRow('`@zhehui/sdk` with elements, brotli', sizes.elements, ELEMENTS_BROTLI_BYTES_MAX),
    bytesRow('`@zhehui/sdk/till`, brotli', sizes.till, TILL_BROTLI_BYTES_MAX),
  ];
}

export function firstPriceRows(rounds: readonly FirstPriceRound[]): Row[] {
  return (Object.entries(PAGES) as [PricedPage, string][]).map(([page, what]) => ({
    ...NOTHING_ELSE,
    what: `first price, ${what}`,
    rate: '',
    p50_ms: median(rounds.map((round) => round[page])),
    ...(page === 'bare'
      ? {}
      : {
          ratio_to: `first price, ${PAGES.bare}`,
          ratio: median(rounds.map((round) => round[page] / round.bare)),
        }),
  }));
}

const NOTHING_ELSE = { p50_ms: null, ratio_to: '', ratio: null, target: null } as const;

const PAGES: Readonly<Record<PricedPage, string>> = {
  bare: 'by hand',
  module: '`<zhehui-price>`, modules',
  script: '`<zhehui-price>`, script',
  store: 'the demo store',
};
