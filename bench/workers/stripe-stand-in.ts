// A Stripe that says yes at once and remembers nothing, so that what is measured is Zhehui.

export const stripe = {
  async fetch(request: Request): Promise<Response> {
    const amount = Number(/(?:^|&)amount=(\d+)/.exec(await request.text())?.[1]);
    const id = `pi_${crypto.randomUUID()}`;
    return Response.json({
      id,
      object: 'payment_intent',
      amount,
      amount_received: 0,
      client_secret: `${id}_secret_bench`,
      currency: 'cny',
      metadata: {},
      status: 'requires_payment_method',
    });
  },
};
