// What the shop sells: the demo shop's catalogue, which `npm start` puts into Zhehui, with English names and drawings of our own.

import catalogue from '../../examples/catalogue.json';
import type { PageLine } from '../../sdk/index.ts';
import { LANGUAGE } from '../language.ts';
import { T } from './text.ts';

export type Good = {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  /** Fen for one. What is charged is the price in Zhehui's catalogue. */
  readonly unit_amount: number;
  /** The text of an SVG. */
  readonly picture: string;
};

const ENGLISH: Readonly<Record<string, string>> = {
  G20S: 'Roborock G20S robot vacuum',
  'QREVO-CURV': 'Roborock Qrevo Curv robot vacuum and mop',
  'T50-PRO': 'Ecovacs DEEBOT T50 PRO robot vacuum',
  'W2-PRO': 'Ecovacs WINBOT W2 PRO window robot',
  'RAYBAN-META': 'Ray-Ban Meta Wayfarer smart glasses',
  'RAYNEO-X3-PRO': 'RayNeo X3 Pro AR glasses',
  'MI-AI-GLASSES': 'Xiaomi AI Glasses',
  DUSTBAG: 'Dust bags for robot vacuums (3-pack)',
  'FILTER-T50': 'Filters for Ecovacs T50 (2-pack)',
  'CARE-2Y': 'Extended warranty for robot vacuums (2 years)',
  'DYSON-V12': 'Dyson V12 Detect Slim cordless vacuum',
  'BOLON-SUN': 'Bolon BL3160 sunglasses',
};

const PICTURES = import.meta.glob<string>('./drawings/*.svg', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const GOODS: readonly Good[] = catalogue.products.map((product) => ({
  sku: product.sku,
  name: (LANGUAGE === 'en' && ENGLISH[product.sku]) || product.title,
  brand: brandOf(product.brand),
  unit_amount: product.unit_amount,
  picture: PICTURES[`./drawings/${product.sku.toLowerCase()}.svg`] ?? '',
}));

/** The name of a good, by its SKU. */
export const nameOf = (sku: string): string => GOODS.find((good) => good.sku === sku)?.name ?? sku;

/** Goods in one sentence, with how many of each. */
export const listOf = (lines: readonly PageLine[]): string =>
  lines.map(({ sku, quantity }) => `${nameOf(sku)} × ${quantity}`).join(T.between);

/** A brand that is written in Chinese and in Latin letters has the latter last. */
function brandOf(brand = ''): string {
  const words = brand.split(' ');
  return LANGUAGE === 'en' && words.length > 1 ? (words.at(-1) ?? '') : brand;
}
