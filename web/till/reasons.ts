// What a cashier and a customer read of a tag: the device, and why a line does or does not qualify.

import type { Quote } from '../../sdk/till.ts';
import type { Language } from '../language-choice.ts';

type Tag = Quote['lines'][number]['tag'];

const DEVICES: Readonly<Record<NonNullable<Tag['device']>, readonly [zh: string, en: string]>> = {
  household_robot: ['家用机器人', 'household robot'],
  smart_glasses: ['智能眼镜', 'smart glasses'],
};

const REASONS: Readonly<Record<Tag['reason'], readonly [zh: string, en: string]>> = {
  registry_approved: ['目录内产品', 'on the approved list'],
  registry_excluded: ['目录已排除', 'excluded by the list'],
  category_device: ['按品类符合', 'by its category'],
  category_against: ['品类不在补贴范围', 'its category is not subsidised'],
  title_device: ['按品名符合', 'by its title'],
  accessory: ['配件不补贴', 'an accessory'],
  service: ['服务不补贴', 'a service'],
  toy: ['玩具、图书不补贴', 'a toy or book'],
  commercial: ['商用设备不补贴', 'a commercial machine'],
  other_product: ['其他商品不补贴', 'another kind of product'],
  name_trap: ['名称相似，不是补贴设备', 'only its name looks like a device'],
  no_evidence: ['未识别为补贴设备', 'not known as a device'],
  no_programme: ['没有生效的补贴', 'no subsidy holds now'],
  device_not_in_programme: ['此类设备不在本补贴内', 'this class is not subsidised'],
  evidence_not_accepted: ['依据不足', 'not enough evidence'],
  price_above_ceiling: ['单价超过补贴上限', 'its price is above the ceiling'],
};

/** A tag in words: `家用机器人 · 按品名符合`. */
export function reasonOf({ device, reason }: Tag, language: Language): string {
  const at = language === 'zh' ? 0 : 1;
  return [device === null ? null : DEVICES[device][at], REASONS[reason][at]].filter(Boolean).join(' · ');
}
