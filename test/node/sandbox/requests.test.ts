// Keys, versions, envelopes and malformed input: what happens before any operation.
import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientOf, PUBLISHABLE_KEY, payable, post, raw, refusalOf, startBench } from './support.ts';

test('[X1] a missing key is a 401, and a wrong one is never echoed whole', async () => {
  const { url } = await startBench();
  const missing = await raw(url, '/v1/charges', { headers: { authorization: '' } });
  expect(missing.status).toBe(401);
  expect(missing.json.error?.message).toContain('You did not provide an API key');
  const wrong = await refusalOf(clientOf(url, 'sk_test_0123456789abcdefghij').charges.list());
  expect(wrong).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
  expect(wrong.message).toBe('Invalid API Key provided: sk_test_************ghij');
});

test('[X1] a key may come as the user of Basic authentication', async () => {
  const { url } = await startBench();
  const basic = `Basic ${Buffer.from('sk_test_sandbox:').toString('base64')}`;
  expect((await raw(url, '/v1/charges', { headers: { authorization: basic } })).status).toBe(200);
});

test('[X2] a publishable key may only retrieve and confirm, with the right client secret, and sees less', async () => {
  const { url, stripe } = await startBench();
  const intent = await payable(stripe, { metadata: { internal: 'yes' } });
  const browser = clientOf(url, PUBLISHABLE_KEY);
  expect(await refusalOf(browser.paymentIntents.list())).toMatchObject({
    statusCode: 403,
    code: 'secret_key_required',
  });
  expect(await refusalOf(browser.paymentIntents.retrieve(intent.id))).toMatchObject({
    code: 'parameter_missing',
  });
  const wrong = browser.paymentIntents.retrieve(intent.id, { client_secret: `${intent.id}_secret_guess` });
  expect(await refusalOf(wrong)).toMatchObject({ statusCode: 400, param: 'client_secret' });
  const client_secret = intent.client_secret ?? '';
  const shown = await browser.paymentIntents.retrieve(intent.id, { client_secret });
  expect(shown).toMatchObject({ id: intent.id, amount: 269_900 });
  expect(shown).not.toHaveProperty('metadata');
  const form = `payment_method=pm_card_visa&client_secret=${client_secret}`;
  const confirmed = await post(url, `/v1/payment_intents/${intent.id}/confirm`, form, {
    authorization: `Bearer ${PUBLISHABLE_KEY}`,
  });
  expect(confirmed).toMatchObject({ status: 200, json: { status: 'succeeded' } });
});

test('[X3] only API version 2026-10-28.endive is spoken, and it is the default', async () => {
  const { url } = await startBench();
  const absent = await raw(url, '/v1/charges');
  expect(absent.headers.get('stripe-version')).toBe('2026-10-28.endive');
  const known = await raw(url, '/v1/charges', { headers: { 'stripe-version': '2026-10-28.endive' } });
  expect(known.status).toBe(200);
  const old = await raw(url, '/v1/charges', { headers: { 'stripe-version': '2024-06-20' } });
  expect(old).toMatchObject({ status: 400, json: { error: { type: 'invalid_request_error' } } });
});

test('[X4] every answer has a request id, and every refusal the whole envelope', async () => {
  const { url } = await startBench();
  const refused = await raw(url, '/v1/payment_intents/pi_none');
  const id = refused.headers.get('request-id');
  expect(id).toMatch(/^req_\w{14}$/);
  expect(refused).toMatchObject({
    status: 404,
    json: {
      error: {
        type: 'invalid_request_error',
        code: 'resource_missing',
        message: "No such payment_intent: 'pi_none'",
        param: 'intent',
        doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
        request_log_url: `https://dashboard.stripe.com/test/logs/${id}`,
      },
    },
  });
});

test("[X5] an unknown route is a 404 in Stripe's words", async () => {
  const { url } = await startBench();
  for (const path of [
    '/v1/customers',
    '/v1/charges/',
    '/v2/charges',
    '/',
    '/v1/payment_intents/pi_1/explode',
    '/v1/__proto__',
  ]) {
    const refused = await raw(url, path);
    expect([path, refused.status]).toEqual([path, 404]);
    expect(refused.json.error?.message).toContain(`Unrecognized request URL (GET: ${path})`);
  }
  expect((await raw(url, '/v1/charges', { method: 'DELETE' })).status).toBe(404);
});

test('[X6] a JSON body is refused, as Stripe refuses it', async () => {
  const { url } = await startBench();
  const headers = { 'content-type': 'application/json' };
  const refused = await raw(url, '/v1/payment_intents', { method: 'POST', body: '{"amount":1000}', headers });
  expect(refused.status).toBe(400);
  expect(refused.json.error?.message).toContain(
    'check that your POST content type is application/x-www-form-urlencoded',
  );
});

test('[X6] a body over the limit is a 413 without being read to its end', async () => {
  const { url } = await startBench();
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/v1/payment_intents`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    request.on('response', (response) => resolve(response.statusCode)).on('error', reject);
    request.write(`description=${'x'.repeat(2_000_000)}`);
  });
  expect(status).toBe(413);
});

test('[X6] no form, however odd, gives a 5xx', async () => {
  const { url } = await startBench();
  const key = fc.constantFrom(
    'amount',
    'metadata[a]',
    'metadata',
    'amount[',
    'a]b[',
    '[x]',
    '__proto__[x]',
    'expand[]',
    'expand[9999999999]',
    'amount_details[line_items][0][quantity]',
    'constructor',
    'payment_method_data[card][token]',
    '%',
    '%zz',
  );
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('', '%', '%ff', '1e3', '-1', '99999999999999999999', 'cny'),
  );
  const form = fc.array(fc.tuple(key, value), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(form, async (pairs) => {
      const text = pairs.map(([name, content]) => `${name}=${content}`).join('&');
      const { status } = await post(url, '/v1/payment_intents', `amount=1000&currency=cny&${text}`);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
});

test('[X6] a value that is also a hash, or brackets too deep, are refused', async () => {
  const { url } = await startBench();
  for (const form of [
    'a=1&a[b]=2',
    'a[b]=2&a=1',
    `a${'[b]'.repeat(12)}=1`,
    'amount=%E0%A4%A',
    'metadata[]=1&metadata=2',
  ]) {
    expect([form, (await post(url, '/v1/refunds', form)).status]).toEqual([form, 400]);
  }
});

test('[X2] a preflight is answered, so that a page may use a publishable key', async () => {
  const { url } = await startBench();
  const preflight = await fetch(`${url}/v1/payment_intents/pi_1/confirm`, { method: 'OPTIONS' });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
});

test('[X58] no page of another origin controls the sandbox, whatever key it sends', async () => {
  const { url, control } = await startBench();
  const before = await control('GET', 'webhooks');
  for (const origin of ['https://evil.example', 'http://127.0.0.1', 'http://localhost:8787', 'null']) {
    const preflight = await fetch(`${url}/_sandbox/webhooks`, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Headers': 'authorization' },
    });
    const body = '{"url": "https://evil.example"}';
    const posted = await raw(url, '/_sandbox/webhooks', {
      method: 'POST',
      body,
      headers: { Origin: origin },
    });
    for (const { status, headers } of [preflight, posted]) {
      expect([origin, status, headers.get('access-control-allow-origin')]).toEqual([origin, 403, null]);
    }
    expect(posted.json.error?.message).toContain(`got one of '${origin}'`);
  }
  expect(await control('GET', 'webhooks')).toEqual(before);
});

test('[X58] without an Origin, and from its own, the control API answers, and lets no page read it', async () => {
  const { url } = await startBench();
  for (const headers of [{}, { Origin: url }] as Record<string, string>[]) {
    const answer = await raw(url, '/_sandbox/summary', { headers });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  }
  const preflight = await fetch(`${url}/_sandbox/summary`, { method: 'OPTIONS', headers: { Origin: url } });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([401, null]);
});

test('[X3] calls on behalf of a connected account are refused', async () => {
  const { url } = await startBench();
  const refused = await raw(url, '/v1/charges', { headers: { 'stripe-account': 'acct_1' } });
  expect(refused).toMatchObject({ status: 403, json: { error: { code: 'account_invalid' } } });
});
