// The quote: tags and prices a cart under a programme. Pure: the same cart and programme version give the same
// quote for ever. Stores nothing, knows no budget.

import { type Fen, floorOfRate, rateExceeds, splitByLargestRemainder } from './money.ts';
import { isOpenAt, type Programme } from './programme.ts';
import { qualify } from './qualify.ts';
import type { Registry } from './tagging/registry.ts';
import { classify } from './tagging/tag.ts';
import type { TitleReader } from './tagging/title.ts';
import type { UnixSeconds } from './time.ts';
import type { Quote, QuoteLine, Tag } from './wire/objects.ts';
import type { CartLine, QuoteRequest } from './wire/requests.ts';

/** What a cart is priced by. Outside the programme's window at `now` there is no subsidy and `programme` is null. */
export type Pricing = {
  readonly programme: Programme | null;
  readonly registry: Registry;
  readonly now: UnixSeconds;
  /** Reads titles, and may remember what it has read. */
  readonly readTitle?: TitleReader;
};

/** A line with its price and tag, before the subsidy is known. */
export type TaggedLine = {
  readonly line: Pick<CartLine, 'sku' | 'quantity'>;
  readonly amount: Fen;
  readonly tag: Tag;
};

/** Prices a cart: the subsidy comes last, on the price after every other discount, for qualifying lines only (SPEC Q1). */
export function quote(cart: Pick<QuoteRequest, 'lines' | 'shipping_amount'>, pricing: Pricing): Quote {
  const programme =
    pricing.programme !== null && isOpenAt(pricing.programme, pricing.now) ? pricing.programme : null;
  const lines = cart.lines.map((line) => tagged(line, programme, pricing));
  return price(lines, programme, cart.shipping_amount ?? 0);
}

/** Prices lines that are tagged already: what depends on the programme's figures alone (SPEC Q5). */
export function price(
  lines: readonly TaggedLine[],
  programme: Programme | null,
  shipping_amount: Fen,
): Quote {
  const { shares, capped } = subsidise(lines, programme);
  const priced = lines.map((line, index) => pricedLine(line, shares[index] ?? 0));
  return totalled(priced, { programme, capped, shipping_amount });
}

function tagged(line: CartLine, programme: Programme | null, { registry, readTitle }: Pricing): TaggedLine {
  const amount = line.unit_amount * line.quantity - (line.discount_amount ?? 0);
  const tag = qualify(classify(line, registry, readTitle), programme, Math.ceil(amount / line.quantity));
  return { line, amount, tag };
}

type Subsidy = { readonly shares: readonly Fen[]; readonly capped: boolean };

function subsidise(lines: readonly TaggedLine[], programme: Programme | null): Subsidy {
  if (programme === null) return { shares: lines.map(() => 0), capped: false };
  return programme.cap.scope === 'order' ? byOrder(lines, programme) : byItem(lines, programme);
}

/** One cap for the whole order: `min(floor(rate × eligible), cap)`, split over the qualifying lines. */
function byOrder(lines: readonly TaggedLine[], { rate, cap }: Programme): Subsidy {
  const weights = lines.map(({ amount, tag }) => (tag.qualifies ? amount : 0));
  const eligible = weights.reduce((all, weight) => all + weight, 0);
  const total = Math.min(floorOfRate(rate, eligible), cap.amount);
  return { shares: splitByLargestRemainder(total, weights), capped: rateExceeds(rate, eligible, cap.amount) };
}

/** A cap for each unit: `min(floor(rate × unit), cap)`, added up over the units. */
function byItem(lines: readonly TaggedLine[], programme: Programme): Subsidy {
  const byLine = lines.map((line) =>
    line.tag.qualifies ? byUnit(line, programme) : { share: 0, capped: false },
  );
  return { shares: byLine.map(({ share }) => share), capped: byLine.some(({ capped }) => capped) };
}

/** A line's units differ by at most one fen, where its discount does not divide evenly. */
function byUnit({ line, amount }: TaggedLine, { rate, cap }: Programme): { share: Fen; capped: boolean } {
  const lower = Math.floor(amount / line.quantity);
  const dearer = amount - lower * line.quantity;
  const of = (unit: Fen): Fen => Math.min(floorOfRate(rate, unit), cap.amount);
  return {
    share: of(lower + 1) * dearer + of(lower) * (line.quantity - dearer),
    capped: rateExceeds(rate, dearer > 0 ? lower + 1 : lower, cap.amount),
  };
}

function pricedLine({ line, amount, tag }: TaggedLine, subsidy_amount: Fen): QuoteLine {
  return {
    sku: line.sku,
    quantity: line.quantity,
    amount,
    tag,
    subsidy_amount,
    amount_due: amount - subsidy_amount,
  };
}

function totalled(
  lines: QuoteLine[],
  {
    programme,
    capped,
    shipping_amount,
  }: { programme: Programme | null; capped: boolean; shipping_amount: Fen },
): Quote {
  const total = (of: (line: QuoteLine) => Fen): Fen => lines.reduce((all, line) => all + of(line), 0);
  const amount_total = total((line) => line.amount) + shipping_amount;
  const subsidy_amount = total((line) => line.subsidy_amount);
  return {
    object: 'quote',
    currency: 'cny',
    programme: programme === null ? null : { id: programme.id, version: programme.version },
    lines,
    amount_total,
    eligible_amount: total((line) => (line.tag.qualifies ? line.amount : 0)),
    subsidy_amount,
    capped,
    shipping_amount,
    amount_due: amount_total - subsidy_amount,
  };
}
