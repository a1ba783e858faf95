// One shop's visit to the API and the buyer's to the sandbox, over connections that may break at any instant. It keeps what
// was answered, because that is what must be true ever after. A patient shop sends again until it is answered; another
// one gives up for good.

import type { Checkout, Refund } from '../../../src/wire/objects.ts';
import type { CartLine } from '../../../src/wire/requests.ts';
import type { Random } from './random.ts';

/** A merchant and its secret key. */
export type Shop = { readonly id: string; readonly key: string };

export type Place = { readonly api: string; readonly stripe: string; readonly shops: readonly Shop[] };

/** An order, and what its shop and its buyer were told of it. */
export type Order = {
  readonly shop: string;
  readonly order_reference: string;
  readonly shopper: string;
  /** The cart; of one that was changed, the latest that was acknowledged. */
  lines: readonly CartLine[];
  /** A change of the cart that nobody answered: the checkout may have either cart. */
  unsure: boolean;
  /** The returns that were acknowledged, and how many were asked for. */
  readonly refunds: Refund[];
  returns_asked: number;
  /** Orders that fight over the same unit share this name. */
  readonly unit: string | null;
  /** The latest answer that was a checkout. */
  told: Checkout | null;
  /** Every identifier that was ever answered: one, unless the order was tried anew. */
  readonly checkouts: string[];
  /** The API's word that the order cannot be had. */
  refused: string | null;
  /** The bank's word that the buyer has paid. */
  paid: boolean;
  /** The API's word that the checkout is canceled. */
  canceled: boolean;
};

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

const PAUSE_MS = 100;
const ANSWER_WITHIN_MS = 15_000;
const GIVE_UP_AFTER_MS = 60_000;

/** What no crash explains: an answer that must never come. */
export class Surprise extends Error {}

export class Visit {
  readonly place: Place;
  readonly random: Random;
  readonly orders: Order[] = [];
  /** Requests that nobody answered. */
  unanswered = 0;
  private readonly name: string;
  private readonly shopper: string;
  private readonly patient: boolean;

  /** @param name never used before: orders are named after it */
  constructor(place: Place, random: Random, name: string, shopper: string, patient: boolean) {
    this.place = place;
    this.random = random;
    this.name = name;
    this.shopper = shopper;
    this.patient = patient;
  }

  /** A new order of a shop; of any shop where none is named. */
  order(lines: readonly CartLine[], unit: string | null = null, shop?: Shop): Order {
    const order: Order = {
      shop: (shop ?? this.random.pick(this.place.shops)).id,
      order_reference: `${this.name}-${this.orders.length}`,
      shopper: this.shopper,
      lines,
      unit,
      ...{ unsure: false, refunds: [], returns_asked: 0 },
      ...{ told: null, checkouts: [], refused: null, paid: false, canceled: false },
    };
    this.orders.push(order);
    return order;
  }

  /** Asks for the order's checkout. Null where the shop gave up, or where it was refused. */
  async checkout(order: Order, idempotency_key?: string): Promise<Checkout | null> {
    const { order_reference, lines } = order;
    const body = { order_reference, channel: 'online', lines };
    const headers = idempotency_key === undefined ? {} : { 'Idempotency-Key': idempotency_key };
    const answer = await this.api(order, '/v1/checkouts', body, headers);
    if (answer?.status === 200 || answer?.status === 201) return this.told(order, answer);
    if (answer === null) return null;
    order.refused = codeOf(answer);
    if (order.unit === null || order.refused !== 'serial_already_claimed') throw surprise(order, answer);
    return null;
  }

  /** The buyer pays; true once the bank has said so, false where the checkout was canceled before. */
  async pay(order: Order, { payment }: Checkout): Promise<boolean | null> {
    const intended = payment?.provider === 'stripe' ? payment.payment_intent : '';
    const path = `${this.place.stripe}/_sandbox/payment_intents/${intended}/pay`;
    const answer = await this.send(path, 'sk_test_sandbox', { payment_method: 'pm_card_visa' });
    if (answer === null) return null;
    // Sent again, it finds the payment made, or canceled: the error shows it as it is.
    const intent = (answer.body['payment_intent'] ?? errorOf(answer)['payment_intent']) as
      | { status: string }
      | undefined;
    if (intent?.status !== 'succeeded' && intent?.status !== 'canceled') throw surprise(order, answer);
    order.paid = intent.status === 'succeeded';
    return order.paid;
  }

  /** The shop cancels; false where the buyer has paid already. */
  async cancel(order: Order, { id }: Checkout): Promise<boolean | null> {
    const answer = await this.api(order, `/v1/checkouts/${id}/cancel`);
    if (answer === null) return null;
    const refused = answer.status === 409 && codeOf(answer) === 'checkout_not_open';
    if (!refused && answer.status !== 200) throw surprise(order, answer);
    order.canceled = !refused;
    return order.canceled;
  }

  /** The shop changes the cart before it is paid; null where it gave up, or where the payment was under way. */
  async reprice(order: Order, { id }: Checkout, lines: readonly CartLine[]): Promise<Checkout | null> {
    order.unsure = true;
    const answer = await this.api(order, `/v1/checkouts/${id}`, { lines });
    if (answer === null) return null;
    if (answer.status !== 200) throw surprise(order, answer);
    order.unsure = false;
    order.lines = lines;
    return this.told(order, answer);
  }

  /** Units of the first line come back, once the shop has heard that they are paid. */
  async giveBack(order: Order, { id }: Checkout, quantity: number): Promise<void> {
    order.returns_asked += 1;
    const key = { 'Idempotency-Key': `${order.order_reference}-return-${order.returns_asked}` };
    const body = { lines: [{ line: 0, quantity }], reason: 'changed mind' };
    for (;;) {
      const answer = await this.api(order, `/v1/checkouts/${id}/refunds`, body, key);
      if (answer === null) return;
      if (answer.status === 201) {
        order.refunds.push(answer.body as unknown as Refund);
        return;
      }
      // The webhook of the payment is still on its way.
      if (codeOf(answer) !== 'checkout_not_complete') throw surprise(order, answer);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private told(order: Order, answer: Answer): Checkout {
    const checkout = answer.body as unknown as Checkout;
    if (checkout.payment === null) throw surprise(order, answer);
    order.told = checkout;
    if (!order.checkouts.includes(checkout.id)) order.checkouts.push(checkout.id);
    return checkout;
  }

  private api(
    order: Order,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer | null> {
    const key = this.place.shops.find(({ id }) => id === order.shop)?.key ?? '';
    return this.send(this.place.api + path, key, body, headers);
  }

  /** Null where the shop gave up. 503 is no answer: it says to send again. */
  private async send(
    url: string,
    key: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer | null> {
    const give_up = Date.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      const answer = await post(url, key, body, headers).catch(() => null);
      if (answer !== null && answer.status !== 503) return answer;
      this.unanswered += 1;
      if (!this.patient) return null;
      if (Date.now() > give_up) throw new Surprise(`${url}: not answered in ${GIVE_UP_AFTER_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

async function post(
  url: string,
  key: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', ...headers },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

const errorOf = ({ body }: Answer): Record<string, unknown> =>
  (body['error'] ?? {}) as Record<string, unknown>;
const codeOf = (answer: Answer): string => String(errorOf(answer)['code']);

function surprise({ order_reference }: Order, { status, body }: Answer): Surprise {
  return new Surprise(`${order_reference}: ${status} ${JSON.stringify(body)}`);
}
