// have no overlap

import { createZhehui } from '@zhehui/sdk';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example' });
const checkout = await zhehui.retrieveCheckout('chk_1');
export const is_paid = checkout.status === 'paid';
