// Why a product gets no subsidy, and why an order gets no more of it, in a buyer's words.

import { pick, type Text } from './messages.ts';
import { money } from './money.ts';
import type { Locale, Programme, TagReason } from './types.ts';

const OTHER: Text = ['不属于补贴商品', 'Not a subsidised product'];
const UNCONFIRMED: Text = ['尚未确认符合补贴条件', 'Not confirmed as a subsidised product'];

/** Reasons that say no; all others are `OTHER`. */
const REASONS: { readonly [reason in TagReason]?: Text } = {
  accessory: ['配件不享受补贴', 'Accessories are not subsidised'],
  service: ['服务不享受补贴', 'Services are not subsidised'],
  toy: ['玩具和书籍不享受补贴', 'Toys and books are not subsidised'],
  commercial: ['商用设备不享受补贴', 'Machines for trade are not subsidised'],
  no_evidence: UNCONFIRMED,
  evidence_not_accepted: UNCONFIRMED,
  no_programme: ['目前没有补贴', 'There is no subsidy at present'],
  price_above_ceiling: ['单价超过补贴限价', 'The price is above the limit for a subsidy'],
};

export const whyNot = (reason: TagReason, locale: Locale): string => pick(REASONS[reason] ?? OTHER, locale);

/** Why the subsidy is less than its rate says. The programme is not there where it could not be asked for. */
export function whyCapped(programme: Programme | undefined, locale: Locale): string {
  if (!programme) return pick(['补贴已达上限', 'The subsidy has reached its limit'], locale);
  const { rate, cap } = programme;
  const most = money(cap.amount, locale);
  const percent = Number(rate).toLocaleString(locale, { style: 'percent', maximumFractionDigits: 4 });
  const [zh, en] = cap.scope === 'order' ? ['单', 'order'] : ['件', 'item'];
  return pick(
    [`补贴 ${percent}，每${zh}最高 ${most}`, `${percent} subsidy, at most ${most} an ${en}`],
    locale,
  );
}
