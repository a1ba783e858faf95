// The OpenAPI document, made from the same endpoint specs and schemas that the requests are checked against.

import * as z from 'zod';
import { IDEMPOTENCY_KEY_CHARS_MAX } from '../src/limits.ts';
import { ErrorSchema } from '../src/wire/objects.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 of everything under /v1. */
export function openApiDocument(): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const { spec } of ENDPOINTS) {
    const path = spec.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operation(spec, schemas) };
  }
  paths['/v1/webhooks/stripe'] = { post: WEBHOOK };
  schemaOf(ErrorSchema, 'output', schemas);
  return {
    openapi: '3.1.0',
    servers: [{ url: '/' }],
    info: { title: 'Zhehui 浙惠', version: '0.1.0', description: 'Point-of-sale consumer subsidies.' },
    paths,
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } }, schemas },
  };
}

function operation(spec: Endpoint['spec'], schemas: Json): Json {
  const { keys, path, query, body, reading, idempotent, answer } = spec;
  const content = answer.schema && {
    'application/json': { schema: schemaOf(answer.schema, 'output', schemas) },
  };
  const answered = { description: answer.description, ...(content && { content }) };
  return {
    operationId: operationIdOf(spec),
    summary: spec.summary,
    description: `Keys: ${keys.map((kind) => `${kind}_`).join(', ')}.`,
    security: [{ key: [] }],
    parameters: [
      ...pathParameters(path),
      ...queryParameters(query),
      ...(idempotent ? [{ ...IDEMPOTENCY_KEY, required: idempotent === 'required' }] : []),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: schemaOf(body, 'input', schemas) },
          ...(reading && { [reading.media_type]: { schema: { type: 'string' } } }),
        },
      },
    }),
    responses: {
      [answer.status]: answered,
      // The same request again finds what the first one made.
      ...(idempotent === true && { 200: answered }),
      '4XX': REFUSAL,
      '5XX': REFUSAL,
    },
  };
}

/** `POST /v1/checkouts/:id/cancel` → `postCheckoutsIdCancel`. */
function operationIdOf({ method, path }: Endpoint['spec']): string {
  const words = path.replace('/v1/', '').match(/\w+/g) ?? [];
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const REFUSAL = {
  description: 'A refusal: what was expected and what came.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', minLength: 1, maxLength: IDEMPOTENCY_KEY_CHARS_MAX },
  description:
    'The same key with the same body gives the first answer again, with Idempotent-Replayed: true.',
};

const WEBHOOK = {
  operationId: 'receiveStripeWebhook',
  security: [],
  summary: "Takes Stripe's events.",
  description: "Signed with Stripe's webhook secret instead of a key.",
  parameters: [{ name: 'Stripe-Signature', in: 'header', required: true, schema: { type: 'string' } }],
  responses: { 200: { description: 'Held durably.' }, '4XX': REFUSAL, '5XX': REFUSAL },
};

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (query === undefined) return [];
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, of]) => ({ name, in: 'query', schema: of }));
}

/** A JSON Schema; the named schemas it uses are put among the components. */
function schemaOf(of: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const text = JSON.stringify(z.toJSONSchema(of, { io })).replaceAll('#/$defs/', '#/components/schemas/');
  const { $schema: _, $defs = {}, ...json } = JSON.parse(text) as Json & { $defs?: Json };
  Object.assign(schemas, $defs);
  return json;
}
