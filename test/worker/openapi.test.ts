// The OpenAPI document: every route, every reference resolved, every refusal's shape.

import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as limits from '../../src/limits.ts';
import { PRODUCT_COLUMNS } from '../../src/wire/products.ts';
import { app } from '../../worker/app.ts';
import { ENDPOINTS } from '../../worker/endpoints.ts';
import { productWith, ROBOT_PRODUCT, stocked, unstock } from './catalogue-support.ts';
import { call, KEY, openCheckout, ROBOT, send } from './support.ts';

type Json = Record<string, unknown>;
type Operation = {
  summary: string;
  description: string;
  parameters: { name: string; in: string }[];
  requestBody?: { required: boolean; content: { 'application/json': { schema: Json } } };
  responses: Record<string, { content?: { 'application/json': { schema: Json } } }>;
  security?: unknown;
};

let document: Json;
let paths: Record<string, Record<string, Operation>>;

beforeAll(async () => {
  document = (await call('/openapi.json', { key: '' })).body;
  paths = document['paths'] as typeof paths;
});

const inDocument = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

/** What a reference such as `#/components/schemas/Quote` points to. */
function at(reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((here, name) => (here as Json | undefined)?.[name], document);
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' ? [String(member)] : referencesIn(member),
  );
}

describe('the OpenAPI document', () => {
  it('[A9] is of version 3.1 and served to everybody', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: expect.stringContaining('Zhehui') } });
  });

  it('[A9] is made once, and may be kept', async () => {
    const first = await send('/openapi.json', { key: '' });
    expect(first.headers.get('Content-Type')).toBe('application/json');
    expect(first.headers.get('Cache-Control')).toBe(`public, max-age=${limits.OPENAPI_MAX_AGE_S}`);
    const made = vi.spyOn(JSON, 'stringify');
    const again = await send('/openapi.json', { key: '' });
    const times = made.mock.calls.length;
    made.mockRestore();
    expect(times).toBe(0);
    expect(await again.text()).toBe(await first.text());
  });

  it('[A9] names every route that the app serves under /v1, and no other', () => {
    const served = app.routes
      .filter(({ method, path }) => path.startsWith('/v1/') && !path.includes('*') && method !== 'ALL')
      .map(({ method, path }) => `${method} ${inDocument(path)}`);
    const named = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(named.sort()).toEqual([...new Set(served)].sort());
    expect(named.length).toBe(ENDPOINTS.length + 1);
  });

  it('[A9] only where every field may be left out it asks for no body', () => {
    const optional = ENDPOINTS.filter(({ spec: { path, method } }) => {
      const body = paths[inDocument(path)]?.[method.toLowerCase()]?.requestBody;
      return body?.required === false;
    });
    expect(optional.map(({ spec }) => `${spec.method} ${spec.path}`)).toEqual(['POST /v1/reconciliations']);
  });

  it('[A9] every reference in it resolves', () => {
    const references = [...new Set(referencesIn(document))];
    expect(references).toContain('#/components/schemas/Error');
    expect(
      references.filter((reference) => !reference.startsWith('#/') || at(reference) === undefined),
    ).toEqual([]);
  });

  it('[A9] every operation names the shape of its refusals', () => {
    for (const operation of Object.values(paths).flatMap((operations) => Object.values(operations))) {
      for (const status of ['4XX', '5XX']) {
        expect(operation.responses[status]?.content?.['application/json'].schema).toEqual({
          $ref: '#/components/schemas/Error',
        });
      }
    }
  });

  it('[A9] the shape of a refusal is the one that is answered', async () => {
    const { error } = (at('#/components/schemas/Error') as { properties: { error: Json } }).properties;
    const properties = error['properties'] as Record<string, { enum?: string[] }>;
    const answers = [
      await call('/v1/claims', { key: '' }),
      await call('/v1/claims?x=1'),
      await call('/nowhere'),
    ];
    for (const { body } of answers) {
      const refusal = body['error'] as Record<string, string>;
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(refusal)));
      for (const name of error['required'] as string[]) expect(refusal).toHaveProperty(name);
      expect(properties['type']?.enum).toContain(refusal['type']);
    }
  });

  it.each(ENDPOINTS.map(({ spec, forms }) => ({ name: `${spec.method} ${spec.path}`, spec, forms })))(
    '[A9] $name says who may call, what it takes and what it answers',
    ({ spec, forms }) => {
      const operation = paths[inDocument(spec.path)]?.[spec.method.toLowerCase()];
      if (operation === undefined) throw new Error('not in the document');
      expect(operation.summary).toBe(spec.summary);
      for (const kind of spec.keys) expect(operation.description).toContain(`${kind}_`);
      for (const form of forms.slice(1)) expect(operation.description).toContain(form.spec.summary);
      expect(operation.security).toEqual([{ key: [] }]);
      expect('requestBody' in operation).toBe(spec.body !== undefined);
      const answer = operation.responses[spec.answer.status];
      expect(answer?.content !== undefined).toBe(spec.answer.schema !== undefined);
      const names = operation.parameters.map(({ name }) => name);
      expect(names.includes('id')).toBe(spec.path.includes(':id'));
      expect(names.includes('Idempotency-Key')).toBe(spec.idempotent !== undefined);
    },
  );

  it('[A9] a request is described by the schema that it is checked against', () => {
    const cart = paths['/v1/checkouts']?.['post']?.requestBody?.content['application/json'].schema;
    const [server, page] = ((cart?.['anyOf'] ?? []) as Json[]).map(
      ({ $ref }) =>
        at(String($ref)) as {
          additionalProperties: boolean;
          required: string[];
          properties: { lines: Json; order_reference: Json };
        },
    );
    if (server === undefined || page === undefined) throw new Error('two kinds of requests are expected');
    expect(page.additionalProperties).toBe(false);
    expect(page.properties.lines).toMatchObject({ maxItems: limits.PAGE_LINES_MAX });
    expect(Object.keys((page.properties.lines['items'] as Json)['properties'] as Json)).toEqual([
      'sku',
      'quantity',
    ]);
    expect(JSON.stringify(page)).not.toMatch(/unit_amount|discount_amount|shipping_amount/);
    const schema = server;
    expect(schema.additionalProperties).toBe(false);
    expect([...schema.required].sort()).toEqual(['channel', 'lines', 'order_reference']);
    expect(schema.properties.lines).toMatchObject({ minItems: 1, maxItems: limits.LINES_MAX });
    expect(schema.properties.order_reference).toMatchObject({ maxLength: limits.ORDER_REFERENCE_CHARS_MAX });
  });

  it('[A9] a body that may be a file says so', () => {
    const content = paths['/v1/products']?.['put']?.requestBody?.content as Record<string, { schema: Json }>;
    expect(Object.keys(content)).toEqual(['application/json', 'text/csv']);
    const row = at('#/components/schemas/ProductRow') as { required: string[]; properties: Json };
    expect(row.required).toEqual(['decision']);
    expect(Object.keys(row.properties)).toEqual([...PRODUCT_COLUMNS]);
  });

  it('[A9] a call that is not the same for all keys describes each', () => {
    const put = paths['/v1/products']?.['put'];
    expect(put?.requestBody?.content['application/json'].schema).toEqual({
      anyOf: [
        { $ref: '#/components/schemas/ProductImportRequest' },
        { $ref: '#/components/schemas/CatalogueImportRequest' },
      ],
    });
    expect(put?.description).toMatch(/^Keys: ok_, sk_\. With ok_: .+ With sk_: .+catalogue/);
    const list = paths['/v1/products']?.['get']?.parameters as Json[];
    expect(list.find(({ name }) => name === 'decision')).toMatchObject({ description: 'With ok_ only.' });
    expect(list.find(({ name }) => name === 'sku')).not.toHaveProperty('description');
    expect(list.filter(({ name }) => name === 'limit')).toHaveLength(1);
  });

  it('[A9] the filters of claims are all there', () => {
    const names = (path: string) => paths[path]?.['get']?.parameters.map(({ name }) => name).sort();
    const filters = [
      ...['created[gte]', 'created[lt]', 'device', 'merchant', 'needs_review', 'order_reference'],
      'status',
    ];
    expect(names('/v1/claims')).toEqual([...filters, 'limit', 'starting_after'].sort());
    expect(names('/v1/claims/export')).toEqual([...filters, 'format'].sort());
  });

  it('[A9] answers have the fields that their schemas name, and no other', async () => {
    const fieldsOf = (path: string, method: string, status: string, form = 0): string[] => {
      const answer = paths[path]?.[method]?.responses[status]?.content?.['application/json'].schema as Json;
      const schema = 'anyOf' in answer ? ((answer['anyOf'] as Json[])[form] ?? {}) : answer;
      const named = '$ref' in schema ? (at(String(schema['$ref'])) as Json) : schema;
      return Object.keys(named['properties'] as Json).sort();
    };
    const quote = await call('/v1/quotes', { body: { lines: [ROBOT] } });
    expect(Object.keys(quote.body).sort()).toEqual(fieldsOf('/v1/quotes', 'post', '200'));
    const checkout = await openCheckout();
    expect(Object.keys(checkout).sort()).toEqual(fieldsOf('/v1/checkouts', 'post', '201'));
    const claim = await call(`/v1/claims/${checkout.claim?.id}`);
    expect(Object.keys(claim.body).sort()).toEqual(fieldsOf('/v1/claims/{id}', 'get', '200'));
    const programme = await call('/v1/programmes/zhejiang-ai-2025', { key: KEY.ok });
    expect(Object.keys(programme.body).sort()).toEqual(fieldsOf('/v1/programmes/{id}', 'get', '200'));
    const products = [{ gtin: '6901234567892', decision: 'excluded' }];
    const put = await call('/v1/products', { method: 'PUT', key: KEY.ok, body: { products } });
    expect(Object.keys(put.body).sort()).toEqual(fieldsOf('/v1/products', 'put', '200'));
    const [{ id }] = (await call('/v1/products', { key: KEY.ok })).body['data'] as [{ id: string }];
    await call(`/v1/products/${id}`, { method: 'DELETE', key: KEY.ok });
    const product = await call(`/v1/products/${id}`, { key: KEY.ok });
    expect(Object.keys(product.body).sort()).toEqual(fieldsOf('/v1/products/{id}', 'get', '200'));
    await stocked([ROBOT_PRODUCT], KEY.sk);
    const robot = await productWith(ROBOT_PRODUCT.sku, KEY.sk);
    await unstock(ROBOT_PRODUCT.sku, KEY.sk);
    const removed = await call(`/v1/products/${robot.id}`, { key: KEY.sk });
    expect(Object.keys(removed.body).sort()).toEqual(fieldsOf('/v1/products/{id}', 'get', '200', 1));
  });
});
