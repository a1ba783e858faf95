// The demo shop's till, for development: the numbers under the barcodes are made up, their check digits are right.

import type { Product } from './products.ts';

export const DEMO_KEY = 'tk_test_demo';
export const DEMO_PLACE = { store: { zh: '演示一店', en: 'Demo store 1' }, till: '1' } as const;

const product = (
  sku: string,
  gtin: string,
  unit_amount: number,
  title: string,
  brand: string | null = null,
): Product => ({
  ...{ sku, gtin, unit_amount, title, brand },
  category: null,
});

export const DEMO_PRODUCTS: readonly Product[] = [
  product('G20S', '6901234567892', 399_900, '石头 G20S 扫地机器人', '石头 Roborock'),
  product('T50-PRO', '6901234567908', 359_900, '科沃斯 DEEBOT T50 PRO 扫地机器人', '科沃斯 Ecovacs'),
  product('W2-PRO', '6901234567915', 199_900, '科沃斯 窗宝 W2 PRO 擦窗机器人', '科沃斯 Ecovacs'),
  product('RAYBAN-META', '6901234567922', 249_900, 'Ray-Ban Meta 智能眼镜', 'Ray-Ban'),
  product('DUSTBAG', '6901234567939', 3_900, '扫地机器人尘袋 3 只装'),
  product('SOCKS', '6901234567946', 2_900, '棉袜'),
];
