// Stripe's own object, as its own package types it, is taken.

import { loadStripe, type Stripe } from '@stripe/stripe-js';
import type { PayableCheckout, StripeJs } from '@zhehui/sdk';

export async function mount(checkout: PayableCheckout): Promise<void> {
  const stripe: Stripe | null = await loadStripe('pk_test_1');
  if (stripe === null) return;
  const fits: StripeJs = stripe;
  await checkout.mount(document.body, { stripe: fits });
}
