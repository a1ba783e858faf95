// Runs the sandbox as a process, set up by environment variables. Prints one line when it is ready.
import { startSandbox } from './server.ts';

const { env } = process;
const sandbox = await startSandbox({
  port: Number(env['SANDBOX_PORT'] ?? 0),
  state_file: env['SANDBOX_STATE_FILE'],
  webhook_url: env['SANDBOX_WEBHOOK_URL'],
  webhook_secret: env['SANDBOX_WEBHOOK_SECRET'],
  secret_key: env['STRIPE_SECRET_KEY'],
  publishable_key: env['STRIPE_PUBLISHABLE_KEY'],
});
console.log(`sandbox ready on ${sandbox.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}
