// The Worker: its app and its objects.

import { app } from './app.ts';

export { Budget } from './objects/budget.ts';
export { Directory } from './objects/directory.ts';
export { Journal } from './objects/journal.ts';
export { Ledger } from './objects/ledger.ts';

export default { fetch: app.fetch };
