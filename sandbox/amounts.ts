// The rules on amounts: currency, smallest and largest charge, and the arithmetic of line items. Checks only.
import type Stripe from 'stripe';
import { invalid } from './errors.ts';
import { AMOUNT_MAX_MINOR, AMOUNT_MIN_MINOR, LINE_ITEMS_MAX } from './limits.ts';
import type { LineItem } from './objects.ts';

export type AmountDetailsParam = Stripe.PaymentIntentCreateParams.AmountDetails;

/** Lower-cases and checks a currency: one the sandbox knows, or a 400 that lists them. */
export function checkCurrency(given: string): string {
  const currency = given.toLowerCase();
  if (Object.hasOwn(AMOUNT_MIN_MINOR, currency)) return currency;
  const known = Object.keys(AMOUNT_MIN_MINOR).join(', ');
  throw invalid(
    `Invalid currency: ${given.slice(0, 12)}. Stripe currently supports these currencies: ${known}`,
    undefined,
    'currency',
  );
}

/** An amount to charge, in minor units. Refuses less than the currency's smallest and more than eight digits. */
export function checkAmount(amount: number, currency: string): void {
  if (amount < 1) throw notPositive('amount');
  if (amount > AMOUNT_MAX_MINOR) {
    const largest = money(AMOUNT_MAX_MINOR, currency);
    throw invalid(`Amount must be no more than ${largest}`, 'amount_too_large', 'amount');
  }
  const smallest = AMOUNT_MIN_MINOR[currency] ?? 1;
  if (amount < smallest) {
    const message = `Amount must be at least ${money(smallest, currency)}`;
    throw invalid(message, 'amount_too_small', 'amount');
  }
}

export function notPositive(param: string): Error {
  return invalid('This value must be greater than or equal to 1.', 'parameter_invalid_integer', param);
}

/** `1234, 'cny'` → `¥12.34 cny`, as Stripe writes amounts in its messages. */
export function money(amount: number, currency: string): string {
  const symbol = { cny: '¥', usd: '$', eur: '€', hkd: '$' }[currency] ?? '';
  return `${symbol}${(amount / 100).toFixed(2)} ${currency}`;
}

/**
 * Checks amount details against the amount they explain, all in minor units, and returns what the PaymentIntent shows.
 * Line items must add up: Σ unit_cost × quantity − discounts + tax + shipping = amount; without line items the parts must
 * not exceed it. A wrong sum is a 400, or, with `enforce_arithmetic_validation=false`, is told in `error`.
 */
export function checkAmountDetails(
  details: AmountDetailsParam,
  amount: number,
): { shown: Stripe.PaymentIntent.AmountDetails; line_items: LineItem[] } {
  const line_items = details.line_items || [];
  checkLines(line_items, details);
  const error = sumError(details, line_items, amount);
  if (error !== undefined && details.enforce_arithmetic_validation !== false) {
    throw invalid(error.message ?? '', error.code ?? undefined, 'amount_details');
  }
  const shown: Stripe.PaymentIntent.AmountDetails = {};
  if (details.discount_amount) shown.discount_amount = details.discount_amount;
  if (details.shipping) shown.shipping = shippingOf(details.shipping);
  if (details.tax) shown.tax = { total_tax_amount: details.tax.total_tax_amount };
  if (error !== undefined) shown.error = error;
  return { shown, line_items };
}

function checkLines(lines: readonly LineItem[], details: AmountDetailsParam): void {
  if (lines.length > LINE_ITEMS_MAX) {
    throw invalid(
      `You can have at most ${LINE_ITEMS_MAX} line items.`,
      undefined,
      'amount_details[line_items]',
    );
  }
  if (typeof details.discount_amount === 'number' && details.discount_amount < 1) {
    throw notPositive('amount_details[discount_amount]');
  }
  for (const [index, line] of lines.entries())
    checkLine(line, `amount_details[line_items][${index}]`, details);
}

function checkLine(line: LineItem, param: string, details: AmountDetailsParam): void {
  if (line.quantity < 1) throw notPositive(`${param}[quantity]`);
  if (line.unit_cost < 0) throw negative(`${param}[unit_cost]`);
  if (line.discount_amount !== undefined && line.discount_amount < 1)
    throw notPositive(`${param}[discount_amount]`);
  if (line.tax !== undefined && line.tax.total_tax_amount < 0)
    throw negative(`${param}[tax][total_tax_amount]`);
  if ((line.product_code?.length ?? 0) > 12) {
    throw invalid('Invalid string: must be at most 12 characters', undefined, `${param}[product_code]`);
  }
  if (line.product_name.length > 1024) {
    throw invalid('Invalid string: must be at most 1024 characters', undefined, `${param}[product_name]`);
  }
  if (line.discount_amount !== undefined && details.discount_amount) {
    throw exclusive('amount_details[discount_amount]', `${param}[discount_amount]`);
  }
  if (line.tax !== undefined && details.tax) {
    throw exclusive('amount_details[tax][total_tax_amount]', `${param}[tax][total_tax_amount]`);
  }
}

function sumError(
  details: AmountDetailsParam,
  lines: readonly LineItem[],
  amount: number,
): Stripe.PaymentIntent.AmountDetails.Error | undefined {
  const shipping = emptied(details.shipping)?.amount || 0;
  const tax = emptied(details.tax)?.total_tax_amount || 0;
  const discount = details.discount_amount || 0;
  if (lines.length === 0) {
    if (shipping + tax + discount <= amount) return undefined;
    const message = 'The sum of tax, shipping and discount in amount_details is greater than the amount.';
    return { code: 'amount_details_tax_shipping_discount_greater_than_amount', message };
  }
  const sum = lines.reduce((total, line) => total + lineTotal(line), shipping + tax - discount);
  if (sum === amount) return undefined;
  const message = `The amount_details add up to ${sum}, but the amount is ${amount}: the sum of all line items' unit_cost * quantity, less discounts, plus tax and shipping, must equal it.`;
  return { code: 'amount_details_amount_mismatch', message };
}

/** The empty value, by which a caller unsets a hash, as undefined. */
function emptied<T>(given: T | '' | null | undefined): T | undefined {
  return given || undefined;
}

function lineTotal(line: LineItem): number {
  return line.unit_cost * line.quantity - (line.discount_amount ?? 0) + (line.tax?.total_tax_amount ?? 0);
}

function shippingOf(given: Exclude<AmountDetailsParam['shipping'], '' | null | undefined>) {
  return {
    amount: given.amount || null,
    from_postal_code: given.from_postal_code || null,
    to_postal_code: given.to_postal_code || null,
  };
}

function negative(param: string): Error {
  return invalid('This value must be greater than or equal to 0.', 'parameter_invalid_integer', param);
}

function exclusive(one: string, other: string): Error {
  return invalid(
    `You may only specify one of these parameters: ${one}, ${other}.`,
    'parameters_exclusive',
    other,
  );
}
