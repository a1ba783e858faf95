// npm run demo: takes the carts of examples/carts through quote, checkout, payment and claim, over HTTP, as a shop would.
// The order references are fixed: killed and started again, it goes on where it was and doubles nothing.

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Claim, Quote } from '../src/wire/objects.ts';
import type { QuoteRequest } from '../src/wire/requests.ts';
import { PROJECT } from './build.ts';
import { checkout, claim, exportCsv, payInSandbox, quote, settled } from './client.ts';
import { API, USES_SANDBOX } from './settings.ts';
import { table, yuan } from './table.ts';

type Example = {
  name: { zh: string; en: string };
  /** Priced as if it were this instant; the present where it is not given. */
  priced_at?: string;
  channel: 'online' | 'in_store';
  cart: QuoteRequest;
  payment_method?: string;
  expect: Pick<Quote, 'subsidy_amount' | 'amount_due' | 'capped'>;
};

type Outcome = { example: Example; quote: Quote; status: string; claim: Claim | null };

const FOLDER = `${PROJECT}examples/carts`;

if (!USES_SANDBOX)
  throw new Error('The demo pays in the sandbox: run it without STRIPE_SECRET_KEY and STRIPE_API_BASE.');
const own = (await isUp()) ? null : await start();
try {
  const outcomes: Outcome[] = [];
  for (const file of readdirSync(FOLDER).sort()) outcomes.push(await run(file));
  console.log(table(headings(), outcomes.map(row)));
  console.log(await csvOf(outcomes));
} finally {
  own?.kill('SIGINT');
}

async function run(file: string): Promise<Outcome> {
  const example = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Example;
  const headers: Record<string, string> = example.priced_at ? { 'Zhehui-Priced-At': example.priced_at } : {};
  const quoted = await quote(example.cart, headers);
  check(file, quoted, example.expect);
  const order_reference = `demo-${file.replace('.json', '')}`;
  const opened = await checkout({ ...example.cart, order_reference, channel: example.channel }, headers);
  if (opened.payment?.provider !== 'stripe') throw new Error(`${file}: no payment was opened`);
  await payInSandbox(opened.payment.payment_intent, example.payment_method ?? 'pm_card_visa');
  const { status } = await settled(opened.id);
  return { example, quote: quoted, status, claim: opened.claim && (await claim(opened.claim.id)) };
}

function check(file: string, quoted: Quote, expected: Example['expect']): void {
  for (const [name, value] of Object.entries(expected)) {
    const came = quoted[name as keyof Example['expect']];
    if (came !== value) throw new Error(`${file}: expected ${name} ${value}, got ${came}`);
  }
}

function headings(): string[] {
  return [
    '购物车 cart',
    '总价 total',
    '补贴 subsidy',
    '封顶 capped',
    '应付 due',
    '订单 checkout',
    '申领 claim',
  ];
}

function row({ example, quote: quoted, status, claim: claimed }: Outcome): string[] {
  return [
    `${example.name.zh} ${example.name.en}`,
    yuan(quoted.amount_total),
    yuan(quoted.subsidy_amount),
    quoted.capped ? 'yes' : '',
    yuan(quoted.amount_due),
    status,
    claimed === null ? '—' : claimed.status,
  ];
}

/** The lines of the export that belong to the demo's claims. */
async function csvOf(outcomes: Outcome[]): Promise<string> {
  const ids = outcomes.flatMap(({ claim: claimed }) => claimed?.id ?? []);
  const [header = '', ...records] = (await exportCsv()).split('\r\n');
  return [header, ...records.filter((record) => ids.some((id) => record.startsWith(id)))].join('\n');
}

function isUp(): Promise<boolean> {
  return fetch(`${API}/health`).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** Starts Zhehui for the time of the demo, where nobody has. */
async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [`${PROJECT}scripts/start.ts`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error('Zhehui did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return child;
}
