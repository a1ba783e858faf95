// Delivers webhooks: signed afresh for each try, several at once, again and later until the endpoint says 2xx.
// What is owed lives in the store, so a restart goes on where it stopped. Never awaited by an API answer.
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Sandbox } from './context.ts';
import {
  WAKE_MAX_MS,
  WEBHOOK_AGE_MAX_MS,
  WEBHOOK_IN_FLIGHT_MAX,
  WEBHOOK_RETRY_MS,
  WEBHOOK_TIMEOUT_MS,
} from './limits.ts';
import type { SandboxEvent } from './objects.ts';
import { signatureHeader } from './signature.ts';
import type { Delivery } from './stored.ts';

export interface SignedEvent {
  body: string;
  headers: Record<string, string>;
}

/** An event as it would be sent now. */
export function signEvent(sandbox: Sandbox, event: SandboxEvent): SignedEvent {
  const body = JSON.stringify(event);
  const at_s = Math.floor(sandbox.now() / 1000);
  return {
    body,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Stripe-Signature': signatureHeader(body, sandbox.webhook.secret, at_s),
      'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    },
  };
}

export class Webhooks {
  readonly #sandbox: Sandbox;
  readonly #in_flight = new Set<string>();
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: WEBHOOK_IN_FLIGHT_MAX });
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: WEBHOOK_IN_FLIGHT_MAX });
  readonly #done: () => void;
  #closed = false;

  /** `done` is called after each try: it may have freed a place or set a new time. */
  constructor(sandbox: Sandbox, done: () => void) {
    this.#sandbox = sandbox;
    this.#done = done;
  }

  /** Starts every delivery that is due and fits, and returns at once. */
  sendDue(): void {
    const { store, webhook } = this.#sandbox;
    if (this.#closed || webhook.mode === 'hold' || webhook.url === null) return;
    const free = WEBHOOK_IN_FLIGHT_MAX - this.#in_flight.size;
    if (free <= 0) return;
    const due = store.dueDeliveries(this.#sandbox.now(), WEBHOOK_IN_FLIGHT_MAX);
    for (const delivery of due.filter(({ event_id }) => !this.#in_flight.has(event_id)).slice(0, free)) {
      void this.send(delivery).then(this.#done);
    }
  }

  /** Tries one delivery now, whatever its state, and notes how it went. Never rejects. */
  async send(delivery: Delivery): Promise<string> {
    const { store } = this.#sandbox;
    const event = store.find('event', delivery.event_id);
    if (event === undefined) return 'the event is gone';
    this.#in_flight.add(delivery.event_id);
    const result = await this.#post(signEvent(this.#sandbox, event));
    this.#in_flight.delete(delivery.event_id);
    if (!this.#closed) this.#note(delivery, result);
    return result;
  }

  /** When the next delivery not yet due will be, in ms; null when there is none, or when deliveries are held. */
  nextMs(): number | null {
    const { store, webhook, now } = this.#sandbox;
    return webhook.mode === 'hold' || webhook.url === null ? null : store.nextDelivery(now());
  }

  close(): void {
    this.#closed = true;
    this.#http.destroy();
    this.#https.destroy();
  }

  #note({ event_id, tries, first_ms }: Delivery, result: string): void {
    const { store, now } = this.#sandbox;
    const state_now = store.delivery(event_id)?.state;
    if (state_now === undefined) return;
    if (/^2\d\d$/.test(result)) {
      store.saveDelivery(event_id, 'delivered', 0, result, 1);
      return;
    }
    const pause = WEBHOOK_RETRY_MS[Math.min(tries, WEBHOOK_RETRY_MS.length - 1)] ?? WAKE_MAX_MS;
    const next_ms = now() + pause;
    const too_old = next_ms - first_ms > WEBHOOK_AGE_MAX_MS;
    const failed = state_now !== 'pending' ? state_now : too_old ? 'given_up' : 'pending';
    store.saveDelivery(event_id, failed, next_ms, result, 1);
  }

  /** The status the endpoint answered, or what went wrong, as text. */
  #post({ body, headers }: SignedEvent): Promise<string> {
    const { url } = this.#sandbox.webhook;
    if (url === null) return Promise.resolve('no webhook url is set');
    const secure = url.startsWith('https:');
    const options = {
      method: 'POST',
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      timeout: WEBHOOK_TIMEOUT_MS,
    };
    return new Promise((resolve) => {
      const request = secure
        ? httpsRequest(url, { ...options, agent: this.#https })
        : httpRequest(url, { ...options, agent: this.#http });
      request.on('response', (response) => {
        response.resume();
        response.on('close', () => resolve(String(response.statusCode)));
      });
      request.on('timeout', () => request.destroy(new Error(`no answer in ${WEBHOOK_TIMEOUT_MS} ms`)));
      request.on('error', (error) => resolve(error.message === '' ? 'connection failed' : error.message));
      request.end(body);
    });
  }
}
