// An endpoint: who may call it and what it takes, stated once, kept the same way everywhere, and written into the
// OpenAPI document. A route file holds one endpoint and its handler.

import type { Context } from 'hono';
import * as z from 'zod';
import { IDEMPOTENCY_KEY_CHARS_MAX } from '../src/limits.ts';
import type { UnixSeconds } from '../src/time.ts';
import { checkOrigin } from './cors.ts';
import { ownerOf } from './directory.ts';
import type { Env } from './env.ts';
import { type ApiError, forbidden, invalid, shown, unauthenticated } from './errors.ts';
import { hasKeyForm, KEY_KINDS, type KeyKind } from './keys.ts';
import type { KeyOwner, Merchant } from './objects/directory.ts';
import { parseBody, parseQuery } from './parse.ts';

export type AppEnv = {
  Bindings: Env;
  /** `unreadable`: by the page that called. */
  Variables: { request_id: string; unreadable?: boolean };
};
export type AppContext = Context<AppEnv>;

/** How a body is read that is not read like most. */
export type BodyReading<Read> = {
  readonly read: (request: Request) => Promise<Read>;
  /** What else than JSON it may be. */
  readonly media_type?: string;
  /** Where it may be larger than others. */
  readonly bytes_max?: number;
};

/** What an endpoint says of itself. */
export type EndpointSpec<Body extends z.ZodType, Query extends z.ZodType, Read = z.output<Body>> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly keys: readonly KeyKind[];
  readonly body?: Body;
  readonly reading?: BodyReading<Read>;
  readonly query?: Query;
  /** Whether an Idempotency-Key counts, or must be sent. */
  readonly idempotent?: boolean | 'required';
  readonly answer: { readonly status: number; readonly description: string; readonly schema?: z.ZodType };
};

/** What a handler is given: everything checked. */
export type Call<Body, Query> = {
  readonly c: AppContext;
  /** The path's `:id`. */
  readonly id: string;
  readonly body: Body;
  readonly query: Query;
  readonly owner: KeyOwner;
  readonly idempotency_key: string | null;
  readonly now: UnixSeconds;
  readonly now_ms: number;
};

type AnySpec = EndpointSpec<z.ZodType, z.ZodType, unknown>;

/** What an endpoint takes of some kinds of keys, and does with it. */
type Form = {
  readonly spec: AnySpec;
  readonly take: (c: AppContext, owner: KeyOwner) => Promise<Response>;
};

export type Endpoint = {
  /** Of the first form, with the keys of all. */
  readonly spec: AnySpec;
  /** One for most endpoints. No kind of key is in two of them. */
  readonly forms: readonly Form[];
  readonly run: (c: AppContext) => Promise<Response>;
};

/** Binds a handler to its endpoint: key, origin, query and body are checked before it runs (SPEC A1–A4). */
export function endpoint<Body extends z.ZodType, Query extends z.ZodType, Read = z.output<Body>>(
  spec: EndpointSpec<Body, Query, Read>,
  handle: (call: Call<Read, z.output<Query>>) => Promise<Response>,
): Endpoint {
  const read = spec.reading?.read ?? ((request: Request) => parseBody(request, spec.body ?? NOTHING));
  const take = async (c: AppContext, owner: KeyOwner): Promise<Response> => {
    const now_ms = Date.now();
    const call = {
      c,
      owner,
      id: c.req.param('id') ?? '',
      query: parseQuery(c.req.url, spec.query ?? NOTHING),
      body: await read(c.req.raw),
      idempotency_key: spec.idempotent ? idempotencyKeyOf(c, spec.idempotent === 'required') : null,
      now: Math.floor(now_ms / 1000),
      now_ms,
    };
    return handle(call as Call<Read, z.output<Query>>);
  };
  return withForms([{ spec, take }]);
}

/**
 * One endpoint of several with the same method and path, which take and answer other things for other kinds of keys.
 *
 * @throws where two of them are for the same kind of key, or of another method or path
 */
export function byKey(...endpoints: readonly Endpoint[]): Endpoint {
  return withForms(endpoints.flatMap(({ forms }) => forms));
}

function withForms(forms: readonly Form[]): Endpoint {
  const [first] = forms;
  if (first === undefined) throw new Error('an endpoint has a form');
  const { method, path } = first.spec;
  const form_of = new Map<KeyKind, Form>();
  for (const form of forms) {
    const { spec } = form;
    if (spec.method !== method || spec.path !== path) {
      throw new Error(`${spec.method} ${spec.path} is no form of ${method} ${path}`);
    }
    for (const kind of spec.keys) {
      if (form_of.has(kind)) throw new Error(`${method} ${path} has two forms for ${kind}_ keys`);
      form_of.set(kind, form);
    }
  }
  const keys = [...form_of.keys()];
  const run = async (c: AppContext): Promise<Response> => {
    const owner = await authenticate(c);
    const form = form_of.get(owner.kind);
    if (form === undefined) throw kindNotAllowed(owner.kind, keys);
    checkOrigin(c, owner);
    return form.take(c, owner);
  };
  return { spec: { ...first.spec, keys }, forms, run };
}

/** The merchant whose key it is. Endpoints that ask do not admit the operator's keys, which have none. */
export function merchantOf(owner: KeyOwner): Merchant {
  if (owner.kind === 'ok') throw new Error('this endpoint admits keys that belong to no merchant');
  return owner.merchant;
}

/** What an endpoint takes that says nothing of it: every field is unknown. */
const NOTHING = z.strictObject({});

async function authenticate(c: AppContext): Promise<KeyOwner> {
  const header = c.req.header('Authorization');
  if (header === undefined) {
    throw unauthenticated("Expected the header 'Authorization: Bearer KEY', got none.");
  }
  const key = /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? '';
  if (!hasKeyForm(key)) {
    throw unauthenticated(`Expected 'Authorization: Bearer KEY' with a key that begins with ${KINDS}.`);
  }
  const owner = await ownerOf(c.env, key, c.req.raw.headers);
  if (owner === null) throw unauthenticated(`Invalid API key: ${key.slice(0, 3)}…${key.slice(-4)}`);
  return owner;
}

const kindNotAllowed = (kind: KeyKind, keys: readonly KeyKind[]): ApiError =>
  forbidden(
    'key_kind_not_allowed',
    `Expected a key of the kind ${keys.map((one) => `${one}_`).join(' or ')}, got one of the kind ${kind}_.`,
  );

const KINDS = KEY_KINDS.map((kind) => `${kind}_`).join(', ');

function idempotencyKeyOf(c: AppContext, required: boolean): string | null {
  const key = c.req.header('Idempotency-Key');
  if (key === undefined && required) {
    throw invalid(
      'idempotency_key_missing',
      "Expected the header 'Idempotency-Key', got none: money must not go back twice.",
      'Idempotency-Key',
    );
  }
  if (key === undefined) return null;
  if (key.length === 0 || key.length > IDEMPOTENCY_KEY_CHARS_MAX) {
    throw invalid(
      'idempotency_key_invalid',
      `Idempotency-Key: expected 1 to ${IDEMPOTENCY_KEY_CHARS_MAX} characters, got '${shown(key)}' (${key.length}).`,
      'Idempotency-Key',
    );
  }
  return key;
}
