// Quotes of the largest carts: products of which nothing is known but their titles, beside products that the registry decides.

import { LINES_MAX } from '../src/limits.ts';
import { readTitle } from '../src/tagging/title.ts';
import type { Quote } from '../src/wire/objects.ts';
import type { CartLine } from '../src/wire/requests.ts';
import { AUTHORIZED } from './carts.ts';
import { TIMED } from './contenders.ts';
import type { LoadResult } from './load.ts';
import { OPERATOR } from './merchants.ts';
import type { SecondProcess } from './second-process.ts';
import { startServers } from './servers.ts';
import { ROUNDS } from './settings.ts';
import { TITLES } from './titles.ts';

/** Of products that the registry knows nothing of, of those it decides, and of these without their titles. */
export type FullCart = 'unknown' | 'known' | 'known_untitled';
export type FullCartRound = Readonly<Record<FullCart, LoadResult>>;

export async function measureFullCarts(second: SecondProcess, folder: string): Promise<FullCartRound[]> {
  const servers = await startServers(folder, 'objects-of-full-carts', {});
  await importProducts(servers.zhehui_port);
  const unknown = bodyOf(UNKNOWN);
  const known = bodyOf(KNOWN);
  const known_untitled = bodyOf(KNOWN.map(({ title: _, ...line }) => line));
  for (const body of [known, known_untitled]) await expectDecided(servers.zhehui_port, body, LINES_MAX);
  await expectDecided(servers.zhehui_port, unknown, 0);
  const quotes = (body: string): Promise<LoadResult> =>
    second.load({
      ...TIMED,
      ...{ port: servers.zhehui_port, path: '/v1/quotes', body, keep: false, headers: AUTHORIZED },
    });
  const rounds: FullCartRound[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.error(`full carts: round ${round} of ${ROUNDS}`);
    rounds.push({
      unknown: await quotes(unknown),
      known: await quotes(known),
      known_untitled: await quotes(known_untitled),
    });
  }
  await servers.stop();
  return rounds;
}

const KNOWN = linesOf('KNOWN', 0);
const UNKNOWN = linesOf('UNKNOWN', LINES_MAX);

/** Lines with a title each, and a GTIN, of which the first ends with this number. */
function linesOf(sku: string, first: number): CartLine[] {
  return TITLES.slice(0, LINES_MAX).map((title, index) => ({
    sku: `${sku}-${index}`,
    title,
    gtin: gtinOf(first + index),
    unit_amount: 9_900 + 1_000 * index,
    quantity: 1,
  }));
}

/** GTIN-13s of a Chinese company. */
function gtinOf(number: number): string {
  const digits = `6970995${String(number).padStart(5, '0')}`;
  const sum = [...digits].reduce((all, digit, place) => all + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

const bodyOf = (lines: readonly object[]): string => JSON.stringify({ lines });

/** Half of the products by GTIN, half by SKU, decided as their titles say. */
async function importProducts(port: number): Promise<void> {
  const products = KNOWN.map(({ sku, gtin, title = '' }, index) => {
    const found = readTitle(title);
    return {
      ...(index % 2 === 0 ? { gtin } : { merchant: 'mer_demo', sku }),
      ...(found.kind === 'device'
        ? { decision: 'approved', device: found.device }
        : { decision: 'excluded' }),
    };
  });
  await answerTo(port, 'PUT', '/v1/products', OPERATOR, JSON.stringify({ products }));
}

/** The carts are a measure only while the registry decides every line of the ones and none of the other. */
async function expectDecided(port: number, body: string, lines: number): Promise<void> {
  const quote = (await answerTo(port, 'POST', '/v1/quotes', AUTHORIZED, body)) as Quote;
  const decided = quote.lines.filter(({ tag }) => tag.evidence === 'registry').length;
  if (decided !== lines) throw new Error(`the registry decided ${decided} lines, not ${lines}`);
}

async function answerTo(
  port: number,
  method: string,
  path: string,
  headers: { readonly Authorization: string },
  body: string,
): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body,
  });
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
