// The way to a merchant's catalogue.

import type { Env } from './env.ts';
import type { Catalogue } from './objects/catalogue.ts';
import type { Merchant } from './objects/directory.ts';

export function catalogueOf(env: Env, { id }: Pick<Merchant, 'id'>): DurableObjectStub<Catalogue> {
  return env.CATALOGUE.getByName(id);
}
