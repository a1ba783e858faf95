// Which deployments serve nobody: those that would accept the published keys, and those that lack a secret or Stripe's publishable key.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { DEVELOPMENT_SETTINGS } from '../../worker/development.ts';
import { whyNotStart } from '../../worker/env.ts';
import { Directory } from '../../worker/index.ts';
import { call, callUnder, expectRefusal, order, SECRETS, settings } from './support.ts';

describe('settings of production', () => {
  it('[A6] with every secret and the publishable key it starts', () => {
    expect(whyNotStart(settings(SECRETS))).toBeNull();
    expect(whyNotStart(settings({ ...SECRETS, ENVIRONMENT: 'production' }))).toBeNull();
    expect(whyNotStart(settings({ ...SECRETS, VERSION: { id: 'v1' } }))).toBeNull();
  });

  const NAMES = Object.keys(SECRETS);

  it.each(
    Array.from({ length: 2 ** NAMES.length - 1 }, (_, set) => NAMES.filter((_, at) => (set >> at) & 1)).map(
      (given) => [given],
    ),
  )('[A6] with no more than %j it does not', (given) => {
    const some = Object.fromEntries(Object.entries(SECRETS).filter(([name]) => given.includes(name)));
    const missing = NAMES.find((name) => !given.includes(name));
    expect(whyNotStart(settings(some))).toContain(`${missing} is missing`);
    for (const [name] of Object.entries(SECRETS)) {
      expect(whyNotStart(settings({ ...SECRETS, [name]: '' }))).toContain(name);
    }
  });

  it.each([
    ['the published one', 'ok_test_demo'],
    ['one character short', `ok_${'a'.repeat(31)}`],
    ['of another kind', `sk_${'a'.repeat(40)}`],
    ['with a space', `ok_${'a'.repeat(20)} ${'a'.repeat(20)}`],
    ['with a line end', `ok_${'a'.repeat(40)}\n`],
  ])("[A6] with an operator's key that is %s it does not", (_, key) => {
    expect(whyNotStart(settings({ ...SECRETS, OPERATOR_KEY: key }))).toContain('OPERATOR_KEY');
  });

  it.each(['sk_live_0123456789', 'rk_live_0123456789', ' pk_live_0123456789', 'live'])(
    '[A6] with %j as the key for pages it does not, and does not say it',
    (key) => {
      const why = whyNotStart(settings({ ...SECRETS, STRIPE_PUBLISHABLE_KEY: key }));
      expect(why).toBe('STRIPE_PUBLISHABLE_KEY must be a publishable key of Stripe, pk_');
    },
  );

  it('[A6] with an operator key of exactly 32 characters it does', () => {
    expect(whyNotStart(settings({ ...SECRETS, OPERATOR_KEY: `ok_${'a'.repeat(32)}` }))).toBeNull();
  });

  it('[A6] with a short key for personal data it does not', () => {
    const short = 'x'.repeat(31);
    expect(whyNotStart(settings({ ...SECRETS, PERSONAL_DATA_KEY: short }))).toContain('PERSONAL_DATA_KEY');
    expect(whyNotStart(settings({ ...SECRETS, PERSONAL_DATA_KEY: `${short}x` }))).toBeNull();
  });

  it.each(Object.entries(DEVELOPMENT_SETTINGS))(
    "[A6] with development's own %s it does not",
    (name, published) => {
      expect(whyNotStart(settings({ ...SECRETS, [name]: published }))).toContain(name);
    },
  );

  it.each([undefined, '', 'Development', 'development ', 'dev', 'test'])(
    '[A6] ENVIRONMENT=%j is production, and lacks its secrets',
    (ENVIRONMENT) => {
      expect(whyNotStart(settings({ ENVIRONMENT }))).toContain('STRIPE_SECRET_KEY');
    },
  );
});

describe('settings of development', () => {
  it.each([
    ['nothing', {}],
    ['a test key', { STRIPE_SECRET_KEY: 'sk_test_x' }],
    ['a version without an id', { VERSION: {} }],
  ])('[A6] with %s it starts', (_, given) => {
    expect(whyNotStart(settings({ ENVIRONMENT: 'development', ...given }))).toBeNull();
  });

  it.each([
    ['a real deployment', { VERSION: { id: 'v1' } }, 'deployment'],
    ['a live key', { STRIPE_SECRET_KEY: 'sk_live_x' }, 'sk_test_'],
    ['a live restricted key', { STRIPE_SECRET_KEY: 'rk_live_x' }, 'rk_test_'],
    ['a key that is no test key', { STRIPE_SECRET_KEY: 'whatever' }, 'sk_test_'],
    ['a real deployment with every secret', { ...SECRETS, VERSION: { id: 'v1' } }, 'deployment'],
  ])('[A6] with %s it does not', (_, given, why) => {
    expect(whyNotStart(settings({ ENVIRONMENT: 'development', ...given }))).toContain(why);
  });
});

describe('a deployment that refuses to start', () => {
  it.each(['/v1/claims', '/v1/programmes', '/health', '/openapi.json', '/nowhere'])(
    '[A6] answers %s with the reason, and nothing else',
    async (path) => {
      const answer = await callUnder(settings({}), path);
      expect(expectRefusal(answer, 503, 'refuses_to_start')).toContain('STRIPE_SECRET_KEY is missing');
    },
  );
});

describe('a deployment without the key for pages', () => {
  it.each(['/health', '/v1/checkouts'])('[A6] answers %s with its name, and nothing else', async (path) => {
    const { STRIPE_PUBLISHABLE_KEY: _, ...without } = SECRETS;
    const answer = await callUnder(settings(without), path, path === '/health' ? {} : { body: order() });
    expect(expectRefusal(answer, 503, 'refuses_to_start')).toContain(
      'the variable STRIPE_PUBLISHABLE_KEY is missing: set it under [vars]',
    );
  });
});

describe('storage that once served development', () => {
  it('[A6] the directory refuses to serve production from it', async () => {
    await call('/v1/programmes');
    const started = await runInDurableObject(env.DIRECTORY.getByName('directory'), async (_, state) => {
      let work: Promise<unknown> = Promise.resolve();
      vi.spyOn(state, 'blockConcurrencyWhile').mockImplementation((start) => {
        work = start();
        return new Promise(() => undefined);
      });
      new Directory(state, settings(SECRETS));
      return work.then(
        () => 'started',
        (error: unknown) => String(error),
      );
    });
    expect(started).toContain('published demo keys');
  });
});

describe("the operator's first key", () => {
  it('[A6] opens production, where the published one does not', async () => {
    const production = settings(SECRETS);
    expect((await callUnder(production, '/v1/programmes', { key: SECRETS.OPERATOR_KEY })).status).toBe(200);
    const almost = `${SECRETS.OPERATOR_KEY.slice(0, -1)}X`;
    expectRefusal(await callUnder(production, '/v1/programmes', { key: almost }), 401, 'api_key_invalid');
  });

  it('[A6] is nothing in development', async () => {
    const development = settings({ ...SECRETS, STRIPE_SECRET_KEY: 'sk_test_x', ENVIRONMENT: 'development' });
    const key = `ok_${'c3D4'.repeat(8)}`;
    expectRefusal(
      await callUnder({ ...development, OPERATOR_KEY: key }, '/v1/programmes', { key: key }),
      401,
      'api_key_invalid',
    );
  });
});
