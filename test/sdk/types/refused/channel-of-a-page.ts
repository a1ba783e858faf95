// is not assignable to type '"online"'

import { createZhehui } from '@zhehui/sdk';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example' });
await zhehui.createCheckout({ signed_cart: 'cart_1', channel: 'in_store' });
