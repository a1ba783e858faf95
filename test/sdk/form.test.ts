// Stripe's form on the page: how it is mounted, and how Stripe.js comes there.

import { describe, expect, it } from 'vitest';
import { createZhehui, type PayableCheckout, type ZhehuiOptions } from '../../sdk/index.ts';
import { CART, COMPLETE, mounted, OPEN, onAPage, shopOf } from './payment-support.ts';
import { type Confirmation, opened, startApi, stripeOf } from './support.ts';

onAPage();

describe('mount', () => {
  it('[F8] it is done when Stripe’s form is there', async () => {
    let ready: (event: never) => unknown = () => {};
    const stripe = stripeOf(undefined, undefined, (handlers) => {
      ready = handlers['ready'] ?? ready;
    });
    const { zhehui } = await shopOf({ body: opened() });
    const checkout = await zhehui.createCheckout(CART);
    let done = false;
    const mounting = checkout.mount('#pay', { stripe }).then((form) => {
      done = true;
      return form;
    });
    await expect.poll(() => stripe.told.length).toBe(2);
    expect(done).toBe(false);
    ready({} as never);
    expect(await mounting).toHaveProperty('destroy');
  });

  it('[F8] a form that cannot load says so, and can be mounted again', async () => {
    let fails = true;
    const stripe = stripeOf(undefined, undefined, ({ ready, loaderror }) =>
      fails
        ? loaderror?.({ error: { type: 'api_connection_error', message: 'no connection' } } as never)
        : ready?.({} as never),
    );
    const { zhehui } = await shopOf({ body: opened() });
    const checkout = await zhehui.createCheckout(CART);
    await expect(checkout.mount('#pay', { stripe })).rejects.toMatchObject({
      code: 'payment_provider_unavailable',
      message: 'no connection',
    });
    fails = false;
    await checkout.mount('#pay');
    expect(stripe.told.map((one) => (one as string[])[0])).toEqual([
      ...['elements', 'mount', 'destroy', 'elements', 'mount'],
    ]);
  });

  it('[F8] a second form takes the place of the first', async () => {
    const stripe = stripeOf();
    const { checkout } = await mounted(stripe, COMPLETE);
    await checkout.mount('#other', { appearance: { theme: 'night' } });
    expect(stripe.told.slice(2)).toEqual([
      ['destroy'],
      ['elements', { clientSecret: 'pi_1_secret_2', locale: 'zh', appearance: { theme: 'night' } }],
      ['mount', 'payment', '#other'],
    ]);
  });

  it('[F5] what is being paid with stays until that is over', async () => {
    const { promise: paid, resolve: pay } = Promise.withResolvers<Confirmation>();
    const stripe = stripeOf(() => paid);
    const { checkout } = await mounted(stripe, OPEN, COMPLETE);
    const confirming = checkout.confirm();
    await expect.poll(() => stripe.told.flat()).toContain('confirm');
    const mounting = checkout.mount('#other');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stripe.told.flat()).not.toContain('destroy');
    pay({});
    expect(await confirming).toMatchObject({ status: 'complete' });
    await mounting;
    expect(stripe.told.flat()).toContain('destroy');
  });

  it('[F8] options of Stripe’s form are handed on', async () => {
    const stripe = stripeOf();
    const { zhehui } = await shopOf({ body: opened() });
    const element = { layout: 'accordion', defaultValues: { billingDetails: { name: '王' } } } as const;
    await (await zhehui.createCheckout(CART)).mount('#pay', { stripe, element });
    expect(stripe.told.at(-1)).toEqual(['mount', 'payment', '#pay', element]);
  });
});

describe('Stripe.js', () => {
  type Script = EventTarget & { src: string; remove(): void };

  /** A page whose scripts come, or do not. */
  function page(comes: (src: string) => boolean) {
    const scripts: string[] = [];
    const made: unknown[][] = [];
    const there: Script[] = [];
    const appendChild = (script: Script): Script => {
      scripts.push(script.src);
      there.push(script);
      setTimeout(() => arrive(script), 20);
      return script;
    };
    const arrive = (script: Script): void => {
      if (!comes(script.src)) return void script.dispatchEvent(new Event('error'));
      (globalThis as { Stripe?: unknown }).Stripe = (...told: unknown[]) => {
        made.push(told);
        return stripeOf();
      };
      script.dispatchEvent(new Event('load'));
    };
    const createElement = (): Script =>
      Object.assign(new EventTarget(), {
        src: '',
        remove() {
          there.splice(there.indexOf(this as never), 1);
        },
      });
    const querySelector = (): Script | null =>
      there.find(({ src }) => src.startsWith('https://js.stripe.com')) ?? null;
    const document = { createElement, querySelector, head: { appendChild } };
    Object.assign(globalThis, { document });
    return { scripts, made, there, arrive, createElement };
  }

  async function checkoutOf(options: Partial<ZhehuiOptions> = {}, more = {}): Promise<PayableCheckout> {
    const api = await startApi({ status: 201, body: opened(more) });
    return createZhehui({ key: 'pk_test_demo', api: api.url, ...options } as ZhehuiOptions).createCheckout(
      CART,
    );
  }

  it('[F8] it comes from Stripe’s own host, once', async () => {
    const { scripts } = page(() => true);
    const checkouts = await Promise.all([checkoutOf(), checkoutOf()]);
    await Promise.all(checkouts.map((checkout) => checkout.mount('#pay')));
    await checkouts[0]?.mount('#pay');
    expect(scripts).toEqual(['https://js.stripe.com/endive/stripe.js']);
  });

  it('[F8] a script of Stripe’s that the page has begun to load is waited for', async () => {
    const { scripts, there, arrive, createElement } = page(() => true);
    const own = Object.assign(createElement(), { src: 'https://js.stripe.com/v3/' });
    there.push(own);
    const mounting = (await checkoutOf()).mount('#pay');
    setTimeout(() => arrive(own), 20);
    await mounting;
    expect(scripts).toEqual([]);
    expect(there).toEqual([own]);
  });

  it('[F8] what the page has loaded or hands in is taken', async () => {
    const { scripts } = page(() => true);
    (globalThis as { Stripe?: unknown }).Stripe = () => stripeOf();
    await (await checkoutOf()).mount('#pay');
    const stripe = stripeOf();
    await (await checkoutOf()).mount('#pay', { stripe });
    expect(stripe.told).toHaveLength(2);
    expect(scripts).toEqual([]);
  });

  it('[F8] in development it comes from the sandbox', async () => {
    const { scripts } = page(() => true);
    const stripeJs = 'http://127.0.0.1:8788/stripe.js';
    await (await checkoutOf({ stripeJs })).mount('#pay');
    expect(scripts).toEqual([stripeJs]);
  });

  it('[F8] where it does not come, the page may try again', async () => {
    let comes = false;
    const { scripts, there } = page(() => comes);
    const checkout = await checkoutOf();
    await expect(checkout.mount('#pay')).rejects.toMatchObject({ code: 'payment_provider_unavailable' });
    expect(there).toEqual([]);
    comes = true;
    await checkout.mount('#pay');
    expect(scripts).toHaveLength(2);
  });

  it('[F8] a payment without a publishable key cannot be mounted', async () => {
    page(() => true);
    const checkout = await checkoutOf({}, { payment: null });
    await expect(checkout.mount('#pay')).rejects.toMatchObject({ code: 'payment_provider_unavailable' });
  });
});
