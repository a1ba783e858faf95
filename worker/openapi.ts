// The OpenAPI document, made from the same endpoint specs and schemas that the requests are checked against.

import * as z from 'zod';
import { IDEMPOTENCY_KEY_CHARS_MAX } from '../src/limits.ts';
import { ErrorSchema } from '../src/wire/objects.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';

type Json = Record<string, unknown>;
type Spec = Endpoint['spec'];

let text: string | null = null;

/** OpenAPI 3.1 of everything under /v1, as it is answered. A Worker makes it once: that takes longer than most requests. */
export function openApiText(): string {
  text ??= JSON.stringify(openApiDocument());
  return text;
}

function openApiDocument(): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const endpoint of ENDPOINTS) {
    const { method, path: route } = endpoint.spec;
    const path = route.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(endpoint, schemas) };
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

function operation({ spec, forms }: Endpoint, schemas: Json): Json {
  const { keys, path, idempotent, answer } = spec;
  const specs = forms.map((form) => form.spec);
  const answers = specs.flatMap((one) => one.answer.schema ?? []);
  const answered = {
    description: answer.description,
    ...(answers.length > 0 && {
      content: { 'application/json': { schema: anyOf(answers, 'output', schemas) } },
    }),
  };
  return {
    operationId: operationIdOf(spec),
    summary: spec.summary,
    description: [`Keys: ${prefixes(keys)}.`, ...differences(specs)].join(' '),
    security: [{ key: [] }],
    parameters: [
      ...pathParameters(path),
      ...queryParameters(specs),
      ...(idempotent ? [{ ...IDEMPOTENCY_KEY, required: idempotent === 'required' }] : []),
    ],
    ...requestBody(specs, schemas),
    responses: {
      [answer.status]: answered,
      // The same request again finds what the first one made.
      ...(idempotent === true && { 200: answered }),
      '4XX': REFUSAL,
      '5XX': REFUSAL,
    },
  };
}

const prefixes = (keys: readonly string[]): string => keys.map((kind) => `${kind}_`).join(', ');

/** What each kind of key is for, where the call is not the same for all of them. */
function differences(specs: readonly Spec[]): string[] {
  return specs.length === 1 ? [] : specs.map(({ keys, summary }) => `With ${prefixes(keys)}: ${summary}`);
}

function requestBody(specs: readonly Spec[], schemas: Json): Json {
  const bodies = specs.flatMap(({ body }) => body ?? []);
  if (bodies.length === 0) return {};
  const texts = specs.flatMap(({ reading }) => reading?.media_type ?? []);
  const content = {
    'application/json': { schema: anyOf(bodies, 'input', schemas) },
    ...Object.fromEntries(texts.map((media_type) => [media_type, { schema: { type: 'string' } }])),
  };
  const required = !bodies.some((body) => body.safeParse({}).success);
  return { requestBody: { required, content } };
}

/** `POST /v1/checkouts/:id/cancel` → `postCheckoutsIdCancel`. */
function operationIdOf({ method, path }: Spec): string {
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

/** The parameters of all forms, each once; of those that not every key may send it is said whose they are. */
function queryParameters(specs: readonly Spec[]): Json[] {
  const named = specs.map(({ query }) => (query === undefined ? {} : propertiesOf(query)));
  const names = new Set(named.flatMap((properties) => Object.keys(properties)));
  return [...names].map((name) => {
    const forms = specs.filter((_, form) => name in (named[form] ?? {}));
    const schema = named.find((properties) => name in properties)?.[name];
    const whose = forms.length < specs.length && {
      description: `With ${prefixes(forms.flatMap(({ keys }) => keys))} only.`,
    };
    return { name, in: 'query', ...whose, schema };
  });
}

const propertiesOf = (query: z.ZodType): Json => z.toJSONSchema(query, { io: 'input' }).properties ?? {};

/** The JSON Schema of what is one of these; of the same one twice, that one. */
function anyOf(of: readonly z.ZodType[], io: 'input' | 'output', schemas: Json): unknown {
  const different = [...new Set(of)].map((one) => schemaOf(one, io, schemas));
  return different.length === 1 ? different[0] : { anyOf: different };
}

/** A JSON Schema; the named schemas it uses are put among the components. */
function schemaOf(of: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const text = JSON.stringify(z.toJSONSchema(of, { io })).replaceAll('#/$defs/', '#/components/schemas/');
  const { $schema: _, $defs = {}, ...json } = JSON.parse(text) as Json & { $defs?: Json };
  Object.assign(schemas, $defs);
  return json;
}
