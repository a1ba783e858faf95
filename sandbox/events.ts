// Writes events and hands them to the webhook queue, in the transaction of the change they tell of.
// An event holds a snapshot: it never changes after it is written, except for `pending_webhooks`.
import { type Call, type Sandbox, seconds } from './context.ts';
import { newId } from './ids.ts';
import type { EventType, SandboxEvent } from './objects.ts';
import { API_VERSION } from './params.ts';

/** Records that something happened to `object`; `previous` holds the old values of what an update changed. */
export function record(call: Call, type: EventType, object: object, previous?: object): void {
  const { sandbox } = call;
  const wanted = isWanted(sandbox, type);
  const event: SandboxEvent = {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: seconds(sandbox),
    data: previous === undefined ? { object } : { object, previous_attributes: previous },
    livemode: false,
    pending_webhooks: wanted ? 1 : 0,
    request: { id: call.request_id, idempotency_key: call.idempotency_key },
    type,
  };
  const seq = sandbox.store.insert('event', event, { type });
  if (wanted) sandbox.store.addDelivery(seq, event.id, sandbox.now());
}

/** The event as the API shows it now: the number of webhooks still owed is counted when it is read. */
export function present(sandbox: Sandbox, event: SandboxEvent): SandboxEvent {
  const owed = sandbox.store.delivery(event.id)?.state === 'pending' ? 1 : 0;
  return { ...event, pending_webhooks: owed };
}

function isWanted({ webhook }: Sandbox, type: EventType): boolean {
  if (webhook.url === null) return false;
  return webhook.enabled_events === null || webhook.enabled_events.includes(type);
}
