// What a Worker remembers of the registry, and how long. Changes are made behind its back, as another Worker makes them.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DIRECTORY_CACHE_S, REGISTRY_CACHE_ENTRIES_MAX } from '../../src/limits.ts';
import type { ProductRow } from '../../src/wire/products.ts';
import type { Env } from '../../worker/env.ts';
import { forgetRegistry, registryFor } from '../../worker/registry.ts';
import { newGtin } from './product-support.ts';
import { DEMO } from './support.ts';

const ROW = { gtin: null, merchant: null, sku: null, name: null, source: null } as const;

/** Approves, or excludes, in the Directory itself. */
const decide = (key: Partial<ProductRow>, decision: ProductRow['decision'] = 'approved') =>
  runInDurableObject(env.DIRECTORY.getByName('directory'), (directory) => {
    const device = decision === 'approved' ? 'household_robot' : null;
    expect(directory.putProducts([{ ...ROW, ...key, decision, device }], 1)).toMatchObject({ ok: true });
  });

/** The device of a product in a cart, null where it is excluded, undefined where nothing is known. */
async function deviceOf(product: { gtin?: string; sku: string }, merchant: string = DEMO) {
  const registry = await registryFor(env as unknown as Env, merchant, [product]);
  return registry.find(product)?.device;
}

const sku = (): string => `sku-${crypto.randomUUID()}`;
const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  forgetRegistry();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what a Worker remembers of the registry', () => {
  it('[T8] that it is empty: for DIRECTORY_CACHE_S, or until it changes something itself', async () => {
    const [one, other] = [sku(), sku()];
    expect(await deviceOf({ sku: other })).toBeUndefined();
    await decide({ merchant: DEMO, sku: one });
    later(DIRECTORY_CACHE_S * 1000 - 100);
    expect(await deviceOf({ sku: one })).toBeUndefined();
    later(200);
    expect(await deviceOf({ sku: one })).toBe('household_robot');
    forgetRegistry();
    expect(await deviceOf({ sku: one })).toBe('household_robot');
  });

  it('[T8] an entry and that there is none, each for DIRECTORY_CACHE_S', async () => {
    const [there, absent] = [sku(), sku()];
    await decide({ merchant: DEMO, sku: there });
    expect(await deviceOf({ sku: there })).toBe('household_robot');
    expect(await deviceOf({ sku: absent })).toBeUndefined();
    await decide({ merchant: DEMO, sku: there }, 'excluded');
    await decide({ merchant: DEMO, sku: absent });
    later(DIRECTORY_CACHE_S * 1000 - 100);
    expect(await deviceOf({ sku: there })).toBe('household_robot');
    expect(await deviceOf({ sku: absent })).toBeUndefined();
    later(200);
    expect(await deviceOf({ sku: there })).toBeNull();
    expect(await deviceOf({ sku: absent })).toBe('household_robot');
  });

  it('[T8] nothing, once it made a change itself', async () => {
    const gtin = newGtin().padStart(14, '0');
    await decide({ gtin });
    expect(await deviceOf({ gtin, sku: 'x' })).toBe('household_robot');
    await decide({ gtin }, 'excluded');
    forgetRegistry();
    expect(await deviceOf({ gtin, sku: 'x' })).toBeNull();
  });

  it('[T8] not what was read before a change, and arrives after it', async () => {
    const product = { sku: sku() };
    await decide({ merchant: DEMO, sku: product.sku });
    const reading = registryFor(env as unknown as Env, DEMO, [product]);
    forgetRegistry();
    expect((await reading).find(product)?.device).toBe('household_robot');
    await decide({ merchant: DEMO, sku: product.sku }, 'excluded');
    expect(await deviceOf(product)).toBeNull();
  });

  it("[T8] one merchant's SKUs apart from another's, and from numbers", async () => {
    const product = { sku: newGtin().padStart(14, '0') };
    await decide({ merchant: DEMO, sku: product.sku });
    expect(await deviceOf(product, 'mer_another')).toBeUndefined();
    expect(await deviceOf(product)).toBe('household_robot');
    expect(await deviceOf({ gtin: product.sku, sku: 'x' })).toBeUndefined();
    expect(await deviceOf(product, 'mer_another')).toBeUndefined();
  });

  it('[A4] of REGISTRY_CACHE_ENTRIES_MAX products; with one more it begins anew', async () => {
    const product = { sku: sku() };
    await decide({ merchant: DEMO, sku: product.sku });
    await deviceOf(product);
    await decide({ merchant: DEMO, sku: product.sku }, 'excluded');
    const others = Array.from({ length: REGISTRY_CACHE_ENTRIES_MAX - 1 }, (_, at) => ({
      sku: `other-${at}`,
    }));
    await registryFor(env as unknown as Env, DEMO, others);
    expect(await deviceOf(product)).toBe('household_robot');
    await deviceOf({ sku: sku() });
    expect(await deviceOf(product)).toBeNull();
  });
});
