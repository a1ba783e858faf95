// The sample of docs/till.md, as it stands there: whoever copies it sells at the amount that the customer was shown, or not at all.

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as sdk from '../../sdk/till.ts';
import { Bench, checkoutOf, orderIn, refusal, type Sent } from './till-at.ts';

const GUIDE = readFileSync(new URL('../../docs/till.md', import.meta.url), 'utf8');
const DUE = 339_915;
const API = 'https://api.test';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

/** Runs the sample with the till and the API of the test; answers its sale. */
async function runSample(): Promise<sdk.Sale> {
  const sample = /```ts\n(.*?)```/s.exec(GUIDE)?.[1] ?? '';
  const body = sample
    .replace(/import (\{.*?\}) from '@zhehui\/sdk\/till';/s, 'const $1 = sdk;')
    .replace('https://zhehui.example.com', API)
    .replace('tk_…', 'tk_1');
  const opened: sdk.Till[] = [];
  const openTill = (options: sdk.TillOptions): sdk.Till => {
    const till = sdk.openTill(options);
    opened.push(till);
    return till;
  };
  const run = Function('sdk', 'window', `return (async () => {${body}; return sale;})()`);
  const sale = await bench.done(run({ ...sdk, openTill }, new EventTarget()) as Promise<sdk.Sale>);
  const now = await bench.done(opened[0]?.sale(sale.id) ?? Promise.resolve(null));
  for (const till of opened) till.close();
  return now ?? sale;
}

const selling =
  (create: (sent: Sent) => Response) =>
  (sent: Sent): Response => {
    if (sent.path === '/v1/quotes') return Response.json({ object: 'quote', amount_due: DUE });
    if (sent.method === 'POST' && sent.path === '/v1/checkouts') return create(sent);
    const order = /chk_([^/]+)/.exec(sent.path)?.[1] ?? '';
    const status = sent.path.endsWith('/confirm') ? 'complete' : 'open';
    return checkoutOf(order, { status, amount_due: DUE });
  };

describe('the sample of the guide', () => {
  it('[I5] sells at the amount that was shown, and says so to the API twice', async () => {
    bench.answers = selling((sent) => checkoutOf(orderIn(sent), { amount_due: DUE }));
    expect(await runSample()).toMatchObject({ state: 'confirmed', taken: { tender: 'cash', amount: DUE } });
    const posts = bench.sent.filter(({ method, path }) => method === 'POST' && path !== '/v1/quotes');
    const bodies = posts.map(({ body }) => body);
    expect(bodies).toMatchObject([{ expected_amount_due: DUE }, { expected_amount_due: DUE }]);
  });

  it('[I5] takes no money where another amount is due', async () => {
    bench.answers = selling(() => refusal(409, 'amount_changed'));
    expect(await runSample()).toMatchObject({ state: 'refused', taken: null });
  });
});
