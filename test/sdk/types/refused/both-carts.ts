// is not assignable to

import { createZhehui } from '@zhehui/sdk';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example' });
await zhehui.quote({ lines: [{ sku: 'G20S', quantity: 1 }], signed_cart: 'cart_1' });
