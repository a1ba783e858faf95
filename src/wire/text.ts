// The texts that callers may send: what every field of a kind has in common.

import * as z from 'zod';
import { GTIN_FORM, whyNoGtin } from '../gtin.ts';

/** No half of a character: Stripe and SQLite take whole ones only. */
export const WHOLE = /^\P{Cs}*$/u;

/** Text of 1 to `max` characters that can be written anywhere: no control characters, no half of a character. */
export const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected text without control characters and broken ones');

/** Text that names something: two names that look the same are the same. */
export const name = (max: number) =>
  text(max)
    .regex(/^(?!\s)[^\p{Cf}]*(?<!\s)$/u, 'expected text without spaces at its ends and invisible characters')
    .refine((given) => given === given.normalize('NFC'), 'expected text in normal form C');

/** Text for people, of 1 to `max` characters: line breaks are kept. */
export const note = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\r\n])*$/u, 'expected text without control characters and broken ones');

/** A GTIN in any of its forms, as it came. */
export const gtin = z
  .string()
  .refine((given) => whyNoGtin(given) === null, {
    error: ({ input }) => whyNoGtin(String(input)) ?? 'expected a GTIN',
  })
  .meta({
    pattern: GTIN_FORM.source,
    description: '8, 12, 13 or 14 digits, the last of which is the check digit.',
  });
