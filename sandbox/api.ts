// One API request from headers to answer: key, version, route, idempotency, faults, work. The work and its stored answer
// commit together, so an answer that was sent is durable. Knows nothing of sockets and nothing of any one operation.
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { authenticate, checkVersion } from './auth.ts';
import type { Call, Sandbox } from './context.ts';
import { envelope, invalid, StripeFailure } from './errors.ts';
import type { Fault, Faults } from './faults.ts';
import { canonicalForm, decodeForm, type FormTree } from './form.ts';
import { randomText } from './ids.ts';
import { IDEMPOTENCY_KEPT_MS, IDEMPOTENCY_KEY_CHARS } from './limits.ts';
import { API_VERSION } from './params.ts';
import { findRoute, permit, publicView, type Work } from './routes.ts';

export interface ApiRequest {
  method: string;
  path: string;
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
}
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}
/** What the client gets: an answer, or a connection that is cut. */
export type Outcome = Answer | 'cut';

interface Begun {
  call: Call;
  request_id: string;
  path: string;
  key: string | null;
  fingerprint: string;
  fault: Fault | undefined;
}

export class Api {
  readonly #sandbox: Sandbox;
  readonly #faults: Faults;
  /** Keys of requests under way: only a delayed request lets another come between. */
  readonly #in_flight = new Set<string>();

  constructor(sandbox: Sandbox, faults: Faults) {
    this.#sandbox = sandbox;
    this.#faults = faults;
  }

  /** Answers one request. Never throws: what it does not understand becomes a 4xx, a bug becomes a 500. */
  async answer(request: ApiRequest): Promise<Outcome> {
    const request_id = `req_${randomText(14)}`;
    const common: Record<string, string> = { 'Request-Id': request_id, 'Stripe-Version': API_VERSION };
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
    if (typeof key === 'string' && key !== '') common['Idempotency-Key'] = key;
    try {
      const outcome = await this.#serve(
        request,
        request_id,
        typeof key === 'string' && key !== '' ? key : null,
      );
      return outcome === 'cut' ? 'cut' : { ...outcome, headers: { ...common, ...outcome.headers } };
    } catch (error) {
      const refusal = refusalOf(error, request_id);
      return { ...refusal, headers: { ...common, ...refusal.headers } };
    }
  }

  async #serve(request: ApiRequest, request_id: string, key: string | null): Promise<Outcome> {
    const { method, path } = request;
    const authority = authenticate(this.#sandbox, request.headers.authorization);
    checkVersion(request.headers);
    const { route, id } = findRoute(method, path);
    permit(route, authority);
    const tree = parameters(request);
    const fault = this.#faults.take(method, path);
    if (fault?.kind === 'drop_request') return 'cut';
    const broken = fault?.when === 'before' ? faultAnswer(fault, request_id) : undefined;
    if (broken !== undefined && fault?.stored !== true) {
      await delay(fault, 'before');
      return broken;
    }
    const call: Call = { sandbox: this.#sandbox, request_id, idempotency_key: key, authority };
    const begun: Begun = {
      call,
      request_id,
      path,
      key,
      fingerprint: key === null ? '' : digest(tree),
      fault,
    };
    const replay = key === null ? undefined : this.#replay(begun, key);
    if (replay !== undefined) return this.#send(begun, replay);
    return this.#begin(begun, broken ?? route.prepare(tree, id, path));
  }

  /** The stored answer of an earlier request with this key; a refusal if that was another request, or still is one. */
  #replay(begun: Begun, key: string): Answer | undefined {
    if (key.length > IDEMPOTENCY_KEY_CHARS) {
      throw invalid(`Idempotency keys can be at most ${IDEMPOTENCY_KEY_CHARS} characters long.`);
    }
    const known = this.#sandbox.store.answer(key, this.#sandbox.now() - IDEMPOTENCY_KEPT_MS);
    if (known === undefined) {
      if (this.#in_flight.has(key)) throw keyInUse(key);
      return undefined;
    }
    if (known.path !== begun.path) {
      throw mismatch(
        `for the same endpoint they were first used for ('${begun.path}' vs '${known.path}')`,
        key,
      );
    }
    if (known.fingerprint !== begun.fingerprint)
      throw mismatch('with the same parameters they were first used with', key);
    const headers: Record<string, string> = {
      'Idempotent-Replayed': 'true',
      'Original-Request': known.request_id,
    };
    if (known.status >= 500) headers['Stripe-Should-Retry'] = 'false';
    return { status: known.status, headers, body: known.body };
  }

  /** From here on the key is bound: to the work's answer, or to the one that a fault gives in its place. */
  async #begin(begun: Begun, work: Work | Answer): Promise<Outcome> {
    const { fault, key } = begun;
    if (key !== null) this.#in_flight.add(key);
    try {
      await delay(fault, 'before');
      if (typeof work === 'function') return await this.#send(begun, this.#execute(begun, work));
      this.#store(begun, work);
      return work;
    } finally {
      if (key !== null) this.#in_flight.delete(key);
    }
  }

  /** Runs the work in one transaction with its stored answer. A refusal undoes the work, and is stored all the same. */
  #execute(begun: Begun, work: Work): Answer {
    const { store } = this.#sandbox;
    try {
      return store.transaction(() => this.#finish(begun, perform(begun, work)));
    } catch (error) {
      if (!(error instanceof StripeFailure)) throw error;
      const refusal = refusalOf(error, begun.request_id);
      return begun.key === null ? refusal : store.transaction(() => this.#finish(begun, refusal));
    }
  }

  #finish(begun: Begun, answer: Answer): Answer {
    const { fault } = begun;
    const instead =
      fault?.when === 'after' && fault.stored ? faultAnswer(fault, begun.request_id) : undefined;
    const final = instead ?? answer;
    this.#store(begun, final);
    return final;
  }

  #store({ key, path, fingerprint, request_id }: Begun, { status, body }: Answer): void {
    if (key === null) return;
    this.#sandbox.store.saveAnswer(key, this.#sandbox.now(), { path, fingerprint, request_id, status, body });
  }

  async #send({ fault, request_id }: Begun, answer: Answer): Promise<Outcome> {
    if (fault === undefined) return answer;
    await delay(fault, 'after');
    if (fault.kind === 'drop_reply') return 'cut';
    return (fault.when === 'after' && faultAnswer(fault, request_id)) || answer;
  }
}

/** Form parameters, from the query of a GET or the body of a POST. Anything but a form is a 400, as on Stripe. */
function parameters(request: ApiRequest): FormTree {
  if (request.method !== 'POST') return decodeForm(request.query);
  const type = request.headers['content-type'] ?? '';
  if (request.body !== '' && !type.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    throw invalid(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any ' +
        'questions, we can help at https://support.stripe.com/.',
    );
  }
  return decodeForm(request.query === '' ? request.body : `${request.query}&${request.body}`);
}

function perform({ call, request_id }: Begun, work: Work): Answer {
  const { object, declined } = work(call);
  if (declined === undefined) return { status: 200, headers: {}, body: JSON.stringify(object) };
  const { payment_intent } = declined;
  const shown =
    payment_intent && call.authority === 'publishable' ? publicView(payment_intent) : payment_intent;
  const fields = { ...declined, payment_intent: shown as typeof payment_intent };
  return { status: 402, headers: {}, body: envelope(fields, request_id) };
}

function refusalOf(error: unknown, request_id: string): Answer {
  if (error instanceof StripeFailure) {
    return { status: error.status, headers: { ...error.headers }, body: envelope(error.fields, request_id) };
  }
  const detail = error instanceof Error ? error.message : String(error);
  const message = `The sandbox has a fault of its own: ${detail}`;
  return { status: 500, headers: {}, body: envelope({ type: 'api_error', message }, request_id) };
}

/** The answer that a fault gives in place of the real one; undefined when it gives none. */
function faultAnswer(fault: Fault, request_id: string): Answer | undefined {
  const { status } = fault;
  const retry = fault.should_retry ?? (fault.stored || status === 429 ? false : null);
  const headers: Record<string, string> = retry === null ? {} : { 'Stripe-Should-Retry': String(retry) };
  if (fault.kind === 'html') {
    const body = '<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>';
    return { status, headers: { ...headers, 'Content-Type': 'text/html' }, body };
  }
  if (fault.kind === 'no_error_key') return { status, headers, body: '{"message":"no healthy upstream"}' };
  if (fault.kind !== 'status') return undefined;
  const message = status === 429 ? 'Request rate limit exceeded.' : 'An unknown error occurred.';
  const fields =
    status === 429 ? { type: 'invalid_request_error', code: 'rate_limit' } : { type: 'api_error' };
  return { status, headers, body: envelope({ ...(fields as { type: 'api_error' }), message }, request_id) };
}

async function delay(fault: Fault | undefined, when: Fault['when']): Promise<void> {
  if (fault !== undefined && fault.delay_ms > 0 && fault.when === when) await wait(fault.delay_ms);
}

function digest(tree: FormTree): string {
  return createHash('sha256').update(canonicalForm(tree)).digest('base64');
}

function keyInUse(key: string): StripeFailure {
  const message =
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, ' +
    `and the other request is still going through): ${key}. Please try again later.`;
  const fields = { type: 'invalid_request_error', code: 'idempotency_key_in_use', message } as const;
  return new StripeFailure(409, fields, { 'Stripe-Should-Retry': 'true' });
}

function mismatch(rule: string, key: string): StripeFailure {
  const message = `Keys for idempotent requests can only be used ${rule}. Try using a key other than '${key}' if you meant to execute a different request.`;
  return new StripeFailure(400, { type: 'idempotency_error', message });
}
