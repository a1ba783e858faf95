// The table of what the API serves: method and path to operation. Each route turns a form into work to be done; a refusal
// while preparing means that nothing has begun, so no idempotency key is bound to it.
import type Stripe from 'stripe';
import { secretKeyRequired } from './auth.ts';
import type { Call } from './context.ts';
import { invalid, missing, unknownRoute } from './errors.ts';
import { present } from './events.ts';
import { checkExpand, expand } from './expand.ts';
import type { FormTree } from './form.ts';
import { lineItemList } from './line-items.ts';
import { type ListParams, list, precheckList } from './lists.ts';
import type { Kind, PaymentIntent } from './objects.ts';
import { absentParam, checkParams } from './params.ts';
import {
  cancelIntent,
  captureIntent,
  confirmIntent,
  createIntent,
  findIntent,
  precheckCreate,
  type Result,
  updateIntent,
} from './payment-intents.ts';
import { createRefund } from './refunds.ts';

export type Work = (call: Call) => Result<object>;
export interface Route {
  /** What a publishable key may do, given the client secret. */
  publishable: boolean;
  prepare: (tree: FormTree, id: string, path: string) => Work;
}
interface Operation<P> {
  kind: Kind;
  precheck?: (params: P) => void;
  run: (call: Call, id: string, params: P) => Result<object>;
}
type Expandable = { expand?: string[] };

const ROUTES: Readonly<Record<string, Route>> = {
  'POST payment_intents': operation<Stripe.PaymentIntentCreateParams>('payment_intents.create', {
    kind: 'payment_intent',
    precheck: precheckCreate,
    run: (call, _id, params) => createIntent(call, params),
  }),
  'GET payment_intents': listing('payment_intents.list', 'payment_intent'),
  'GET payment_intents/:id': withClientSecret('payment_intents.retrieve', (call, id) => ({
    object: findIntent(call, id),
  })),
  'POST payment_intents/:id': operation<Stripe.PaymentIntentUpdateParams>('payment_intents.update', {
    kind: 'payment_intent',
    run: updateIntent,
  }),
  'POST payment_intents/:id/confirm': withClientSecret<Stripe.PaymentIntentConfirmParams>(
    'payment_intents.confirm',
    confirmIntent,
  ),
  'POST payment_intents/:id/capture': operation<Stripe.PaymentIntentCaptureParams>(
    'payment_intents.capture',
    {
      kind: 'payment_intent',
      run: captureIntent,
    },
  ),
  'POST payment_intents/:id/cancel': operation<Stripe.PaymentIntentCancelParams>('payment_intents.cancel', {
    kind: 'payment_intent',
    run: cancelIntent,
  }),
  'GET payment_intents/:id/amount_details_line_items': operation<ListParams>('payment_intents.line_items', {
    kind: 'payment_intent',
    precheck: precheckList,
    run: (call, id, params) => ({ object: lineItemList(call, findIntent(call, id).id, params) }),
  }),
  'GET charges': listing('charges.list', 'charge'),
  'GET charges/:id': retrieval('charges.retrieve', 'charge'),
  'POST refunds': operation<Stripe.RefundCreateParams>('refunds.create', {
    kind: 'refund',
    run: (call, _id, params) => createRefund(call, params),
  }),
  'GET refunds': listing('refunds.list', 'refund'),
  'GET refunds/:id': retrieval('refunds.retrieve', 'refund'),
  'GET balance_transactions': listing('balance_transactions.list', 'balance_transaction'),
  'GET balance_transactions/:id': retrieval('balance_transactions.retrieve', 'balance_transaction'),
  'GET events': listing('events.list', 'event'),
  'GET events/:id': retrieval('events.retrieve', 'event'),
  'GET disputes': listing('disputes.list', 'dispute'),
  'GET disputes/:id': retrieval('disputes.retrieve', 'dispute'),
};

/** The route of a path such as `/v1/payment_intents/pi_1/confirm`, and the id in it; a 404 in Stripe's words if none. */
export function findRoute(method: string, path: string): { route: Route; id: string } {
  const [root, version, resource = '', id, action, ...rest] = path.split('/');
  const tail = id === undefined ? '' : action === undefined ? '/:id' : `/:id/${action}`;
  const key = `${method} ${resource}${tail}`;
  const route = Object.hasOwn(ROUTES, key) ? ROUTES[key] : undefined;
  if (root !== '' || version !== 'v1' || id === '' || rest.length > 0 || route === undefined) {
    throw unknownRoute(method, path);
  }
  return { route, id: id ?? '' };
}

function operation<P extends Expandable>(name: string, { kind, precheck, run }: Operation<P>): Route {
  const prepare = (tree: FormTree, id: string): Work => {
    const params = checkParams<P>(name, tree);
    const paths = params.expand ?? [];
    checkExpand(paths, kind, false);
    precheck?.(params);
    return (call) => {
      const result = run(call, id, params);
      if (result.declined === undefined) expand(call, result.object, paths);
      return result;
    };
  };
  return { publishable: false, prepare };
}

function listing(name: string, kind: Kind): Route {
  const prepare = (tree: FormTree, _id: string, path: string): Work => {
    const params = checkParams<ListParams>(name, tree);
    checkExpand(params.expand ?? [], kind, true);
    precheckList(params);
    return (call) => {
      const object = list(call, kind, path, params);
      expand(call, object, params.expand ?? []);
      return { object };
    };
  };
  return { publishable: false, prepare };
}

function retrieval(name: string, kind: Kind): Route {
  return operation<Expandable>(name, {
    kind,
    run: (call, id) => {
      const object = call.sandbox.store.find(kind, id);
      if (object === undefined) throw missing(kind, id, 'id');
      return { object: object.object === 'event' ? present(call.sandbox, object) : object };
    },
  });
}

/** What Stripe.js may do: with a publishable key, the client secret must be the intent's own, and less is shown. */
function withClientSecret<P extends Expandable>(name: string, run: Operation<P>['run']): Route {
  const { prepare } = operation<P>(name, { kind: 'payment_intent', run });
  return {
    publishable: true,
    prepare: (tree, id, path) => {
      const { client_secret, ...rest } = tree;
      const work = prepare(Object.assign(Object.create(null), rest), id, path);
      return (call) => {
        if (call.authority === 'secret' && client_secret === undefined) return work(call);
        checkClientSecret(findIntent(call, id), client_secret);
        const result = work(call);
        return call.authority === 'secret' ? result : { ...result, object: publicView(result.object) };
      };
    },
  };
}

function checkClientSecret(intent: PaymentIntent, given: unknown): void {
  if (given === undefined) throw absentParam('client_secret');
  if (given === intent.client_secret) return;
  throw invalid(
    'The client_secret provided does not match the client_secret associated with the PaymentIntent.',
    'payment_intent_invalid_parameter',
    'client_secret',
  );
}

/** What Stripe does not show to a browser. */
const PRIVATE_FIELDS = [
  'amount_capturable',
  'amount_received',
  'application',
  'latest_charge',
  'metadata',
  'payment_details',
  'review',
  'transfer_group',
];

export function publicView(intent: object): object {
  return Object.fromEntries(Object.entries(intent).filter(([name]) => !PRIVATE_FIELDS.includes(name)));
}

export function permit(route: Route, authority: Call['authority']): void {
  if (authority === 'publishable' && !route.publishable) throw secretKeyRequired();
}
