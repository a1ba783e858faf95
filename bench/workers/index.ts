// What Zhehui is measured against, and the Stripe it speaks to meanwhile: one Worker, bundled as Zhehui's own is.

import { Hono } from 'hono';
import type { Inserts } from './inserts.ts';
import { goThrough, type Way } from './titles.ts';

export { Inserts } from './inserts.ts';
export { stripe } from './stripe-stand-in.ts';

type Env = {
  readonly INSERTS: DurableObjectNamespace<Inserts>;
  /** What Zhehui answers to a cart, by its number of lines. */
  readonly ANSWERS: Readonly<Record<string, object>>;
};

const app = new Hono<{ Bindings: Env }>();

/** A bare route: parses the cart that a quote is asked for, and answers what Zhehui answers, without working it out. */
app.post('/bare', async (c) => {
  const cart = await c.req.json<{ lines: readonly unknown[] }>();
  return c.json(c.env.ANSWERS[String(cart.lines.length)] ?? {});
});

/** One durable row: Worker, object, one INSERT of the posted JSON, answered when it is on disk. */
app.post('/insert', async (c) => {
  const id = await c.env.INSERTS.getByName('one').insert(await c.req.text());
  return c.json({ id }, 201);
});

/** Goes through titles, and answers when it is through. */
app.post('/titles', async (c) => {
  const { way, titles, times } = await c.req.json<{ way: Way; titles: readonly string[]; times: number }>();
  return c.json({ length: goThrough(way, titles, times) });
});

export default { fetch: app.fetch };
