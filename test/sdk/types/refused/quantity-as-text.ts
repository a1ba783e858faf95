// Type 'string' is not assignable to type 'number'

import { createZhehui } from '@zhehui/sdk';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example' });
await zhehui.quote({ lines: [{ sku: 'G20S', quantity: '1' }] });
