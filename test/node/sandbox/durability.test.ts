// What survives: a restart, a process killed at any moment, webhooks still owed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { REFUND_SETTLES_MS } from '../../../sandbox/limits.ts';
import {
  clientOf,
  controlOf,
  paid,
  payable,
  post,
  SECRET_KEY,
  startBench,
  startEndpoint,
} from './support.ts';

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zhehui-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'stripe.sqlite');
}

test('[X52] everything is there after a restart: objects, events, answers, settings', async () => {
  const state_file = stateFile();
  const before = await startBench({ state_file });
  const intent = await paid(before.stripe);
  const refund = await before.stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
  const form = 'amount=1000&currency=cny';
  const first = await post(before.url, '/v1/payment_intents', form, { 'idempotency-key': 'k' });
  await before.control('POST', 'webhooks', { mode: 'hold', url: 'http://127.0.0.1:9/hook' });
  const summary = await before.control('GET', 'summary');
  const events = (await before.stripe.events.list()).data;
  await before.close();
  const after = await startBench({ state_file, webhook_secret: undefined });
  expect(await after.control('GET', 'summary')).toEqual(summary);
  expect((await after.stripe.events.list()).data).toEqual(events);
  expect(await after.stripe.refunds.retrieve(refund.id)).toMatchObject({ amount: 100 });
  expect((await post(after.url, '/v1/payment_intents', form, { 'idempotency-key': 'k' })).text).toBe(
    first.text,
  );
  expect(await after.control('GET', 'webhooks')).toMatchObject({
    mode: 'hold',
    url: 'http://127.0.0.1:9/hook',
    secret: 'whsec_tests',
  });
});

test('[X52] webhooks still owed go out after a restart', async () => {
  const state_file = stateFile();
  const before = await startBench({ state_file, webhook_url: 'http://127.0.0.1:9/nobody' });
  await before.control('POST', 'webhooks', { mode: 'hold' });
  const { id } = await payable(before.stripe);
  await before.close();
  const endpoint = await startEndpoint();
  const after = await startBench({ state_file, webhook_url: endpoint.url });
  await after.control('POST', 'webhooks', { mode: 'deliver' });
  await vi.waitUntil(() => endpoint.received.length === 1);
  expect(endpoint.received[0]?.event.data.object).toMatchObject({ id });
});

test('[X52] a refund that should have settled while the sandbox was down settles when it starts', async () => {
  const state_file = stateFile();
  const before = await startBench({ state_file });
  const { id } = await paid(before.stripe, 'pm_card_pendingRefund');
  const refund = await before.stripe.refunds.create({ payment_intent: id });
  expect(refund.status).toBe('pending');
  await before.close();
  const after = await startBench({ state_file, now: () => before.clock.ms + REFUND_SETTLES_MS });
  await vi.waitUntil(async () => (await after.stripe.refunds.retrieve(refund.id)).status === 'succeeded');
});

test('[X53] the process starts from its environment, says so in one line, and ends cleanly on SIGTERM', async () => {
  const { child, url, lines } = await startProcess(stateFile());
  expect((await clientOf(url, SECRET_KEY).charges.list()).data).toEqual([]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(lines).toEqual([`sandbox ready on ${url}`]);
});

test('[X54] after kill -9 under load nothing that was answered is lost, and nothing is half done', async () => {
  const state_file = stateFile();
  const { child, url } = await startProcess(state_file);
  const answered: string[] = [];
  const worker = async (name: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const form = `amount=1000&currency=cny&payment_method=pm_card_visa&confirm=true&return_url=https%3A%2F%2Fshop.example`;
      const answer = await post(url, '/v1/payment_intents', form, { 'idempotency-key': `${name}/${i}` });
      if (answer.json['status'] === 'succeeded') answered.push(String(answer.json['id']));
      if (answered.length === 200) child.kill('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, (_, name) => worker(name)));
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  const second = await startProcess(state_file);
  const stripe = clientOf(second.url, SECRET_KEY);
  const stored = await stripe.paymentIntents.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
  const ids = new Set(stored.map(({ id }) => id));
  expect(answered.length).toBeGreaterThanOrEqual(200);
  expect(answered.filter((id) => !ids.has(id))).toEqual([]);
  expect(stored.every(({ status }) => status === 'succeeded')).toBe(true);
  const summary = await controlOf(second.url)<{ charges: { count: number }[]; received: number }>(
    'GET',
    'summary',
  );
  expect(summary.received).toBe(stored.length * 1_000);
  expect(summary.charges).toMatchObject([{ count: stored.length }]);
  const told = await stripe.events
    .list({ limit: 100, type: 'payment_intent.succeeded' })
    .autoPagingToArray({ limit: 10_000 });
  expect(told).toHaveLength(stored.length);
  second.child.kill('SIGKILL');
});

async function startProcess(
  state_file: string,
): Promise<{ child: ChildProcess; url: string; lines: string[] }> {
  const script = new URL('../../../sandbox/main.ts', import.meta.url).pathname;
  const env = { PATH: process.env['PATH'], SANDBOX_STATE_FILE: state_file };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(line));
  await once(output, 'line');
  return { child, url: lines[0]?.replace('sandbox ready on ', '') ?? '', lines };
}
