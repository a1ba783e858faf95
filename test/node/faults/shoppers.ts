// What shops and buyers do, one small scenario each. A new kind of call is one more of these; what it was told goes into its
// orders, and checks.ts says what must be true of them. No shopper knows of crashes.

import type { CartLine } from '../../../src/wire/requests.ts';
import type { Visit } from './visit.ts';

export type Shopper = {
  readonly name: string;
  /** How often it comes, among all the others. */
  readonly weight: number;
  /** Whether its shop and its buyer send again what was not answered. */
  readonly patient: boolean;
  visit(visit: Visit): Promise<unknown>;
};

const ROBOT: CartLine = { sku: 'G20S', title: '石头 G20S 扫地机器人', unit_amount: 399_900, quantity: 1 };
const GLASSES: CartLine = { sku: 'RAYNEO', title: 'RayNeo X3 智能眼镜', unit_amount: 899_900, quantity: 1 };
const DUST_BAGS: CartLine = { sku: 'BAG', title: '扫地机器人尘袋 3 只装', unit_amount: 3_900, quantity: 2 };
const SOCKS: CartLine = { sku: 'SOCKS', title: '棉袜', unit_amount: 2_900, quantity: 3 };

/** A cart that has a subsidy, at a price of its own. */
function subsidised({ random }: Visit): CartLine[] {
  const device = random.pick([ROBOT, GLASSES]);
  const priced = { ...device, unit_amount: device.unit_amount + random.between(0, 999) };
  return random.percent(30) ? [priced, DUST_BAGS] : [priced];
}

function withSerial(visit: Visit, serial: string): CartLine[] {
  const [device = ROBOT, ...more] = subsidised(visit);
  return [{ ...device, serial_numbers: [serial] }, ...more];
}

const newSerial = ({ random }: Visit): string => `SN${random.between(1e9, 1e10)}${random.between(1e9, 1e10)}`;

async function buys(visit: Visit, lines: CartLine[], key?: string): Promise<void> {
  const order = visit.order(lines);
  const checkout = await visit.checkout(order, key);
  if (checkout !== null) await visit.pay(order, checkout);
}

/** Buys two or three of something, and brings some of it back. */
async function bringsBack(visit: Visit, returns: readonly number[]): Promise<void> {
  const [device = ROBOT, ...more] = subsidised(visit);
  const order = visit.order([{ ...device, quantity: 3 }, ...more]);
  const checkout = await visit.checkout(order);
  if (checkout === null || !(await visit.pay(order, checkout))) return;
  for (const quantity of returns) await visit.giveBack(order, checkout, quantity);
}

/** Changes the cart before paying, and pays what it then costs. */
async function changesCart(visit: Visit): Promise<void> {
  const order = visit.order(subsidised(visit));
  const checkout = await visit.checkout(order);
  if (checkout === null) return;
  const changed = await visit.reprice(order, checkout, [...subsidised(visit), SOCKS]);
  if (changed !== null) await visit.pay(order, changed);
}

export const SHOPPERS: readonly Shopper[] = [
  { name: 'buys', weight: 4, patient: true, visit: (visit) => buys(visit, subsidised(visit)) },
  { name: 'buys socks', weight: 2, patient: true, visit: (visit) => buys(visit, [SOCKS]) },
  {
    name: 'buys under a key',
    weight: 2,
    patient: true,
    visit: (visit) => buys(visit, subsidised(visit), `key-${newSerial(visit)}`),
  },
  { name: 'gives up', weight: 4, patient: false, visit: (visit) => buys(visit, subsidised(visit)) },
  { name: 'gives up socks', weight: 1, patient: false, visit: (visit) => buys(visit, [SOCKS]) },
  {
    name: 'buys a known unit',
    weight: 2,
    patient: true,
    visit: (visit) => buys(visit, withSerial(visit, newSerial(visit))),
  },
  {
    name: 'sends twice at once',
    weight: 3,
    patient: true,
    async visit(visit) {
      const order = visit.order(subsidised(visit));
      const [checkout] = await Promise.all([visit.checkout(order), visit.checkout(order)]);
      if (checkout) await Promise.all([visit.pay(order, checkout), visit.pay(order, checkout)]);
    },
  },
  {
    name: 'cancels',
    weight: 2,
    patient: true,
    async visit(visit) {
      const order = visit.order(subsidised(visit));
      const checkout = await visit.checkout(order);
      if (checkout !== null) await visit.cancel(order, checkout);
    },
  },
  {
    name: 'cancels and gives up',
    weight: 1,
    patient: false,
    async visit(visit) {
      const order = visit.order(subsidised(visit));
      const checkout = await visit.checkout(order);
      if (checkout !== null) await visit.cancel(order, checkout);
    },
  },
  {
    name: 'cancels while paying',
    weight: 2,
    patient: true,
    async visit(visit) {
      const order = visit.order(subsidised(visit));
      const checkout = await visit.checkout(order);
      if (checkout !== null) await Promise.all([visit.pay(order, checkout), visit.cancel(order, checkout)]);
    },
  },
  {
    name: 'fights over a unit',
    weight: 2,
    patient: true,
    async visit(visit) {
      const serial = newSerial(visit);
      const rivals = [1, 2].map(() => visit.order(withSerial(visit, serial), serial));
      await Promise.all(
        rivals.map(async (order) => {
          const checkout = await visit.checkout(order);
          if (checkout !== null) await visit.pay(order, checkout);
        }),
      );
    },
  },
  { name: 'brings one back', weight: 2, patient: true, visit: (visit) => bringsBack(visit, [1]) },
  { name: 'brings all back', weight: 1, patient: true, visit: (visit) => bringsBack(visit, [2, 1]) },
  { name: 'brings back and gives up', weight: 2, patient: false, visit: (visit) => bringsBack(visit, [2]) },
  { name: 'changes the cart', weight: 2, patient: true, visit: changesCart },
  { name: 'changes the cart and gives up', weight: 2, patient: false, visit: changesCart },
  {
    name: 'leaves',
    weight: 1,
    patient: true,
    visit: (visit) => visit.checkout(visit.order(subsidised(visit))),
  },
];
