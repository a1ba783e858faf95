// The Worker: its app and its objects.

import { env } from 'cloudflare:workers';
import { app } from './app.ts';
import { type Env, whyNotDevelop } from './env.ts';
import { reconcileByCron } from './reconciliations.ts';

export { Budget } from './objects/budget.ts';
export { Catalogue } from './objects/catalogue.ts';
export { Directory } from './objects/directory.ts';
export { Journal } from './objects/journal.ts';
export { Ledger } from './objects/ledger.ts';
export { Reconciliations } from './objects/reconciliations.ts';
export { Serials } from './objects/serials.ts';

// Cloudflare runs this when a version is uploaded: one that would accept the published keys is refused there and then.
const why = whyNotDevelop(env as unknown as Env);
if (why !== null) throw new Error(`Zhehui refuses to start: ${why}`);

export default {
  fetch: app.fetch,
  scheduled: ({ scheduledTime }: ScheduledController, given: Env, ctx: ExecutionContext) =>
    ctx.waitUntil(reconcileByCron(given, scheduledTime)),
};
