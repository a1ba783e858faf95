// The elements, found as any other.

import { createZhehui } from '@zhehui/sdk';
import { buyerMessage, defineElements } from '@zhehui/sdk/elements';
import { buyerMessage as alone } from '@zhehui/sdk/messages';

const zhehui = createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example' });
defineElements(zhehui);
const summary = document.querySelector('zhehui-summary');
if (summary) {
  summary.cart = { lines: [{ sku: 'G20S', quantity: 1, title: '石头 G20S' }] };
  summary.quote = await zhehui.retrieveCheckout('chk_1', { clientSecret: 'pi_1_secret_2' });
  await document.querySelector('zhehui-price')?.refresh();
}
export const words: string =
  buyerMessage({ code: 'timeout' }, 'zh') + alone({ code: 'payment_under_way' }, 'en');
