// Stripe's test card numbers, and the sandbox's test method that each stands for. No number of a real card is ever sent.

/** Numbers without spaces, and the name behind `tok_` and `pm_card_`. */
export const CARD_TOKENS: Readonly<Record<string, string>> = {
  '4242424242424242': 'visa',
  '4000056655665556': 'visa_debit',
  '5555555555554444': 'mastercard',
  '5200828282828210': 'mastercard_debit',
  '5105105105105100': 'mastercard_prepaid',
  '371449635398431': 'amex',
  '6011000990139424': 'discover',
  '3056930009020004': 'diners',
  '3566002020360505': 'jcb',
  '6200000000000005': 'unionpay',
  '4000001560000002': 'cn',
  '4000003440000004': 'hk',
  '4000000000000002': 'chargeDeclined',
  '4000000000009995': 'chargeDeclinedInsufficientFunds',
  '4000000000009987': 'chargeDeclinedLostCard',
  '4000000000009979': 'chargeDeclinedStolenCard',
  '4000000000000069': 'chargeDeclinedExpiredCard',
  '4000000000000127': 'chargeDeclinedIncorrectCvc',
  '4000000000000119': 'chargeDeclinedProcessingError',
  '4000000000006975': 'chargeDeclinedVelocityLimitExceeded',
  '4000000000000341': 'chargeCustomerFail',
  '4100000000000019': 'radarBlock',
  '4000002500003155': 'authenticationRequiredOnSetup',
  '4000002760003184': 'authenticationRequired',
  '4000000000003220': 'threeDSecure2Required',
  '4000000000003063': 'threeDSecureRequired',
  '4000000000003055': 'threeDSecureOptional',
  '4000008400001629': 'threeDSecureRequiredChargeDeclined',
  '4000008260003178': 'authenticationRequiredChargeDeclinedInsufficientFunds',
  '4000000000007726': 'pendingRefund',
  '4000000000005126': 'refundFail',
  '4000000000000259': 'createDispute',
  '4000000000002685': 'createDisputeProductNotReceived',
};

export type CardEntry = { readonly number: string; readonly expiry: string; readonly cvc: string };

/** What is wrong with an entry, in Stripe's code; null where it can be sent. `now` is the present. */
export function cardProblem({ number, expiry, cvc }: CardEntry, now: Date): string | null {
  const digits = digitsOf(number);
  if (digits.length < NUMBER_DIGITS_MIN) return 'incomplete_number';
  if (!hasCheckDigit(digits)) return 'invalid_number';
  const [, month = '', year = ''] = /^(\d\d)(\d\d)$/.exec(digitsOf(expiry)) ?? [];
  if (month === '') return 'incomplete_expiry';
  if (Number(month) < 1 || Number(month) > 12) return 'invalid_expiry_month';
  // The card is good to the end of its month.
  if (new Date(2000 + Number(year), Number(month)) <= now) return 'invalid_expiry_year_past';
  return digitsOf(cvc).length < CVC_DIGITS_MIN ? 'incomplete_cvc' : null;
}

/** The token of a test card; undefined for a number that is none. */
export function cardToken(number: string): string | undefined {
  const name = CARD_TOKENS[digitsOf(number)];
  return name === undefined ? undefined : `tok_${name}`;
}

/** Digits in groups of four, as they are printed on cards. */
export function grouped(number: string): string {
  return digitsOf(number).replace(/(\d{4})(?=\d)/g, '$1 ');
}

/** Diners Club's numbers have fourteen. */
const NUMBER_DIGITS_MIN = 14;
const CVC_DIGITS_MIN = 3;

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** The check digit of ISO/IEC 7812 (Luhn). */
function hasCheckDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
