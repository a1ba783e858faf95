// `GET /stripe.js`: the stand-in for Stripe.js (stripe-js/), made into one script when it is first asked for. Serves; decides nothing.
import { fileURLToPath } from 'node:url';
import type { Page } from './pages.ts';

const ENTRY = fileURLToPath(new URL('stripe-js/main.ts', import.meta.url));

let script: Promise<string> | undefined;

export async function serveStripeScript(): Promise<Page> {
  script ??= bundle();
  const headers = { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' };
  return { status: 200, headers, body: await script };
}

/** One plain script: a page loads Stripe.js with `<script src>`, not as a module. */
async function bundle(): Promise<string> {
  // Vite takes a third of a second to load, and most sandboxes are never asked.
  const { build } = await import('vite');
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: ENTRY, formats: ['iife'], name: 'zhehuiStripeJs' },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !('output' in output))
    throw new Error('the stand-in for Stripe.js was not built');
  return output.output[0].code;
}
