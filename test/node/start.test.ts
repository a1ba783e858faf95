import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkerd } from '../../scripts/workerd.ts';
import { Installation, until } from '../support/processes.ts';

const CATALOGUE = new URL('../../examples/catalogue.json', import.meta.url);

describe('npm start', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await Installation.make();
  });
  afterEach(() => installation.remove());

  /** npm start, once it has said all that it says. */
  async function start(): Promise<{ child: ChildProcess; printed: string }> {
    const child = installation.run('start.ts');
    let printed = '';
    child.stdout?.on('data', (chunk) => {
      printed += chunk;
    });
    await until(async () => printed.includes('Ctrl-C'));
    return { child, printed };
  }

  it('[G3] prints the address, the keys and a request that works', async () => {
    const { printed } = await start();
    expect(printed).toContain(installation.api);
    for (const key of ['pk_test_demo', 'sk_test_demo', 'tk_test_demo', 'fk_test_demo', 'ok_test_demo']) {
      expect(printed).toContain(key);
    }
    const curl = /curl [\s\S]*?'\{.*\}'/.exec(printed)?.[0] ?? '';
    const answer = JSON.parse(
      execFileSync('bash', ['-c', `curl -s ${curl.slice('curl '.length)}`], { encoding: 'utf8' }),
    );
    expect(answer).toMatchObject({ object: 'quote', subsidy_amount: 59_985, amount_due: 339_915 });
  });

  it('[V2] serves the built pages with their scripts and styles, under their policy', async () => {
    const child = await installation.serve();
    const page = await fetch(`${installation.api}/store`);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    const sandbox = `http://127.0.0.1:${installation.port + 1}`;
    expect(policy).toContain("default-src 'none'; script-src 'self' https://js.stripe.com");
    expect(policy).toContain(`connect-src 'self' https://api.stripe.com ${sandbox};`);
    const html = await page.text();
    // What the policy would refuse: nothing may stand in the page itself.
    expect(html).not.toMatch(/<style|style=|<script(?![^>]* src=)|\son\w+=/);
    const files = [...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map((match) => match[1]);
    expect([...new Set(files.map((file) => file?.split('.').pop()))].sort()).toEqual(['css', 'js']);
    for (const file of files) {
      expect(file).toMatch(/^\/assets\/[\w-]+\.\w+$/);
      const asset = await fetch(installation.api + file);
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    const config = await fetch(`${installation.api}/web-config.json`);
    expect(await config.json()).toEqual({
      publishable_key: 'pk_test_demo',
      stripe_js: `${sandbox}/stripe.js`,
    });
    expect((await fetch(`${sandbox}/stripe.js`)).status).toBe(200);
    child.kill('SIGINT');
    await once(child, 'exit');
  });

  it('[V5] the demo shop has its goods, those that qualify and those that do not', async () => {
    const child = await installation.serve();
    const { products } = JSON.parse(readFileSync(CATALOGUE, 'utf8')) as { products: { sku: string }[] };
    const lines = products.map(({ sku }) => ({ sku, quantity: 1 }));
    const quote = () =>
      fetch(`${installation.api}/v1/quotes`, {
        method: 'POST',
        headers: { Authorization: 'Bearer pk_test_demo' },
        body: JSON.stringify({ lines }),
      });
    await until(async () => (await quote()).ok);
    const quoted = (await (await quote()).json()) as { lines: { sku: string; tag: { reason: string } }[] };
    const reasons = Object.fromEntries(quoted.lines.map(({ sku, tag }) => [sku, tag.reason]));
    const { G20S, DUSTBAG, 'CARE-2Y': care, 'DYSON-V12': cleaner } = reasons;
    expect({ G20S, DUSTBAG, care, cleaner }).toEqual({
      ...{ G20S: 'title_device', DUSTBAG: 'accessory', care: 'service', cleaner: 'other_product' },
    });
    expect(Object.values(reasons).filter((reason) => reason === 'title_device')).toHaveLength(7);
    child.kill('SIGINT');
    await once(child, 'exit');
  });

  it('[G3] Ctrl-C ends all that it started', async () => {
    const { child } = await start();
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    for (const port of [installation.port, installation.port + 1]) {
      await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
    }
  });

  it('[G3] says so when the port is taken', async () => {
    await installation.serve();
    const second = installation.run('start.ts');
    let complaint = '';
    second.stderr?.on('data', (chunk) => {
      complaint += chunk;
    });
    const [code] = await once(second, 'close');
    expect(code).toBe(1);
    expect(complaint).toContain(`Port ${installation.port} is taken`);
  });

  const SECRETS = {
    STRIPE_SECRET_KEY: 'sk_live_1',
    STRIPE_WEBHOOK_SECRET: 'whsec_1',
    OPERATOR_KEY: `ok_${'a'.repeat(32)}`,
    PERSONAL_DATA_KEY: 'p'.repeat(32),
    STRIPE_PUBLISHABLE_KEY: 'pk_live_1',
  };

  it('[A6] a deployment does not know the published keys, and refuses storage that does', async () => {
    const { port, state_dir } = installation;
    const deployed = startWorkerd({ port, state_dir, settings: SECRETS });
    await deployed.ready;
    for (const kind of ['pk', 'sk', 'tk', 'fk', 'ok']) {
      expect((await ask(port, `${kind}_test_demo`)).status).toBe(401);
    }
    expect((await ask(port, SECRETS.OPERATOR_KEY)).status).toBe(200);
    await deployed.stop();
  });

  it('[A6] storage that served development serves no deployment', async () => {
    const { port, state_dir } = installation;
    const developed = startWorkerd({ port, state_dir, settings: { ENVIRONMENT: 'development' } });
    await developed.ready;
    expect((await ask(port, 'ok_test_demo')).status).toBe(200);
    await developed.stop();
    const deployed = startWorkerd({ port, state_dir, settings: SECRETS });
    await deployed.ready;
    expect((await ask(port, 'ok_test_demo')).status).toBeGreaterThanOrEqual(500);
    await deployed.stop();
  });

  it('[A6] does not start in development with a live Stripe key', async () => {
    const settings = { ENVIRONMENT: 'development', STRIPE_SECRET_KEY: 'sk_live_1' };
    const refused = startWorkerd({ port: installation.port, state_dir: installation.state_dir, settings });
    await expect(refused.ready).rejects.toThrow('workerd ended with code 1');
  });

  it('[A6] answers nobody while a secret is missing', async () => {
    const { port, state_dir } = installation;
    const { PERSONAL_DATA_KEY: _, ...settings } = SECRETS;
    const incomplete = startWorkerd({ port, state_dir, settings });
    await incomplete.ready;
    const answer = await ask(port, SECRETS.OPERATOR_KEY);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('PERSONAL_DATA_KEY');
    await incomplete.stop();
  });
});

function ask(port: number, key: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/v1/programmes`, { headers: { Authorization: `Bearer ${key}` } });
}
