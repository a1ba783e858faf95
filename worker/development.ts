// What exists in development only: a demo merchant, its published keys, and settings that no secret was given for.

import type { Fen } from '../src/money.ts';
import type { KeyKind } from './keys.ts';

export const DEMO_MERCHANT = {
  id: 'mer_demo',
  name: 'Demo shop 演示商店',
  programme: 'zhejiang-ai-2025',
} as const;

/** The published keys of the demo shop's own pages and of its server. */
export const DEMO_PAGE_KEY = 'pk_test_demo';
export const DEMO_SERVER_KEY = 'sk_test_demo';

/** The published keys. A deployment never accepts them: see whyNotStart in env.ts. */
export const DEMO_KEYS: readonly { readonly key: string; readonly kind: KeyKind }[] = [
  { key: DEMO_PAGE_KEY, kind: 'pk' },
  { key: DEMO_SERVER_KEY, kind: 'sk' },
  { key: 'tk_test_demo', kind: 'tk' },
  { key: 'fk_test_demo', kind: 'fk' },
  { key: 'ok_test_demo', kind: 'ok' },
];

/** Ten billion yuan: no demo runs out of it. */
export const DEVELOPMENT_BUDGET_FEN: Fen = 1_000_000_000_000;

export const DEVELOPMENT_SETTINGS = {
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_development',
  PERSONAL_DATA_KEY: 'development',
} as const;
