// Which installation a file of tests has to itself.

import { inject } from 'vitest';
import type { Places } from './visitor.ts';

/** The runner numbers from 1 what it runs at the same time. */
export function ownPlaces(): Places {
  const places = inject('places')[Number(process.env['VITEST_POOL_ID']) - 1];
  if (places === undefined) throw new Error('there is no installation for this file');
  return places;
}
