// A page with products of the catalogue.

import { createZhehui, type Outcome, type Quote, ZhehuiError } from '@zhehui/sdk';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example', locale: 'zh' });

export async function pay(key: string): Promise<Outcome['status']> {
  const lines = [{ sku: 'G20S', quantity: 1 }];
  const quote: Quote = await zhehui.quote({ lines }, { signal: AbortSignal.timeout(1_000) });
  const checkout = await zhehui.createCheckout({
    lines,
    order_reference: key,
    expected_amount_due: quote.amount_due,
  });
  await checkout.mount('#pay', { appearance: { theme: 'night' } });
  const { status, error } = await checkout.confirm({ returnUrl: '/done' });
  if (error instanceof ZhehuiError && error.code === 'payment_declined') return 'open';
  return status;
}

/** A key that comes from a configuration is checked when it is used. */
export const ofConfiguration = (key: string) => createZhehui({ key, api: '' }).resumeCheckout();
