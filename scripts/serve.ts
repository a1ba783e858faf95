// What npm start runs when the Worker and the pages are built: the Worker, its storage and the Stripe sandbox, until Ctrl-C.

import { readFileSync } from 'node:fs';
import { type RunningSandbox, startSandbox } from '../sandbox/server.ts';
import { PROJECT } from './build.ts';
import {
  API,
  PORT,
  SANDBOX_KEYS,
  SANDBOX_PORT,
  STATE_DIR,
  STRIPE_API_BASE,
  STRIPE_WEBHOOK_SECRET,
  USES_SANDBOX,
} from './settings.ts';
import { type RunningWorkerd, startWorkerd } from './workerd.ts';

const CATALOGUE = `${PROJECT}examples/catalogue.json`;

let ending = false;
let sandbox: RunningSandbox | null = null;
let workerd: RunningWorkerd | null = null;
// Before anything runs that would have to be ended.
process.once('SIGINT', () => void end(0));
process.once('SIGTERM', () => void end(0));
if (USES_SANDBOX) sandbox = await startOwnSandbox();
workerd = startWorkerd({ port: PORT, state_dir: STATE_DIR, settings: settings() });
workerd.process.once('exit', (code, signal) => {
  if (!ending)
    console.error(
      `The Worker ended (${signal ?? code}). Nothing that was answered is lost: npm start again.`,
    );
  void end(1);
});
await workerd.ready.then(
  async () => {
    await stockDemoShop();
    if (!ending) console.log(welcome());
  },
  () => end(1),
);

function startOwnSandbox(): Promise<RunningSandbox> {
  return startSandbox({
    port: SANDBOX_PORT,
    state_file: `${STATE_DIR}/sandbox.sqlite`,
    webhook_url: `${API}/v1/webhooks/stripe`,
    webhook_secret: STRIPE_WEBHOOK_SECRET,
    ...SANDBOX_KEYS,
  });
}

/** Puts the goods of the page /store into the demo shop's catalogue; those that are there stay as they are. */
async function stockDemoShop(): Promise<void> {
  const answer = await fetch(`${API}/v1/products`, {
    method: 'PUT',
    headers: { Authorization: 'Bearer sk_test_demo' },
    body: readFileSync(CATALOGUE),
  }).catch((error: unknown) => new Response(String(error), { status: 503 }));
  if (!answer.ok && !ending) console.error(`The demo shop has no goods: ${await answer.text()}`);
}

/** What the Worker is told: development, and what it talks to as Stripe. */
function settings(): Record<string, string> {
  const given = {
    ENVIRONMENT: 'development',
    STRIPE_WEBHOOK_SECRET,
    STRIPE_API_BASE,
    STRIPE_SECRET_KEY: process.env['STRIPE_SECRET_KEY'],
    STRIPE_PUBLISHABLE_KEY: process.env['STRIPE_PUBLISHABLE_KEY'],
  };
  return Object.fromEntries(Object.entries(given).flatMap(([name, text]) => (text ? [[name, text]] : [])));
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await workerd?.stop();
  await sandbox?.close();
  process.exit(code);
}

function welcome(): string {
  const cart =
    '{"lines": [{"sku": "G20S", "title": "石头 G20S 扫地机器人", "unit_amount": 399900, "quantity": 1}]}';
  return `
Zhehui 浙惠 is up at ${API}
  The shop is at  ${API}/store
  The till is at  ${API}/till
  Stripe is       ${USES_SANDBOX ? `the sandbox at ${STRIPE_API_BASE}` : (STRIPE_API_BASE ?? 'api.stripe.com')}
  State is in     ${STATE_DIR}
  Keys (development only): pk_test_demo  sk_test_demo  tk_test_demo  fk_test_demo  ok_test_demo

Try it:
  curl ${API}/v1/quotes -H 'Authorization: Bearer sk_test_demo' \\
    -H 'Content-Type: application/json' -d '${cart}'

Ctrl-C ends everything.`;
}
