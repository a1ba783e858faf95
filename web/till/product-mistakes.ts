// What is wrong with a product list, in the words of whoever has to mend it: the place, and what is expected there.

import {
  NAME_CHARS_MAX,
  PRODUCT_ROWS_MAX,
  PRODUCTS_BODY_BYTES_MAX,
  TITLE_CHARS_MAX,
} from '../../src/limits.ts';
import { CATALOGUE_COLUMNS } from '../../src/wire/catalogue.ts';
import type { Language } from '../language-choice.ts';
import { fill } from './text.ts';

/** Where in the file: a line, a line and a column, a product of a JSON list, or the whole file. */
export type Place = { readonly line: number; readonly column?: number } | { readonly product: number } | null;

export type Mistake = {
  readonly place: Place;
  readonly code: keyof typeof WORDS;
  /** What the rules of the catalogue say of a cell, in English. */
  readonly message?: string;
  /** What stands there. */
  readonly got?: string;
  /** Where the same stands already. */
  readonly first?: Place;
};

export function mistakeIn(
  { place, code, message = '', got = '', first = null }: Mistake,
  language: Language,
): string {
  const [zh, en] = WORDS[code];
  const words = fill(language === 'zh' ? zh : en, { message, got, first: placeIn(first, language) });
  const where = placeIn(place, language);
  if (where === '') return words;
  return language === 'zh' ? `${where}：${words}` : `${where}: ${words}`;
}

function placeIn(place: Place, language: Language): string {
  if (place === null) return '';
  if ('product' in place) return `products[${place.product}]`;
  const { line, column } = place;
  if (language === 'zh') return column === undefined ? `第 ${line} 行` : `第 ${line} 行第 ${column} 个字符`;
  return column === undefined ? `line ${line}` : `line ${line}, column ${column}`;
}

const COLUMNS = CATALOGUE_COLUMNS.join(',');

const WORDS = {
  too_large: [
    `文件最大 ${PRODUCTS_BODY_BYTES_MAX} 字节，现为 {got} 字节`,
    `expected at most ${PRODUCTS_BODY_BYTES_MAX} bytes, got {got}`,
  ],
  workbook: [
    '这是 Excel 工作簿。请在 Excel 里“另存为”CSV UTF-8，再导入那个文件',
    'this is an Excel workbook: save it in Excel as CSV UTF-8, and import that file',
  ],
  empty: ['文件是空的', 'expected products, got an empty file'],
  no_json: ['不是完整的 JSON（{message}）', 'expected JSON: {message}'],
  no_list: ['应为 {"products": […]}', 'expected {"products": […]}'],
  csv: ['引号或单元格数目不对（{message}）', '{message}'],
  columns: [
    `列名应为 ${COLUMNS}，每列一次，现为 {got}`,
    `expected the columns ${COLUMNS}, each once, got {got}`,
  ],
  none: ['一个商品也没有', 'expected at least one product, got none'],
  too_many: [`最多 ${PRODUCT_ROWS_MAX} 种商品`, `expected at most ${PRODUCT_ROWS_MAX} products, got more`],
  twice: ['{got} 与{first}重复', '{got} stands at {first} already'],
  row: ['这一行的列数或内容不对', '{message}'],
  sku: [`sku 应为 1 至 ${NAME_CHARS_MAX} 个字符`, 'sku: {message}'],
  unit_amount: ['unit_amount 应为整数，单位是分，例如 3999 元写 399900', 'unit_amount: {message}'],
  title: [`title 应为 1 至 ${TITLE_CHARS_MAX} 个字符，不能为空`, 'title: {message}'],
  brand: [`brand 应为 1 至 ${NAME_CHARS_MAX} 个字符，或留空`, 'brand: {message}'],
  gtin: ['gtin 应为 8、12、13 或 14 位条码，校验位须正确，或留空', 'gtin: {message}'],
  category: [
    'category_taxonomy 应为 google、shopify 或 gpc，并填写 category_code，或两列都留空',
    'category: {message}',
  ],
} as const satisfies Readonly<Record<string, readonly [zh: string, en: string]>>;

/** The words for a cell, by the name of its column. */
export function codeOf(column: string): Mistake['code'] {
  return CELLS.find((code) => code === column) ?? 'row';
}

const CELLS = ['sku', 'unit_amount', 'title', 'brand', 'gtin', 'category'] as const;
