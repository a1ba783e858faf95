// A sandbox for each file of tests that runs inside workerd: its faults, its clock and its books are that file's own, so that
// files can run side by side.

import type { Plugin } from 'vitest/config';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';

const running: RunningSandbox[] = [];

/** Starts a sandbox whose webhooks are held back until a test asks for them; resolves to its URL. */
export async function sandboxOfItsOwn(): Promise<string> {
  const sandbox = await startSandbox({
    webhook_url: 'http://127.0.0.1:1/nobody-listens',
    webhook_secret: 'whsec_test',
  });
  running.push(sandbox);
  const hold = await fetch(`${sandbox.url}/_sandbox/webhooks`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sk_test_sandbox', 'Content-Type': 'application/json' },
    body: JSON.stringify({ mode: 'hold' }),
  });
  if (!hold.ok) throw new Error(`the sandbox does not hold its webhooks: ${hold.status}`);
  return sandbox.url;
}

/** Ends every sandbox with the run. */
export const sandboxesEnd: Plugin = {
  name: 'sandboxes-end',
  async closeBundle() {
    await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
  },
};
