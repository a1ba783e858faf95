// What a buyer does in a browser: picks a way to pay, confirms with the client secret, then authorises or refuses.
// Used by the pages and by the control API. Goes through the same operations as the API, in one transaction.
import { type Call, type Sandbox, selfCall } from './context.ts';
import { type ErrorFields, invalid } from './errors.ts';
import { randomText } from './ids.ts';
import type { PaymentIntent } from './objects.ts';
import { confirmIntent, findIntent } from './payment-intents.ts';
import { authorize, failAction } from './payment-machine.ts';

export type Next = 'nothing' | 'authorize' | 'processing' | 'fail';
export interface Paid {
  payment_intent: PaymentIntent;
  error: ErrorFields | null;
}

/** Pays with `pm_card_…`, `tok_…`, `alipay` or `wechat_pay`, and then does what the next action asks, or does not. */
export function pay(
  sandbox: Sandbox,
  id: string,
  how: { payment_method: string; return_url?: string | undefined; next?: Next | undefined },
): Paid {
  const request_id = `req_${randomText(14)}`;
  const call: Call = { ...selfCall(sandbox), request_id, authority: 'publishable' };
  return sandbox.store.transaction(() => {
    const return_url = how.return_url ?? `${sandbox.url}/redirect/done`;
    const { object, declined } = confirmIntent(call, id, { ...methodParams(how.payment_method), return_url });
    if (declined !== undefined || object.status !== 'requires_action') return paid(object, declined);
    return act(call, object, how.next ?? 'nothing');
  });
}

/** Does, or refuses, what the intent waits for. */
export function finishAction(sandbox: Sandbox, id: string, next: Next): Paid {
  const call = selfCall(sandbox);
  return sandbox.store.transaction(() => act(call, findIntent(call, id), next));
}

function act(call: Call, intent: PaymentIntent, next: Next): Paid {
  if (next === 'nothing') return paid(intent, undefined);
  if (next === 'fail') {
    failAction(call, intent);
    return paid(intent, undefined);
  }
  return paid(intent, authorize(call, intent, next === 'processing' ? 'processing' : 'succeeded'));
}

function paid(payment_intent: PaymentIntent, declined: ErrorFields | undefined): Paid {
  if (declined === undefined) return { payment_intent, error: null };
  const { payment_intent: _same, ...error } = declined;
  return { payment_intent, error };
}

function methodParams(name: string) {
  if (name === 'alipay' || name === 'wechat_pay') return { payment_method_data: { type: name } };
  if (name.startsWith('tok_')) return { payment_method_data: { type: 'card', card: { token: name } } };
  if (name.startsWith('pm_')) return { payment_method: name };
  throw invalid('payment_method must be pm_…, tok_…, alipay or wechat_pay.', undefined, 'payment_method');
}
