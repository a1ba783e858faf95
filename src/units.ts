// Which units of a cart are to be locked, so that each is subsidised once: those with serial numbers, and those that count
// towards a buyer's limit. Pure; knows no hashes and no locks.

import type { Programme } from './programme.ts';
import { normaliseSerial } from './serial.ts';
import type { Device } from './vocabulary.ts';
import type { Quote } from './wire/objects.ts';
import type { CheckoutRequest } from './wire/requests.ts';

/** A unit by its serial number, in its one form, and the line it stands in. */
export type SerialUnit = { readonly line: number; readonly serial: string };

/** How many units of a device class the buyer takes. */
export type BuyerUnits = { readonly device: Device; readonly quantity: number };

export type Units =
  | { readonly ok: true; readonly serials: readonly SerialUnit[]; readonly buyers: readonly BuyerUnits[] }
  | {
      readonly ok: false;
      readonly reason: 'serial_number_required';
      readonly line: number;
      readonly expected: number;
      readonly got: number;
    }
  | { readonly ok: false; readonly reason: 'buyer_required' };

type Rules = Pick<Programme, 'serial_number' | 'per_buyer_limit'>;

/**
 * The units that a cart's claim has to hold (SPEC N2, N3): of its qualifying lines that cost anything. A line whose share
 * was rounded to nothing counts too, because after a return of the others it can have one.
 *
 * @param cart its lines, and whether it says who buys
 * @param programme the rules of the programme that the quote was made under
 * @returns no units where the quote has no subsidy; a refusal where the programme asks for what the cart does not say
 */
export function unitsOf(
  cart: { readonly lines: CheckoutRequest['lines']; readonly has_buyer: boolean },
  quote: Quote,
  programme: Rules,
): Units {
  if (quote.subsidy_amount === 0) return NO_UNITS;
  const qualifying = qualifyingLines(cart.lines, quote);
  const lacking = qualifying.find(({ serials, quantity }) => serials.length !== quantity);
  if (programme.serial_number === 'required' && lacking !== undefined) {
    const { line, quantity: expected, serials } = lacking;
    return { ok: false, reason: 'serial_number_required', line, expected, got: serials.length };
  }
  const limited = programme.per_buyer_limit !== null;
  if (limited && !cart.has_buyer) return { ok: false, reason: 'buyer_required' };
  return {
    ok: true,
    serials: qualifying.flatMap(({ line, serials }) => serials.map((serial) => ({ line, serial }))),
    buyers: limited ? byDevice(qualifying) : [],
  };
}

const NO_UNITS: Units = { ok: true, serials: [], buyers: [] };

type QualifyingLine = {
  readonly line: number;
  readonly device: Device;
  readonly quantity: number;
  readonly serials: readonly string[];
};

function qualifyingLines(lines: CheckoutRequest['lines'], quote: Quote): QualifyingLine[] {
  return lines.flatMap(({ quantity, serial_numbers = [] }, line) => {
    const { amount, tag } = quote.lines[line] ?? {};
    if (!tag?.qualifies || tag.device === null || !amount) return [];
    return [{ line, device: tag.device, quantity, serials: serial_numbers.map(normaliseSerial) }];
  });
}

function byDevice(lines: readonly QualifyingLine[]): BuyerUnits[] {
  const quantities = new Map<Device, number>();
  for (const { device, quantity } of lines) quantities.set(device, (quantities.get(device) ?? 0) + quantity);
  return [...quantities].map(([device, quantity]) => ({ device, quantity }));
}
