// Titles as shops write them, half of them Chinese and half English: devices, their parts, toys, ordinary machines, and goods that
// have nothing to do with either. Put together from pieces, no two alike.

/** What is sold. Their number has no factor in common with that of the details, so that each comes with others every time. */
const CHINESE_GOODS: readonly string[] = [
  '石头G20S Ultra扫地机器人扫拖一体',
  '科沃斯T50 PRO扫拖机器人',
  '追觅X50 Pro增强版扫地机',
  '米家全能扫拖机器人2 Max',
  '云鲸J5逍遥002扫拖洗一体机',
  '雷鸟X3 Pro智能眼镜AR眼镜',
  '小米AI眼镜',
  'XREAL One Pro AR眼镜观影眼镜',
  '华为智能眼镜2 方形光学镜',
  '九号割草机器人Navimow i105E',
  '宇树Go2四足机器人机器狗',
  '科沃斯窗宝W2 PRO擦窗机器人',
  '适用石头G20S集尘袋尘袋',
  '适配科沃斯T30 T50滚刷边刷抹布配件套装',
  '追觅扫地机器人专用清洁液地面清洁剂',
  '戴森V12 Detect Slim无绳吸尘器',
  '添可芙万3.0洗地机',
  '美的家用卧式吸尘器大吸力',
  '暴龙太阳镜男偏光开车墨镜',
  '近视眼镜框超轻纯钛镜架可配度数',
  '乐高机械组42179积木玩具',
  '儿童遥控机器人玩具跳舞唱歌',
  '苹果iPhone 17 Pro Max 256GB',
  '海尔冰箱十字对开门510升',
  '九阳破壁机家用低音豆浆机',
  '维达抽纸三层100抽',
  '蒙牛纯牛奶250ml',
  '五常大米稻花香2号10斤',
  '回力帆布鞋男女同款小白鞋',
  '優必選 Alpha Mini 悟空機器人',
  '得力中性笔0.5mm黑色',
  '南极人四件套纯棉床上用品',
  '商用扫地机器人驾驶式清扫车',
];

const CHINESE_DETAILS: readonly string[] = [
  '自动洗烘集尘',
  '【官方旗舰店】',
  '大容量 家用',
  '国家补贴15%立减',
  '2025年新款升级版',
  '智能避障、防缠绕、静音',
  '送原装配件礼包',
  '黑色',
  '全国联保 顺丰包邮',
  '第三代骁龙芯片，续航更长，支持语音控制',
  '（京东自营）次日达',
  '送父母生日礼物 男女朋友实用',
  'ＰＲＯ版　２台装',
  '白色/灰色可选',
];

const ENGLISH_GOODS: readonly string[] = [
  'iRobot Roomba Max 705 Combo Robot Vacuum and Mop',
  'Roborock Saros 10R robot vacuum with AutoEmpty dock',
  'ECOVACS DEEBOT X8 Pro Omni',
  'Dreame L40 Ultra Gen 2',
  'eufy Omni S1 Pro robot vacuum cleaner',
  'Mammotion LUBA 3 AWD 3000 robotic lawn mower',
  'Aiper Scuba X1 cordless robotic pool cleaner',
  'Ray-Ban Meta Wayfarer (Gen 2) smart glasses',
  'RayNeo X3 Pro AR smart glasses',
  'Even Realities G2 display glasses',
  'XREAL One Pro',
  'Unitree Go2 Pro quadruped robot dog',
  'Replacement filters and side brushes for Roomba i7 and j7+',
  'Dust bags for Roborock S7 MaxV, Q5 and Q7',
  'Mop pads compatible with ECOVACS DEEBOT T20 Omni',
  'Magnetic prescription lens inserts for XREAL Air 2',
  'Dyson Gen5detect cordless stick vacuum',
  'Bissell CrossWave HydroSteam wet dry vacuum',
  'Shark Navigator Lift-Away upright vacuum',
  'Polarized aviator sunglasses for men',
  'Blue light blocking reading glasses 2.5x',
  'LEGO Technic 42182 building set',
  'Ruko 1088 remote control robot toy for kids',
  'Apple Watch Series 11 GPS 46mm',
  'Samsung 65" Neo QLED 4K smart TV',
  'Philips 3200 LatteGo espresso machine',
  'Logitech MX Master 3S mouse',
  "Levi's 501 original fit jeans",
  'Organic rolled oats',
  'Stainless steel water bottle 750 ml',
  'Ambrogio Saugroboter mit Absaugstation',
  'Aspirateur robot laveur 3-en-1',
  'A4 copy paper, ream of 500 sheets',
];

const ENGLISH_DETAILS: readonly string[] = [
  'self-emptying base, 20,000 Pa suction & obstacle avoidance',
  'Black',
  '(Renewed)',
  'works with Alexa and Google Home - 2025 model',
  'with 1-year warranty',
  '2 pack',
  'great for pet hair, carpets and hard floors',
  '| Official Store',
  'White/Silver, size M',
  'includes charger + travel case',
  'lightweight, 43 g, full-colour display, real-time translation',
  'home & office',
  '– free shipping',
  'up to 180 min runtime',
];

const TITLES_OF_EACH = 100;
const DETAILS_MAX = 3;

/** Two hundred titles of 13 to 176 characters. */
export const TITLES: readonly string[] = Array.from({ length: TITLES_OF_EACH }, (_, index) => [
  titleAt(index, CHINESE_GOODS, CHINESE_DETAILS),
  titleAt(index, ENGLISH_GOODS, ENGLISH_DETAILS),
]).flat();

function titleAt(index: number, goods: readonly string[], details: readonly string[]): string {
  const chosen = Array.from(
    { length: 1 + (index % DETAILS_MAX) },
    (_, nth) => details[(index + 5 * nth) % details.length],
  );
  return [goods[index % goods.length], ...chosen].join(' ');
}
