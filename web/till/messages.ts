// What a cashier is told of a failure: what happened, and what to do next. By the code of the API, the SDK or the till.

import type { Problem } from '../../sdk/till.ts';
import type { Language } from '../language-choice.ts';
import { yuan } from '../yuan.ts';
import { fill } from './text.ts';

type Said = readonly [zh: string, zh_next: string, en: string, en_next: string];

const TIMEOUT: Said = [
  '服务器太久没有答复。',
  '单子已记下，会用同一编号自动重发，不会重复收款。请稍候。',
  'The server takes too long.',
  'The sale is written down and sent again under the same number: nothing is charged twice. Wait a moment.',
];

const SAID: Readonly<Record<string, Said>> = {
  network_error: [
    '网络不通。',
    '记下的单都在，恢复后会自动按顺序发送。请检查网络。',
    'No network.',
    'Everything written down is kept and sent in order when it is back. Check the connection.',
  ],
  timeout: TIMEOUT,
  // A quote that the page gave up.
  aborted: TIMEOUT,
  bad_response: [
    '答复的不是浙惠服务器（可能是 Wi-Fi 登录页或代理）。',
    '请打开浏览器确认网络已登录；单子已记下，会自动重发。',
    'Something else than Zhehui answered (a Wi-Fi login page or a proxy).',
    'Check that the network is logged in; the sale is written down and sent again by itself.',
  ],
  temporarily_unavailable: [
    '服务器繁忙。',
    '单子已记下，几秒后自动重发。',
    'The server is busy.',
    'The sale is written down and sent again in a few seconds.',
  ],
  payment_provider_unavailable: [
    '支付服务商暂时没有答复。',
    '请稍候，系统会自动重试；也可以取消后改收现金。',
    'The payment provider does not answer.',
    'Wait, it is tried again; or cancel and take cash.',
  ],
  internal_error: [
    '服务器内部出错（编号 {request_id}）。',
    '其他单照常进行。请重试；仍不行请把编号告诉管理员。',
    'A fault of the server ({request_id}).',
    'Other sales go on. Try again; if it stays, give the number to your administrator.',
  ],
  api_key_invalid: [
    '收银台密钥无效或已停用。',
    '请在“设置”里填写新的 tk_ 密钥；记下的单不会丢。',
    "The till's key is wrong, or was revoked.",
    'Enter a valid tk_ key in Set-up; unfinished sales are kept.',
  ],
  key_kind_not_allowed: [
    '这不是收银台密钥。',
    '请在“设置”里填写 tk_ 开头的密钥。',
    'This is not the key of a till.',
    'Enter a key that begins with tk_ in Set-up.',
  ],
  origin_not_allowed: [
    '本页网址没有登记给这个商户。',
    '请管理员把本网址加入商户的 origins。',
    "This page's address is not the merchant's.",
    "Ask the administrator to add it to the merchant's origins.",
  ],
  budget_exhausted: [
    '补贴资金已用完，没有预留补贴。',
    '请告知顾客：可按原价购买，或取消。',
    'The subsidy budget is used up: nothing is reserved.',
    'Tell the customer: buy at the full price, or cancel.',
  ],
  amount_too_large: [
    '本单金额超过一次可收的上限，没有预留补贴。',
    '请分成几单，再分别收款。',
    'This sale is above what can be taken at once: nothing is reserved.',
    'Split it into several sales.',
  ],
  amount_changed: [
    '应收金额已变为 {amount_due}，与显示的不同。什么都没有发生。',
    '请告知顾客新价格，同意后继续。',
    'The amount due is now {amount_due}, not what was shown. Nothing was done.',
    'Tell the customer the new price, and go on when they agree.',
  ],
  serial_already_claimed: [
    '这个序列号已经享受过补贴。',
    '请核对序列号；若无误，只能按原价出售。',
    'This serial number has had its subsidy.',
    'Check the number; if it is right, sell at the full price.',
  ],
  serial_number_required: [
    '补贴需要每件商品的序列号。',
    '回到商品，按 F4 扫描序列号。',
    'The subsidy needs the serial number of each unit.',
    'Go back to the products and press F4 to scan them.',
  ],
  serial_number_unknown: [
    '退回的序列号不在这张单里。',
    '请核对机身上的 SN。',
    'This serial number was not sold in this order.',
    'Check the SN on the device.',
  ],
  buyer_required: [
    '补贴需要购买人标识。',
    '回到商品，填写购买人标识。',
    "The subsidy needs the buyer's reference.",
    'Go back to the products and enter it.',
  ],
  buyer_limit_reached: [
    '该购买人的补贴数量已用完。',
    '只能按原价出售，或减少数量。',
    'This buyer has had all the subsidised units.',
    'Sell at the full price, or fewer units.',
  ],
  checkout_not_open: [
    '这一单的预留已失效（过期或已被取消），没有上报成功。',
    '点“重试”：若仍有补贴，会按已收金额重新登记；否则请退款后取消。',
    'The reservation of this sale is gone (expired or canceled); it was not reported.',
    'Try again: it is made anew at the amount that was paid; if that fails, give the money back and cancel.',
  ],
  reservation_expired: [
    '预留已过期，没有收款。',
    '点“重试”重新预留，或取消此单。',
    'The reservation is gone, and no money was taken.',
    'Try again to reserve anew, or cancel the sale.',
  ],
  already_confirmed: [
    '这一单已用另一种收款方式确认过。',
    '请不要再次收款，并告诉店长核对。',
    'This sale was confirmed with another tender already.',
    'Take no money again, and let the manager check.',
  ],
  amount_differs: [
    '系统应收 {amount_due}，与已收金额不同，没有上报。',
    '请退还已收的钱并取消此单，然后重新收银。',
    'The system wants {amount_due}, not what was taken; nothing was reported.',
    'Give the money back, cancel this sale, and ring it up again.',
  ],
  money_not_taken: [
    '这一单现在不能收这笔钱：应收 {amount_due}。这笔钱没有记下。',
    '请核对这一单的状态和金额；多收的钱请退还顾客。',
    'This sale takes no such payment now: {amount_due} is due. The payment was not written down.',
    'Check the sale and the amount; give back what was taken too much.',
  ],
  payment_under_way: [
    '顾客的付款正在处理，不能取消。',
    '请等待结果，不要再收款。',
    "The customer's payment is under way and cannot be canceled.",
    'Wait for the result, and take no other money.',
  ],
  order_already_open: [
    '这个单号已有另一张单。',
    '请取消此单后重新收银。',
    'There is another sale under this order.',
    'Cancel it and ring it up again.',
  ],
  amount_too_small: [
    '金额太小，不能扫码支付。',
    '请取消后改收现金。',
    'The amount is too small for a QR payment.',
    'Cancel and take cash.',
  ],
  payment_declined: [
    '付款被拒绝，没有扣款。',
    '请重新出码，或取消后换一种方式。',
    'The payment was refused: nothing was charged.',
    'Show a new code, or cancel and choose another way.',
  ],
  qr_unavailable: [
    '取不到付款码。',
    '请重新出码或换另一种扫码方式；仍不行请取消后改收现金。',
    'No payment code could be had.',
    'Ask for a new code or for the other kind; if it stays, cancel and take cash.',
  ],
  payment_refused: [
    '支付服务商不接受这笔付款，没有扣款。',
    '请取消后换一种方式。',
    'The payment provider does not take this payment: nothing was charged.',
    'Cancel and choose another way.',
  ],
  storage_full: [
    '本机存储已满，这一步没有记下：没有发送，也请不要收款。',
    '请清理平板存储空间后再试。未完成的单都还在。',
    "The till's storage is full: this step was not written down. Nothing was sent; take no money.",
    'Free some space on the tablet and try again. All unfinished sales are kept.',
  ],
  storage_failed: [
    '本机存储出错，这一步没有记下：没有发送，也请不要收款。',
    '请重新打开本页；仍不行请换一台收银台。',
    "The till's storage failed: this step was not written down. Nothing was sent; take no money.",
    'Open this page again; if it stays, use another till.',
  ],
  quantity_not_kept: [
    '退回数量超过这张单还留着的数量。',
    '请核对小票和以前的退货。',
    'More units than the order still has.',
    'Check the receipt and earlier returns.',
  ],
  checkout_not_complete: [
    '这一单还没有付款完成，不能退货。',
    '请在“挂单与记录”里先完成或取消它。',
    'This sale is not paid yet and cannot come back.',
    'Finish or cancel it under Held & past.',
  ],
  resource_missing: [
    '没有这个小票码的单。',
    '请核对小票上的 chk_… 码，或重新扫描。',
    'No sale has this receipt code.',
    'Check the chk_… code on the receipt, or scan it again.',
  ],
  refund_under_way: [
    '这一单的上一笔退货还在处理。',
    '已记下，会自动再试；登记成功之前请不要退钱。',
    'An earlier return of this sale is under way.',
    'It is written down and tried again; give no money back until it is recorded.',
  ],
  refund_refused: [
    '支付服务商不接受这笔退款，钱没有退。',
    '请告诉店长。',
    'The payment provider refuses the refund: no money moved.',
    'Tell the manager.',
  ],
};

const OTHER: Said = [
  '系统不接受这一步：{message}',
  '请核对后重试；仍不行请把编号 {request_id} 告诉管理员。',
  'The system refuses this: {message}',
  'Check and try again; if it stays, give {request_id} to your administrator.',
];

export type Message = { readonly what: string; readonly next: string };

/** What happened, and what to do next. */
export function messageOf(problem: Problem, language: Language): Message {
  const [zh, zh_next, en, en_next] = SAID[problem.code] ?? OTHER;
  const { amount_due, message, request_id = '—' } = problem;
  const values = { message, request_id, amount_due: amount_due === undefined ? '—' : yuan(amount_due) };
  const [what, next] = language === 'zh' ? [zh, zh_next] : [en, en_next];
  return { what: fill(what, values), next: fill(next, values) };
}

/** The codes that have words of their own. */
export const SAID_CODES: readonly string[] = Object.keys(SAID);
