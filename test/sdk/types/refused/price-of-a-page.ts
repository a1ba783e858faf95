// 'unit_amount' does not exist

import { createZhehui } from '@zhehui/sdk';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example' });
await zhehui.quote({ lines: [{ sku: 'G20S', quantity: 1, unit_amount: 1 }] });
