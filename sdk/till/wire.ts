// What the API takes and answers, as far as a till uses it.

export type {
  Checkout,
  List,
  ProgrammeObject,
  Quote,
  Refund,
} from '../../src/wire/objects.ts';
export type { CartLine, CheckoutRequest, ConfirmRequest, RefundRequest } from '../../src/wire/requests.ts';
