// What has come back of an order, and what is left of it.

import type { Checkout } from '../../sdk/index.ts';
import { T } from './text.ts';

type Refund = Checkout['refunds'][number];

/** A refund that failed gives nothing back. */
const standing = ({ refunds }: Checkout): Refund[] => refunds.filter(({ status }) => status !== 'failed');

/** How many of each line the buyer still has. */
export function keptOf(checkout: Checkout): number[] {
  const came = standing(checkout).flatMap((refund) => refund.lines);
  return checkout.lines.map(({ quantity }, line) =>
    came.filter((one) => one.line === line).reduce((kept, one) => kept - one.quantity, quantity),
  );
}

/** The fen that went back to the buyer, and those of the subsidy that went back to the government. */
export function refundedOf(checkout: Checkout): { amount: number; clawback: number } {
  const sum = (field: 'amount' | 'clawback_amount') =>
    standing(checkout).reduce((fen, refund) => fen + refund[field], 0);
  return { amount: sum('amount'), clawback: sum('clawback_amount') };
}

/** How an order stands, and whether goods of it have come back. */
export function stateWords(checkout: Checkout): string {
  const words = T.statuses[checkout.status];
  if (standing(checkout).length === 0) return words;
  const all = keptOf(checkout).every((quantity) => quantity === 0);
  return `${words} · ${all ? T.came_back_all : T.came_back_some}`;
}
