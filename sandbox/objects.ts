// The Stripe objects the sandbox keeps, by Stripe's own types, and what it knows of them in private. Types only.
import type Stripe from 'stripe';

export type PaymentIntent = Stripe.PaymentIntent;
export type PaymentMethod = Stripe.PaymentMethod;
export type Charge = Stripe.Charge;
export type Refund = Stripe.Refund;
export type BalanceTransaction = Stripe.BalanceTransaction;
export type Dispute = Stripe.Dispute;
export type LineItem = Stripe.PaymentIntentCreateParams.AmountDetails.LineItem;
export type EventType = Stripe.Event['type'];

/** An event as stored and sent. Stripe's own type is a union over every event type there is. */
export interface SandboxEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: object };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: EventType;
}

export interface ObjectsByKind {
  payment_intent: PaymentIntent;
  payment_method: PaymentMethod;
  charge: Charge;
  refund: Refund;
  balance_transaction: BalanceTransaction;
  dispute: Dispute;
  event: SandboxEvent;
}
export type Kind = keyof ObjectsByKind;

/** What the sandbox knows of a payment method beside what Stripe shows: how it will behave. */
export interface HiddenMethod {
  test_method: string;
  authenticated?: boolean;
  used_by?: string;
}
/** What it knows of a PaymentIntent: its line items, shown only when expanded, and where the buyer returns to. */
export interface HiddenIntent {
  line_items?: LineItem[];
  return_url?: string;
}
