// Merges metadata as Stripe does: an empty value unsets a key, an empty whole unsets all. The limits of one key and value
// are checked with the parameters; the number of keys is checked here, after merging.
import type Stripe from 'stripe';
import { METADATA_KEYS_MAX } from './limits.ts';
import { tooManyKeys } from './params.ts';

/** `old` with `given` merged in; refuses more than 50 keys with a 400. */
export function mergeMetadata(
  old: Stripe.Metadata,
  given: Stripe.MetadataParam | '' | null | undefined,
): Stripe.Metadata {
  if (given === undefined) return old;
  if (given === '' || given === null) return {};
  const merged: Stripe.Metadata = { ...old };
  for (const [key, value] of Object.entries(given)) {
    if (value === '' || value === null) delete merged[key];
    else merged[key] = String(value);
  }
  if (Object.keys(merged).length > METADATA_KEYS_MAX) throw tooManyKeys('metadata');
  return merged;
}
