// The shop's product list, as a till imports it.

import { describe, expect, it } from 'vitest';
import { PRODUCT_ROWS_MAX, PRODUCTS_BODY_BYTES_MAX } from '../../src/limits.ts';
import type { Language } from '../../web/language-choice.ts';
import { mistakeIn, readProductFile } from '../../web/till/product-file.ts';

const read = (text: string) => readProductFile(new TextEncoder().encode(text));
const HEADER = 'sku,unit_amount,title,brand,gtin,category_taxonomy,category_code';
const G20S = {
  sku: 'G20S',
  unit_amount: 399_900,
  title: '石头 G20S',
  brand: null,
  gtin: null,
  category: null,
};

function wrongOf(text: string, language: Language = 'en'): readonly string[] {
  const file = read(text);
  return file.ok ? [] : file.wrong.map((mistake) => mistakeIn(mistake, language));
}

describe('a product list', () => {
  it.each([
    ['CSV', `${HEADER}\nG20S,399900,石头 G20S,,,,\n`],
    ['CSV with a byte-order mark and CRLF', `\ufeff${HEADER}\r\nG20S,399900,石头 G20S,,,,\r\n`],
    ['CSV with the columns that it needs', 'title,sku,unit_amount\n石头 G20S,G20S,399900\n'],
    ['JSON', '{"products": [{"sku": "G20S", "unit_amount": 399900, "title": "石头 G20S"}]}'],
    ['a JSON list', '[{"sku": "G20S", "unit_amount": 399900, "title": "石头 G20S"}]'],
  ])('[I11] is read as %s', (_, text) => {
    expect(read(text)).toEqual({ ok: true, products: [G20S] });
  });

  it.each([
    ['.xlsx', [0x50, 0x4b, 0x03, 0x04, 0x14]],
    ['.xls', [0xd0, 0xcf, 0x11, 0xe0, 0xa1]],
  ])('[I11] is no workbook: of an %s it says how to save it, and shows none of its bytes', (_, head) => {
    const file = readProductFile(new Uint8Array(head));
    const said = file.ok ? [] : file.wrong.flatMap((one) => [mistakeIn(one, 'zh'), mistakeIn(one, 'en')]);
    expect(said).toEqual([
      expect.stringMatching(/^这是 Excel 工作簿。.*另存为.*CSV/),
      expect.stringMatching(/^this is an Excel workbook: .*CSV UTF-8/),
    ]);
  });

  it('[I11] is read in GBK, as Chinese Excel saves it', () => {
    const rows = [0xc9, 0xa8, 0xb5, 0xd8, 0xbb, 0xfa, 0xc6, 0xf7, 0xc8, 0xcb];
    const bytes = new Uint8Array([...new TextEncoder().encode('sku,unit_amount,title\nA,1,'), ...rows]);
    expect(readProductFile(bytes)).toMatchObject({ ok: true, products: [{ title: '扫地机器人' }] });
  });

  it.each([
    ['an empty file', '', /empty/],
    ['no product', `${HEADER}\n`, /at least one/],
    ['a column that is missing', 'sku,title\nA,x\n', /line 1: expected the columns/],
    ['a column that is not known', 'sku,unit_amount,title,price\nA,1,x,2\n', /line 1: expected the columns/],
    [
      'a price in yuan',
      'sku,unit_amount,title\nA,39.90,x\n',
      /line 2: unit_amount: expected an integer of fen/,
    ],
    ['no title', 'sku,unit_amount,title\nA,1,\n', /line 2: title: expected a string, got nothing/],
    [
      'a wrong check digit',
      'sku,unit_amount,title,gtin\nA,1,x,6901234567893\n',
      /line 2: gtin: expected the check digit 2/,
    ],
    ['a SKU twice', 'sku,unit_amount,title\nA,1,x\na,1,y\n', /line 3: sku A stands at line 2/],
    [
      'a number twice',
      'sku,unit_amount,title,gtin\nA,1,x,6901234567892\nB,1,y,06901234567892\n',
      /line 3: gtin 06901234567892 stands at line 2/,
    ],
    ['JSON that breaks off', '{"products": [', /expected JSON/],
    ['a quote that does not end', 'sku,unit_amount,title\nA,1,"x\n', /line 2, column 5/],
    ['more cells than columns', 'sku,unit_amount,title\nA,1,x,y\n', /line 2/],
  ])('[I11] with %s is refused whole, and the place is named', (_, text, words) => {
    expect(wrongOf(text).join('\n')).toMatch(words);
    for (const said of wrongOf(text, 'zh')) expect(said).toMatch(/\p{Script=Han}/u);
  });

  it('[I11] with a mistake names it in Chinese to who reads Chinese', () => {
    const file = 'sku,unit_amount,title,gtin\nA,39.9,x,6901234567893\n,1,,\nB,1,y,\nb,1,z,\n';
    expect(wrongOf(file, 'zh')).toEqual([
      '第 2 行：unit_amount 应为整数，单位是分，例如 3999 元写 399900',
      '第 2 行：gtin 应为 8、12、13 或 14 位条码，校验位须正确，或留空',
      '第 3 行：sku 应为 1 至 100 个字符',
      '第 3 行：title 应为 1 至 500 个字符，不能为空',
      '第 5 行：sku B 与第 4 行重复',
    ]);
  });

  it('[I11] has as many products and bytes as an import of the catalogue, and no more', () => {
    const rows = (count: number): string =>
      `sku,unit_amount,title\n${Array.from({ length: count }, (_, index) => `S${index},1,x`).join('\n')}`;
    expect(read(rows(PRODUCT_ROWS_MAX)).ok).toBe(true);
    expect(wrongOf(rows(PRODUCT_ROWS_MAX + 1))[0]).toMatch(/at most/);
    expect(readProductFile(new Uint8Array(PRODUCTS_BODY_BYTES_MAX + 1)).ok).toBe(false);
  });
});
