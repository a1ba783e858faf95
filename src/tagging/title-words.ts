// The words a title is read by, both languages. Data only: how they are used is in title.ts.

import type { Device } from '../vocabulary.ts';

/** Names and phrases that look like a device and are not: firms, chat bots, window film. */
export const TRAPS =
  /\b(us ?robotics|robot ?coupe|smart glass (film|tint)|vacuum robot arm)\b|微信机器人|聊天机器人|(智能|调光)玻璃/;

/** What is done to a device or sold beside it, never the device. */
export const SERVICES =
  /\b(extended warrant(y|ies)|warrant(y|ies) (plan|extension)|protection plan|insurance|repair service|installation|rental|subscription|trade-?in)\b|延保|保修服务|碎屏险|意外险|维修|上门(安装|服务)|租赁|回收|换新服务/;

/** Parts, consumables and furniture of a device. */
export const ACCESSORIES =
  /\b(dust ?bags?|bags?|filters?|brush(es)?|side brush(es)?|roller|mop (pads?|cloths?|heads?)|pads?|cloths?|batter(y|ies)|charg(er|ers|ing (dock|cable|case|station))|adapters?|cables?|power (cord|supply)|wheels?|motors?|sensors?|screen protectors?|cleaning (solution|liquid|fluid)|detergent|accessor(y|ies)|parts?|replacement|spare|kit|cases?|covers?|pouch|straps?|stickers?|lens(es)? (wipes?|cleaner|cloth|inserts?)|inserts?|nose pads?|temples?|garage|blades?|remote control|base station|caddy|antenna|manual|stand|holder|mount|hub|boundary wire|virtual wall|drive belt|belt|hook|keychain|dustbin|bumper|spray|gift card|coupon|poster|t-?shirt)\b|尘袋|集尘袋|滤网|滤芯|过滤|边刷|滚刷|主刷|抹布|拖布|电池|充电(器|线|仓|座|盒)|数据线|电源线|适配器|万向轮|轮子|主板|电机|马达|传感器|清洁液|清洁剂|地板液|配件|耗材|零件|水箱|尘盒|基站(柜|罩)|收纳|柜子|坡道|斜坡|贴膜|贴纸|保护膜|镜片|镜框|镜腿|鼻托|眼镜(盒|布|袋|绳)|收纳盒|保护套|支架|遥控器|门槛|手柄|地垫|吸盘|优惠券|礼品卡|海报|t恤|边界线|虚拟墙|底座|浮漂|镜布|安全绳|充电桩|耳钩|挂绳|车库|刀片|天线|说明书|模块|替换|面罩/;

/** What a device does or has, in words that would be parts if they stood alone. */
export const FEATURES =
  /(?:热水|自动|高温)?(?:洗|烘|换|集尘)(?:拖布|抹布|干)|自动集尘|变色镜片|,[^,]{1,60}\bincluded\b|\b(?:auto|self)-?(?:empty|emptying|cleaning)(?: (?:dock|base|station|mop|pads))+\b/g;

/** A word that says what the thing is made for: a device named after it is not the thing. */
export const MADE_FOR = /\b(for|compatible with|fits|suitable for)\b|适用|适配|兼容|专用|通用/;

/** Playthings, models, costumes, books and films. */
export const TOYS =
  /\b(toys?|rc|remote controlled?|building (set|blocks)|lego|plush|costume|figure|model kit|blu-?ray|dvd|book|paperback|for kids)\b|玩具|积木|毛绒|抱枕|玩偶|人偶|手办|过家家|遥控机器人|乐高|教材|图书|导论|变形金刚/;

/** Machines for trade and industry. */
export const COMMERCIAL =
  /\b(commercial|industrial|warehouse|welding|palleti[sz]ing|agv|restaurant delivery)\b|商用|工业|焊接|码垛|仓储|送餐|酒店用/;

/** Words by which a title names a device. */
export const DEVICE_WORDS: Readonly<Record<Device, RegExp>> = {
  household_robot:
    /\brobot(ic)? ?(vacuum|vac|mop|cleaner|hoover|(lawn ?)?mower|lawnmower|pool|window|cleaning)|\b(vacuum|vacuuming|mopping|mop|mowing|window(-| )cleaning|pool(-| )cleaning|companion|pet|cleaning) robots?\b|\brobotic (pool|window|vacuum|lawn)|\brobo ?vac\b|\bhome (companion )?robot\b|(?<![扫拖擦洗])[扫拖擦洗]+地?[^机]{0,4}机器人|(扫地|擦窗|拖地|割草|泳池|除草|陪伴|宠物|窗户|擦玻璃|清洁|人形)[^，。,]{0,4}机器(人|狗)|(扫地|扫拖|洗地)机器?人|扫拖一体机|机器狗|扫地机/,
  smart_glasses:
    /\b(smart|ai|ar|xr|audio|camera|display|translation) (sun)?(glasses|eyewear|frames)\b|\bsmart (audio|ar|ai|display) (sun)?glasses\b|(智能|音频|拍摄|拍照|翻译)(音频|拍摄|翻译|运动|太阳)?(眼镜|墨镜)|(^|[^a-z])(ai|ar|xr|ai\+ar)[^，。,]{0,4}(眼镜|墨镜)/,
};

/** Product lines that are devices without saying so. */
export const DEVICE_LINES: Readonly<Record<Device, RegExp>> = {
  household_robot:
    /\b(roomba|deebot|winbot|robovac|botvac|navimow|landroid|automower|aibo|loona|aquasense|qrevo|braava)\b|地宝|窗宝/,
  smart_glasses:
    /\b((ray-?ban|oakley) meta|echo frames|xreal (air|one)|rayneo (x|air|v)\d*|rokid (max|air|glasses)|inmo (air|go)|even realities|viture (pro|one|luma))\b|雷鸟 ?[xv]\d/,
};

/** Remarks in brackets: a maker's other name, a promotion, a size. */
export const BRACKETED = /【[^】]*】|\([^)]*\)|\[[^\]]*\]/g;

/** Where what the thing is ends and what comes with it, or what it can do, begins. */
export const COMES_WITH =
  /(?<!compatible)\s(?:with|includes?|including|featuring|plus free|w\/)\s|\s\+\s|[|;]|附|含|配备|内置|自动洗|赠送?|(?<!自动)送(?![风餐货])/;
