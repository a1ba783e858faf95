// What PaymentIntent parameters mean, shared by create, update, confirm and capture: fields that are kept, the payment
// method types that result, and the combinations Stripe refuses. Changes the intent it is given; stores nothing.
import type Stripe from 'stripe';
import type { Call } from './context.ts';
import { invalid, missing, StripeFailure } from './errors.ts';
import { DESCRIPTOR_CHARS } from './limits.ts';
import { mergeMetadata } from './metadata.ts';
import type { PaymentIntent } from './objects.ts';
import type { ConfirmHow } from './payment-machine.ts';
import { type MethodParams, takeMethod } from './payment-methods.ts';

type Create = Stripe.PaymentIntentCreateParams;
type AnyParams =
  | Create
  | Stripe.PaymentIntentUpdateParams
  | Stripe.PaymentIntentConfirmParams
  | Stripe.PaymentIntentCaptureParams;

/** The payment method types that the sandbox has, and the currencies each takes. */
const TYPE_CURRENCIES: Readonly<Record<string, readonly string[]>> = {
  card: ['cny', 'usd', 'eur', 'hkd'],
  alipay: ['cny', 'usd', 'eur', 'hkd'],
  wechat_pay: ['cny', 'usd', 'eur', 'hkd'],
};
/** Accepted by Stripe's types, but about things this sandbox does not have. Refused, rather than silently dropped. */
const UNSUPPORTED = [
  'application_fee_amount',
  'confirmation_token',
  'hooks',
  'mandate',
  'mandate_data',
  'on_behalf_of',
  'payment_method_configuration',
  'transfer_data',
];
const ONLY_WITH_CONFIRM = [
  'error_on_requires_action',
  'off_session',
  'return_url',
  'use_stripe_sdk',
] as const;
/** What may still change when a payment has ended or is under way. */
const ALWAYS_UPDATABLE = [
  'description',
  'expand',
  'metadata',
  'payment_details',
  'receipt_email',
  'shipping',
  'transfer_group',
];
const UPDATABLE_STATES = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** The types an intent accepts: those allowed (or all), less those excluded and those that cannot serve it. */
export function methodTypes(
  params: Pick<
    Create,
    | 'allowed_payment_method_types'
    | 'automatic_payment_methods'
    | 'capture_method'
    | 'excluded_payment_method_types'
  >,
  currency: string,
): string[] {
  const allowed = params.allowed_payment_method_types ?? Object.keys(TYPE_CURRENCIES);
  const excluded: readonly string[] = params.excluded_payment_method_types ?? [];
  const no_redirects = params.automatic_payment_methods?.allow_redirects === 'never';
  const types = [...new Set<string>(allowed)].filter((type) => {
    if (TYPE_CURRENCIES[type]?.includes(currency) !== true || excluded.includes(type)) return false;
    if (type === 'alipay' && no_redirects) return false;
    return type === 'card' || params.capture_method !== 'manual';
  });
  if (types.length > 0) return types;
  throw invalid(
    'No payment method types are left for this PaymentIntent: none of those allowed supports its currency and options.',
    'payment_intent_invalid_parameter',
    'allowed_payment_method_types',
  );
}

export function defaultOptions(): PaymentIntent['payment_method_options'] {
  return {
    alipay: {},
    card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    wechat_pay: { app_id: null, client: null },
  };
}

/** Copies the plain fields of a request to the intent. An empty value unsets. */
export function applyShared(intent: PaymentIntent, params: AnyParams): void {
  refuseUnsupported(params);
  const given: Partial<Create & Stripe.PaymentIntentUpdateParams> = params as Partial<Create>;
  if (given.description !== undefined) intent.description = given.description;
  if (given.receipt_email !== undefined) intent.receipt_email = given.receipt_email || null;
  if (given.transfer_group !== undefined) intent.transfer_group = given.transfer_group;
  if (given.capture_method !== undefined) intent.capture_method = given.capture_method;
  if (given.setup_future_usage !== undefined) intent.setup_future_usage = given.setup_future_usage || null;
  if (given.metadata !== undefined) intent.metadata = mergeMetadata(intent.metadata, given.metadata);
  if (given.shipping !== undefined) intent.shipping = given.shipping ? shippingOf(given.shipping) : null;
  applyDescriptors(intent, given);
  applyPaymentDetails(intent, given.payment_details);
  applyOptions(intent, given.payment_method_options);
  applyTypes(intent, given);
}

/** Attaches the method a request names. Returns whether there is one now that was not there before. */
export function applyMethod(call: Call, intent: PaymentIntent, params: MethodParams): boolean {
  const method = takeMethod(call, intent.id, params);
  if (method === undefined) return false;
  checkFits(intent, method.type);
  intent.payment_method = method.id;
  return true;
}

/** How to confirm, from the request. Redirect methods need to know where the buyer comes back to. */
export function confirmHow(
  call: Call,
  intent: PaymentIntent,
  params: Create | Stripe.PaymentIntentConfirmParams,
): ConfirmHow {
  const return_url = params.return_url === undefined ? null : checkUrl(params.return_url);
  const use_stripe_sdk = params.use_stripe_sdk === true;
  const redirects = intent.automatic_payment_methods?.allow_redirects === 'always';
  if (redirects && return_url === null && !use_stripe_sdk && call.authority === 'secret') {
    throw invalid(
      'This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these ' +
        'payment methods might redirect your customer off of your page, you must provide a `return_url`. If you ' +
        "don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and " +
        '`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.',
    );
  }
  const type = methodType(call, intent);
  if (type !== undefined) checkFits(intent, type);
  if (return_url === null && type === 'alipay') {
    throw invalid(
      'You must provide a `return_url` when confirming with alipay.',
      'parameter_missing',
      'return_url',
    );
  }
  const refuse_action = params.error_on_requires_action === true || Boolean(params.off_session);
  return { return_url, use_stripe_sdk, refuse_action };
}

export function refuseWithoutConfirm(params: Create): void {
  for (const name of ONLY_WITH_CONFIRM) {
    if (params[name] === undefined || name === 'use_stripe_sdk') continue;
    throw invalid(
      `The parameter \`${name}\` may only be used when \`confirm\` is set to true.`,
      undefined,
      name,
    );
  }
}

/** Refuses an update that the intent's status no longer allows. */
export function checkUpdatable(intent: PaymentIntent, params: Stripe.PaymentIntentUpdateParams): void {
  if (UPDATABLE_STATES.includes(intent.status)) return;
  const name = Object.keys(params).find((key) => !ALWAYS_UPDATABLE.includes(key));
  if (name === undefined) return;
  throw new StripeFailure(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message:
      `This PaymentIntent's ${name} could not be updated because it has a status of ${intent.status}. You may only ` +
      `update the ${name} of a PaymentIntent with one of the following statuses: ${UPDATABLE_STATES.join(', ')}.`,
    param: name,
    payment_intent: intent,
  });
}

function refuseUnsupported(params: AnyParams): void {
  const given = params as Record<string, unknown>;
  for (const name of ['customer', 'customer_account']) {
    if (typeof given[name] === 'string') throw missing(name, given[name], name, 400);
  }
  const name = UNSUPPORTED.find((key) => given[key] !== undefined && given[key] !== '');
  if (name === undefined) return;
  throw invalid(
    `This sandbox does not support the parameter ${name}.`,
    'payment_intent_invalid_parameter',
    name,
  );
}

function applyDescriptors(intent: PaymentIntent, given: Partial<Create>): void {
  for (const name of ['statement_descriptor', 'statement_descriptor_suffix'] as const) {
    const text = given[name];
    if (text === undefined) continue;
    if (text.length > DESCRIPTOR_CHARS) {
      throw invalid(
        `The statement descriptor must be at most ${DESCRIPTOR_CHARS} characters.`,
        undefined,
        name,
      );
    }
    intent[name] = text;
  }
}

function applyPaymentDetails(intent: PaymentIntent, given: Create['payment_details'] | '' | null): void {
  if (given === undefined) return;
  if (!given) {
    delete intent.payment_details;
    return;
  }
  const old = intent.payment_details ?? { customer_reference: null, order_reference: null };
  const { customer_reference = old.customer_reference, order_reference = old.order_reference } = given;
  intent.payment_details = {
    customer_reference: customer_reference || null,
    order_reference: order_reference || null,
  };
}

/** Options of the types that the sandbox has; those of other types have no effect here, as on an account without them. */
function applyOptions(intent: PaymentIntent, given: Create['payment_method_options']): void {
  if (given === undefined) return;
  const options = { ...defaultOptions(), ...intent.payment_method_options };
  if (given.card) Object.assign(options, { card: { ...options.card, ...given.card } });
  if (given.alipay) Object.assign(options, { alipay: { ...options.alipay, ...given.alipay } });
  if (given.wechat_pay) {
    const { client } = given.wechat_pay;
    if (client !== undefined && client !== 'web' && client !== 'mobile_web') {
      const param = 'payment_method_options[wechat_pay][client]';
      throw invalid(
        `This sandbox has no WeChat Pay in apps: the client must be web or mobile_web.`,
        undefined,
        param,
      );
    }
    Object.assign(options, { wechat_pay: { ...options.wechat_pay, ...given.wechat_pay } });
  }
  intent.payment_method_options = options;
}

function applyTypes(intent: PaymentIntent, given: Partial<Create & Stripe.PaymentIntentUpdateParams>): void {
  if (given.allowed_payment_method_types !== undefined) {
    intent.allowed_payment_method_types = given.allowed_payment_method_types;
  }
  if (given.excluded_payment_method_types !== undefined) {
    intent.excluded_payment_method_types = given.excluded_payment_method_types || null;
  }
  intent.payment_method_types = methodTypes(
    {
      ...(intent.allowed_payment_method_types && {
        allowed_payment_method_types: intent.allowed_payment_method_types,
      }),
      ...(intent.excluded_payment_method_types && {
        excluded_payment_method_types: intent.excluded_payment_method_types,
      }),
      ...(intent.automatic_payment_methods && {
        automatic_payment_methods: intent.automatic_payment_methods,
      }),
      capture_method: intent.capture_method,
    },
    intent.currency,
  );
}

function shippingOf(given: Stripe.PaymentIntentCreateParams.Shipping): Stripe.PaymentIntent.Shipping {
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  return {
    address: { ...none, ...given.address },
    carrier: given.carrier ?? null,
    name: given.name,
    phone: given.phone ?? null,
    tracking_number: given.tracking_number ?? null,
  };
}

/** A method must be of a type that the intent takes, when it is attached and still when it is confirmed. */
function checkFits(intent: PaymentIntent, type: string): void {
  if (intent.payment_method_types.includes(type)) return;
  throw invalid(
    `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod ` +
      `of one of the following types: ${intent.payment_method_types.join(', ')}. Alternatively, update the ` +
      'allowed_payment_method_types for this PaymentIntent to include the type of this PaymentMethod.',
    'payment_intent_invalid_parameter',
    'payment_method',
  );
}

function methodType(call: Call, intent: PaymentIntent): string | undefined {
  if (typeof intent.payment_method !== 'string') return undefined;
  return call.sandbox.store.find('payment_method', intent.payment_method)?.type;
}

function checkUrl(url: string): string {
  const scheme = URL.canParse(url) ? new URL(url).protocol : '';
  if (scheme === 'http:' || scheme === 'https:') return url;
  throw invalid('Not a valid URL', 'url_invalid', 'return_url');
}
