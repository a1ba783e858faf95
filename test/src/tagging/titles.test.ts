// Titles as shops write them, in English and Chinese, and what each thing is.

import { describe, expect, it } from 'vitest';
import { readTitle } from '../../../src/tagging/title.ts';
import { sayingOf } from './sayings.ts';

const ROBOTS = [
  'Roborock Saros 10R Robot Vacuum and Mop',
  'iRobot Roomba Combo j9+ Self-Emptying Robot Vacuum & Mop',
  'ECOVACS DEEBOT X8 PRO OMNI',
  'Dreame X50 Ultra robot vacuum with 20,000 Pa suction and auto-empty dock',
  'eufy Omni S1 Pro Robotic Vacuum, White',
  'Narwal Freo Z10 robot vacuum and mop, includes 2 spare mop pads',
  'Samsung Bespoke Jet Bot AI+ robot vacuum | free dust bag',
  'ROBOROCK Qrevo Curv 2 Pro + 1 l of floor cleaner',
  'Shark PowerDetect robot vacuum (dust bag included)',
  'Tapo RV30 Max Plus robot vacuum, 2 dust bags included',
  'Shark Matrix robot vacuum for pet hair and carpets',
  'Dreame L40s robot vacuum, self-cleaning mop pads',
  'eufy X10 robot vacuum self-empty base station',
  '石头 A30 扫地机器人 机械臂',
  'ECOVACS WINBOT W2 Omni Window Cleaning Robot',
  'Husqvarna Automower 430X NERA robotic lawn mower',
  'Segway Navimow i105N robot lawnmower',
  'Mammotion LUBA 2 AWD robot mower',
  'Beatbot AquaSense 2 Ultra robotic pool cleaner',
  'Aiper Scuba S1 robotic pool vacuum',
  'Sony aibo ERS-1000 robot dog',
  'Enabot EBO X family companion robot',
  '石头 G20S 扫地机器人',
  '科沃斯 DEEBOT T80 OMNI 扫拖一体机器人',
  '追觅 X50 Pro 增强版 扫地机器人 自动上下水',
  '石头 P20 Ultra Plus 自清洁扫拖机器人',
  '石头 P20 扫地机器人 自动集尘 热水洗拖布 热风烘干',
  '云鲸 逍遥002 扫拖机器人',
  '米家 全能扫拖机器人 M40 S',
  '大疆 ROMO P 扫地机器人',
  '海尔 扫地机 智能家用 激光导航',
  '美的 扫地机器人 W20 配备自清洁基站',
  '追觅扫地机器人 S30 Pro Ultra 赠尘袋2个',
  '石头 G30 扫拖机器人(含上下水套装)',
  '【国家补贴】科沃斯 X9 PRO 扫地机器人',
  '云鲸 J5 扫地机器人 适用大户型 木地板',
  '科沃斯 窗宝 W2 PRO 擦窗机器人',
  '九号 Navimow X3 智能割草机器人',
  '望圆 泳池清洁机器人 S10',
  '宇树 Go2 Air 四足机器狗',
  '可以科技 Loona 宠物机器人',
];

const GLASSES = [
  'Ray-Ban Meta Wayfarer smart glasses',
  'Ray-Ban Meta (Gen 2) Headliner AI glasses',
  'Oakley Meta HSTN smart glasses, Prizm lenses',
  'XREAL One Pro AR Glasses',
  'Rokid Max Pro AR glasses',
  'RayNeo X3 Pro AI+AR glasses',
  'Even Realities G1 smart glasses',
  'VITURE Luma Pro XR glasses',
  'Amazon Echo Frames (3rd Gen) smart audio glasses with Alexa',
  '小米 AI 智能眼镜',
  '阿里 夸克 S1 AI眼镜',
  '雷鸟 X3 Pro AR眼镜',
  '华为 智能眼镜 2 方框光学镜',
  '雷朋 Meta 智能眼镜 Wayfarer 变色镜片',
  'Rokid Glasses 乐奇 AI+AR 智能眼镜',
  '李未可 Chat AI智能音频眼镜',
  '星纪魅族 MYVU AR智能眼镜',
  '影目 INMO GO2 翻译眼镜',
];

const ACCESSORIES = [
  'Dust bags for a robot vacuum',
  'Dust bags for Roborock S8 MaxV Ultra (6 pack)',
  'HEPA filter set compatible with DEEBOT T30S',
  'Side brush for iRobot Roomba i7',
  'Replacement battery 14.4 V for eufy RoboVac 11S',
  'Charging dock for Xiaomi Robot Vacuum S10',
  'Prescription lens inserts for XREAL Air 2',
  'Hard case for Ray-Ban Meta smart glasses',
  'Garage for Husqvarna Automower 305',
  'Blades for Segway Navimow, 12 pieces',
  'Mop cloths, fit Dreame L20 Ultra robot vacuum',
  'Robot vacuum dust bag',
  'Anti-slip ramp for robot vacuum thresholds',
  'DUST BAG robot vacuum robot vacuum',
  'Robot lawn mower boundary wire 150 m',
  'Robot vacuum virtual wall, 2 pcs',
  'Robot vacuum drive belt',
  '适用石头G20S扫地机器人尘袋 10只装',
  '科沃斯T20配件 边刷 滚刷 滤网套装',
  '石头扫地机器人专用尘袋 10只',
  '扫地机器人通用边刷',
  '云鲸扫地机器人适配拖布',
  '智能眼镜专用镜布',
  'Dreame robot vacuum compatible with dust bags',
  'Ray-Ban Meta 变色镜片',
  'Ray-Ban Meta keychain',
  'Robot vacuum dustbin',
  '割草机器人边界线 200米',
  '扫地机器人虚拟墙',
  '扫地机器人底座',
  '泳池机器人浮漂',
  'Robot vacuum bumper',
  'AI glasses cleaning spray',
  '扫地机器人手柄',
  '扫地机器人地垫',
  '擦窗机器人吸盘',
  '追觅扫地机器人清洁液 1L',
  '云鲸J4拖布 6片',
  '小米扫地机器人电池 5200mAh',
  '扫地机器人基站收纳柜',
  '扫地机器人门槛条',
  '擦窗机器人安全绳',
  '割草机器人充电桩',
  '智能眼镜防滑耳钩',
  'Ray-Ban Meta 智能眼镜充电盒',
  'XREAL Air 2 近视镜片',
  '雷鸟X2 眼镜收纳包',
  '割草机器人刀片 30片',
];

const SERVICES = [
  '扫地机器人 两年延保服务',
  'Extended warranty 3 years for robot vacuum',
  '智能眼镜碎屏险 一年',
  '扫地机器人上门维修',
  'Robot lawn mower installation service',
];

const TOYS = [
  'LEGO Technic robot dog building set',
  '儿童玩具 遥控机器人 会跳舞',
  'Plush robot vacuum toy for toddlers',
  '机器狗 玩具 电动 走路会叫',
  'Kids costume: robot with smart glasses',
  'RC robot dog, 2.4 GHz',
];

const COMMERCIAL = [
  'Pudu CC1 commercial cleaning robot',
  '高仙 商用清洁机器人 50 Pro',
  '普渡 贝拉 送餐机器人',
  'KUKA KR 6 industrial robot arm',
  'Gausium Scrubber 50 industrial cleaning robot',
];

const NAME_TRAPS = ['USRobotics 56K USB modem', 'Robot Coupe R2 food processor', '智能玻璃 调光膜'];

const ORDINARY = [
  'Deebot gift card',
  'Roomba poster',
  'AI眼镜 T恤',
  '扫地机器人优惠券',
  'Dyson V15 Detect cordless vacuum cleaner',
  'Miele Classic C1 canister vacuum',
  'Ordinary vacuum cleaner, 800 W',
  '戴森 V12 无线吸尘器',
  '添可 芙万 4.0 洗地机',
  'Bosch GlassVac window vacuum',
  'Honda HRX217 walk-behind lawn mower',
  'Ray-Ban Aviator Classic sunglasses',
  '暴龙 偏光太阳镜 男款',
  '蔡司 1.67 近视眼镜 防蓝光',
  '3M 防护眼镜',
  'Speedo swim goggles',
  'Meta Quest 3S 128 GB VR headset',
  '华为 智能手表 GT 5',
  '美的 变频空调',
  'Programmable educational robot kit, ages 8+',
  'Robot',
  '机器人',
  'Glasses',
  '眼镜',
];

describe('a title', () => {
  it.each(ROBOTS)('[T4] %s is a household robot', (title) => {
    expect(sayingOf(title)).toBe('household_robot');
  });

  it.each(GLASSES)('[T4] %s is a pair of smart glasses', (title) => {
    expect(sayingOf(title)).toBe('smart_glasses');
  });

  it.each([
    ...ACCESSORIES.map((title) => ['accessory', title] as const),
    ...SERVICES.map((title) => ['service', title] as const),
    ...TOYS.map((title) => ['toy', title] as const),
    ...COMMERCIAL.map((title) => ['commercial', title] as const),
    ...NAME_TRAPS.map((title) => ['name_trap', title] as const),
  ])('[T4] as %s goes %s', (reason, title) => {
    expect(sayingOf(title)).toBe(reason);
  });

  it.each(ORDINARY)('[T4] %s is no device', (title) => {
    expect(readTitle(title).kind).not.toBe('device');
  });

  it.each([
    ['other_product', '戴森 V12 无线吸尘器'],
    ['unknown', '杭州 龙井 绿茶 250克'],
  ])('[T5] the reason is %s for %s', (reason, title) => {
    expect(sayingOf(title)).toBe(reason);
  });
});
