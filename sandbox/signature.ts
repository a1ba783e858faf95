// Stripe's webhook signature: HMAC-SHA256 over "timestamp.body". Signs only; the receiver verifies.
import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header for a raw body, at a time in seconds. */
export function signatureHeader(body: string, secret: string, at_s: number): string {
  const v1 = createHmac('sha256', secret).update(`${at_s}.${body}`).digest('hex');
  return `t=${at_s},v1=${v1}`;
}
