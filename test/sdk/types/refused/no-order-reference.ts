// Property 'order_reference' is missing

import { createZhehui } from '@zhehui/sdk';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example' });
await zhehui.createCheckout({ lines: [{ sku: 'G20S', quantity: 1 }] });
