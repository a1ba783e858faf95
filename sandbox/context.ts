// What every operation is handed: the sandbox it runs in and the call it serves. No behaviour beyond reading the clock.
import type { Store } from './store.ts';

export interface WebhookSettings {
  url: string | null;
  secret: string;
  mode: 'deliver' | 'hold';
  /** Event types the endpoint asked for; null means all of them. */
  enabled_events: string[] | null;
}

export interface Sandbox {
  readonly store: Store;
  /** Milliseconds since 1970 by the sandbox's own clock. */
  readonly now: () => number;
  /** Where the sandbox itself is reached: pages and QR codes point there. */
  readonly url: string;
  readonly secret_key: string;
  readonly publishable_key: string;
  webhook: WebhookSettings;
}

/** One API call, or (`request_id` null) something that happens by itself, as Stripe's events tell the two apart. */
export interface Call {
  readonly sandbox: Sandbox;
  readonly request_id: string | null;
  readonly idempotency_key: string | null;
  readonly authority: 'secret' | 'publishable';
}

export function selfCall(sandbox: Sandbox): Call {
  return { sandbox, request_id: null, idempotency_key: null, authority: 'secret' };
}

/** The sandbox's time in whole seconds, as Stripe's timestamps are. */
export function seconds(sandbox: Sandbox): number {
  return Math.floor(sandbox.now() / 1000);
}
