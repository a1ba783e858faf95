// The first programme: the Zhejiang 2025 AI policy's discount on intelligent devices.

import type { Programme } from '../programme.ts';

export const ZHEJIANG_AI_2025: Programme = {
  id: 'zhejiang-ai-2025',
  version: 1,
  name: { zh: '浙江省人工智能终端消费补贴', en: 'Zhejiang intelligent-device subsidy' },
  currency: 'cny',
  window: { starts: '2025-05-31T00:00:00+08:00', ends: '2028-01-01T00:00:00+08:00' },
  rate: '0.15',
  rounding: 'down',
  cap: { scope: 'order', amount: 200_000 },
  item_price_ceiling: null,
  per_buyer_limit: null,
  devices: ['household_robot', 'smart_glasses'],
  evidence: ['registry', 'taxonomy', 'title'],
  review: ['title'],
  serial_number: 'optional',
  budget_amount: 0,
  sources: {
    rate: 'Zhejiang 2025 AI policy: a 15% discount on intelligent devices such as household robots and smart glasses',
    cap: 'Zhejiang 2025 AI policy: at most 2,000 yuan per order',
    window:
      'Zhejiang 2025 AI policy: takes effect on 31 May 2025, runs until the end of 2027, China Standard Time',
    devices: 'Zhejiang 2025 AI policy: intelligent devices such as household robots and smart glasses',
    review: 'Zhehui: what rests on a title alone is looked at before the government is asked for it',
    rounding: 'Zhehui: never above the rate, so every fraction of a fen is dropped',
    budget_amount: 'Set by the operator of each deployment',
  },
};
