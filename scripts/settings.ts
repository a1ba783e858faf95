// Where things are in development, from the environment.

import { resolve } from 'node:path';
import { PROJECT } from './build.ts';

const PORT_DEFAULT = 8787;

/** The Worker's port; the sandbox listens on the next one. */
export const PORT = portOf(process.env['PORT']);
export const SANDBOX_PORT = PORT + 1;

export const API = `http://127.0.0.1:${PORT}`;

/** What the Worker talks to as Stripe: a server that is named, Stripe itself where only a key is given, else the sandbox. */
export const STRIPE_API_BASE: string | undefined =
  process.env['STRIPE_API_BASE'] ??
  (process.env['STRIPE_SECRET_KEY'] ? undefined : `http://127.0.0.1:${SANDBOX_PORT}`);

/** Whether the sandbox of this project is what the Worker talks to. */
export const USES_SANDBOX = !process.env['STRIPE_API_BASE'] && !process.env['STRIPE_SECRET_KEY'];

/** Claims, balances and the sandbox's payments, kept from one start to the next. */
export const STATE_DIR = resolve(process.env['STATE_DIR'] ?? `${PROJECT}.state`);

export const STRIPE_WEBHOOK_SECRET = process.env['STRIPE_WEBHOOK_SECRET'] ?? 'whsec_development';

export const SANDBOX_KEYS = { secret_key: 'sk_test_sandbox', publishable_key: 'pk_test_sandbox' } as const;

function portOf(text: string | undefined): number {
  const port = text === undefined ? PORT_DEFAULT : Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_535) return port;
  throw new Error(`PORT: expected a number from 1 to 65534, got '${text}'`);
}
