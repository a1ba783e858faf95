import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesFrom } from '../../src/catalogue.ts';
import { PAGE_LINES_MAX, QUANTITY_MAX, UNIT_AMOUNT_MAX_FEN } from '../../src/limits.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { registryOf } from '../../src/tagging/registry.ts';
import { instantOf } from '../../src/time.ts';
import { CatalogueRowSchema } from '../../src/wire/catalogue.ts';
import { PageCheckoutRequestSchema, PageQuoteRequestSchema } from '../../src/wire/pages.ts';
import { QuoteRequestSchema } from '../../src/wire/requests.ts';

const SKUS = ['G20S', 'SOCKS', 'AR-1', 'TEA', '__proto__', 'constructor'];
const sku = fc.constantFrom(...SKUS);
const title = fc.constantFrom('石头 G20S 扫地机器人', '棉袜', 'AR smart glasses', 'Tea');

const product = fc.record({
  sku,
  unit_amount: fc.integer({ min: 0, max: UNIT_AMOUNT_MAX_FEN }),
  title,
  brand: fc.constantFrom('Rokid', null),
  gtin: fc.constantFrom('6901234567892', null),
  category: fc.constantFrom({ taxonomy: 'google' as const, code: '1' }, null),
});
const catalogue = fc.uniqueArray(product, { selector: ({ sku }) => sku });
const quantity = fc.integer({ min: 1, max: QUANTITY_MAX });
const asked = fc.array(fc.record({ sku, quantity }), { minLength: 1, maxLength: 12 });

const pricing = {
  programme: ZHEJIANG_AI_2025,
  registry: registryOf([]),
  now: instantOf('2026-06-01T00:00:00+08:00'),
};

describe("a page's cart", () => {
  it("[U3] is priced by the catalogue alone: the quote's amounts are its prices times what was asked for", () => {
    fc.assert(
      fc.property(catalogue, asked, (products, lines) => {
        const priced = linesFrom(products, lines);
        const of = (sku: string) => products.find((one) => one.sku === sku);
        const first_missing = lines.findIndex(({ sku }) => of(sku) === undefined);
        if (!priced.ok) {
          expect(priced).toEqual({ ok: false, line: first_missing, sku: lines[first_missing]?.sku });
          return;
        }
        expect(first_missing).toBe(-1);
        const amounts = lines.map(({ sku, quantity }) => (of(sku)?.unit_amount ?? -1) * quantity);
        const { lines: quoted, amount_total } = quote({ lines: priced.lines }, pricing);
        expect(quoted.map(({ amount }) => amount)).toEqual(amounts);
        expect(amount_total).toBe(amounts.reduce((all, amount) => all + amount, 0));
        expect(priced.lines.map(({ title }) => title)).toEqual(lines.map(({ sku }) => of(sku)?.title));
      }),
    );
  });

  it('[U3] is what a server may send: each of its lines passes as a line of a quote', () => {
    fc.assert(
      fc.property(catalogue, asked, (products, lines) => {
        const priced = linesFrom(products, lines);
        if (priced.ok)
          expect(QuoteRequestSchema.parse({ lines: priced.lines })).toEqual({ lines: priced.lines });
      }),
    );
  });

  it('[U1] holds whatever an import takes', () => {
    fc.assert(
      fc.property(product, (row) => {
        expect(CatalogueRowSchema.parse(row)).toEqual(row);
      }),
    );
  });

  const LINES = [{ sku: 'G20S', quantity: 1 }];
  const more = fc.dictionary(
    fc.constantFrom(
      ...['unit_amount', 'discount_amount', 'title', 'brand', 'gtin', 'category', 'serial_numbers'],
      ...['price', 'amount', 'amount_due', 'subsidy_amount', '__proto__', 'toString'],
    ),
    fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
    { minKeys: 1, noNullPrototype: false },
  );

  it('[U2] takes nothing of a line but SKU and quantity, whatever it is called', () => {
    fc.assert(
      fc.property(more, (fields) => {
        const line = Object.assign(Object.create(null), fields, LINES[0]);
        expect(PageQuoteRequestSchema.safeParse({ lines: [line] }).success).toBe(false);
        const order = { lines: [line], order_reference: 'x' };
        expect(PageCheckoutRequestSchema.safeParse(order).success).toBe(false);
      }),
    );
  });

  it('[A4] has at most PAGE_LINES_MAX lines', () => {
    const of = (count: number) => ({ lines: Array.from({ length: count }, () => LINES[0]) });
    expect(PageQuoteRequestSchema.safeParse(of(PAGE_LINES_MAX)).success).toBe(true);
    expect(PageQuoteRequestSchema.safeParse(of(PAGE_LINES_MAX + 1)).success).toBe(false);
    expect(PageQuoteRequestSchema.safeParse(of(0)).success).toBe(false);
  });
});
