// Stripe's documented test payment methods and how each behaves. A table; no behaviour.

export interface Decline {
  code: string;
  decline_code?: string;
  message: string;
  reason: string;
}
export interface TestMethod {
  type: 'card' | 'alipay' | 'wechat_pay';
  brand?: string;
  last4?: string;
  country?: string;
  funding?: 'credit' | 'debit' | 'prepaid';
  /** The bank asks the buyer to authenticate before it decides. */
  authenticate?: boolean;
  decline?: Decline;
  /** How refunds of it go: at once (default), `pending` first, or `fail` after having seemed to succeed. */
  refund?: 'pending' | 'fail';
  /** The buyer's bank opens a dispute at once, for this reason. */
  dispute?: string;
}

const generic = 'Your card was declined.';
const DECLINES: Readonly<Record<string, Decline>> = {
  '': { code: 'card_declined', decline_code: 'generic_decline', message: generic, reason: 'generic_decline' },
  InsufficientFunds: {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
    reason: 'insufficient_funds',
  },
  LostCard: { code: 'card_declined', decline_code: 'lost_card', message: generic, reason: 'lost_card' },
  StolenCard: { code: 'card_declined', decline_code: 'stolen_card', message: generic, reason: 'stolen_card' },
  Fraudulent: { code: 'card_declined', decline_code: 'fraudulent', message: generic, reason: 'fraudulent' },
  ExpiredCard: {
    code: 'expired_card',
    decline_code: 'expired_card',
    message: 'Your card has expired.',
    reason: 'expired_card',
  },
  IncorrectCvc: {
    code: 'incorrect_cvc',
    decline_code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    reason: 'incorrect_cvc',
  },
  ProcessingError: {
    code: 'processing_error',
    decline_code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    reason: 'processing_error',
  },
  VelocityLimitExceeded: {
    code: 'card_declined',
    decline_code: 'card_velocity_exceeded',
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    reason: 'card_velocity_exceeded',
  },
};

/** What a bank answers when a card needs authentication and nobody is there to give it. */
export const AUTHENTICATION_REQUIRED: Decline = {
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
  reason: 'authentication_required',
};

const visa = { type: 'card', brand: 'visa', last4: '4242', country: 'US' } as const;
const CARDS: Readonly<Record<string, TestMethod>> = {
  visa,
  us: visa,
  visa_debit: { ...visa, last4: '5556', funding: 'debit' },
  mastercard: { ...visa, brand: 'mastercard', last4: '4444' },
  mastercard_debit: { ...visa, brand: 'mastercard', last4: '8210', funding: 'debit' },
  mastercard_prepaid: { ...visa, brand: 'mastercard', last4: '5100', funding: 'prepaid' },
  amex: { ...visa, brand: 'amex', last4: '8431' },
  discover: { ...visa, brand: 'discover', last4: '9424' },
  diners: { ...visa, brand: 'diners', last4: '0004' },
  jcb: { ...visa, brand: 'jcb', last4: '0505', country: 'JP' },
  unionpay: { ...visa, brand: 'unionpay', last4: '0005', country: 'CN' },
  cn: { ...visa, last4: '0002', country: 'CN' },
  hk: { ...visa, last4: '0004', country: 'HK' },
  chargeCustomerFail: { ...visa, last4: '0341', ...declined('') },
  radarBlock: { ...visa, last4: '0019', ...declined('Fraudulent') },
  threeDSecure2Required: { ...visa, last4: '3220', authenticate: true },
  threeDSecureRequired: { ...visa, last4: '3063', authenticate: true },
  threeDSecureOptional: { ...visa, last4: '3055' },
  threeDSecureRequiredChargeDeclined: { ...visa, last4: '1629', authenticate: true, ...declined('') },
  authenticationRequiredOnSetup: { ...visa, last4: '3155', authenticate: true },
  authenticationRequired: { ...visa, last4: '3184', authenticate: true },
  authenticationRequiredChargeDeclinedInsufficientFunds: {
    ...visa,
    last4: '1795',
    authenticate: true,
    ...declined('InsufficientFunds'),
  },
  pendingRefund: { ...visa, last4: '7726', refund: 'pending' },
  refundFail: { ...visa, last4: '5126', refund: 'fail' },
  createDispute: { ...visa, last4: '0259', dispute: 'fraudulent' },
  createDisputeProductNotReceived: { ...visa, last4: '2685', dispute: 'product_not_received' },
};

function declined(name: string): { decline: Decline } {
  const decline = DECLINES[name];
  if (decline === undefined) throw new Error(`no decline is called ${name}`);
  return { decline };
}

/** `chargeDeclined…` cards exist with and without the brand in their name. */
function declinedCards(): [string, TestMethod][] {
  return Object.keys(DECLINES).flatMap((name): [string, TestMethod][] => {
    const card: TestMethod = { ...visa, last4: '0002', ...declined(name) };
    return [
      [`chargeDeclined${name}`, card],
      [`visa_chargeDeclined${name}`, card],
      [`mastercard_chargeDeclined${name}`, { ...card, brand: 'mastercard' }],
    ];
  });
}

const METHODS = new Map<string, TestMethod>([
  ...Object.entries(CARDS),
  ...declinedCards(),
  ['alipay', { type: 'alipay', refund: 'pending' }],
  ['wechat_pay', { type: 'wechat_pay', refund: 'pending' }],
]);

/** Finds `pm_card_visa`, `tok_visa`, `alipay` or `wechat_pay`; the name without its prefix is what is kept. */
export function testMethodName(name: string): string | undefined {
  const bare = name.replace(/^(pm_card_|tok_)/, '');
  return METHODS.has(bare) ? bare : undefined;
}

export function testMethod(name: string): TestMethod {
  const method = METHODS.get(name);
  if (method === undefined) throw new Error(`no test payment method is called ${name}`);
  return method;
}
