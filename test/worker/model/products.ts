// What is sold, in every shop's catalogue too: robots and glasses that get a subsidy, and dust bags that get none.

export const PRODUCTS = [
  { sku: 'P20', title: '石头 P20 扫地机器人', unit_amount: 800_000 },
  { sku: 'G20S', title: '石头 G20S 扫地机器人', unit_amount: 399_900 },
  { sku: 'RBM', title: 'Ray-Ban Meta Wayfarer smart glasses', unit_amount: 249_901 },
  { sku: 'DUSTBAG', title: 'Dust bags for robot vacuum, compatible with Roborock S8', unit_amount: 3_900 },
] as const;
