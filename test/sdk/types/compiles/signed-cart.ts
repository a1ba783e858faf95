// A page with a cart that its server signed.

import { createZhehui } from '@zhehui/sdk';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example' });
await zhehui.quote({ signed_cart: 'cart_1' });
await zhehui.createCheckout({ signed_cart: 'cart_1', subsidy: 'none' }, { idempotencyKey: 'mine' });
await zhehui.retrieveCheckout('chk_1', { clientSecret: 'pi_1_secret_2' });
