// The types of the SDK are those of the API's own schemas: what the API answers fits them, and what they let through the API takes.
// This file is compiled, not run.

import type * as till from '../../sdk/till/wire.ts';
import type * as sdk from '../../sdk/types.ts';
import type { TagReason } from '../../src/vocabulary.ts';
import type * as answers from '../../src/wire/objects.ts';
import type { PageCheckoutRequest, PageQuoteRequest } from '../../src/wire/pages.ts';
import type * as sent from '../../src/wire/requests.ts';

/** A page's checkout is Stripe's: SPEC O and U say so. */
type PageCheckout = Omit<answers.Checkout, 'payment'> & {
  payment: Extract<answers.Checkout['payment'], { provider: 'stripe' }> | null;
};

export const quote = (answered: answers.Quote): sdk.Quote => answered;
export const checkout = (answered: PageCheckout): sdk.Checkout => answered;
export const programme = (answered: answers.ProgrammeObject): sdk.Programme => answered;
export const reason = (answered: TagReason): sdk.TagReason => answered;
export const quoteRequest = (sent: sdk.PageQuoteRequest): PageQuoteRequest => sent;
export const checkoutRequest = (sent: sdk.PageCheckoutRequest): PageCheckoutRequest => sent;

export const tillCheckout = (answered: answers.Checkout): till.Checkout => answered;
export const tillRefund = (answered: answers.Refund): till.Refund => answered;
export const tillProgramme = (answered: answers.ProgrammeObject): till.ProgrammeObject => answered;
export const tillList = (answered: answers.List<answers.ProgrammeObject>): till.List<till.ProgrammeObject> =>
  answered;
export const tillCheckoutRequest = (given: till.CheckoutRequest): sent.CheckoutRequest => given;
export const tillConfirmRequest = (given: till.ConfirmRequest): sent.ConfirmRequest => given;
export const tillRefundRequest = (given: till.RefundRequest): sent.RefundRequest => given;
