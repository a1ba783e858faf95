// Runs the sandbox beside the tests that run inside workerd.

import { startSandbox } from '../../sandbox/server.ts';
import { SANDBOX_PORT } from './sandbox-address.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const sandbox = await startSandbox({
    port: SANDBOX_PORT,
    webhook_url: 'http://127.0.0.1:1/nobody-listens',
    webhook_secret: 'whsec_test',
  });
  const hold = await fetch(`${sandbox.url}/_sandbox/webhooks`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sk_test_sandbox', 'Content-Type': 'application/json' },
    body: JSON.stringify({ mode: 'hold' }),
  });
  if (!hold.ok) throw new Error(`the sandbox does not hold its webhooks: ${hold.status}`);
  return () => sandbox.close();
}
