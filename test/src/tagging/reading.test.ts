// How a title is read, rule by rule: each title here is there because of the rule that stands above it.

import { describe, expect, it } from 'vitest';
import { SENSES, type Sense } from '../../../src/tagging/senses.ts';
import { sayingOf } from './sayings.ts';

const RULES: Readonly<Record<string, readonly (readonly [saying: string, title: string])[]>> = {
  'what stands before the thing in brackets is not the thing': [
    ['household_robot', '【送尘袋】石头P20 Pro'],
    ['household_robot', '[Open Box] Narwal Freo Z10 Ultra'],
    ['household_robot', 'iRobot (with spare filter) Roomba j7'],
    ['accessory', '云鲸(NARWAL)逍遥002 尘袋'],
  ],
  'what comes with the thing does not count': [
    ['household_robot', 'roborock Q7 with Auto-Empty Dock'],
    ['household_robot', '石头扫地机器人P10 送尘袋'],
    ['household_robot', '石头 G30S扫地机器人 上下水版+耗材礼包'],
    ['smart_glasses', 'XREAL One Pro + free HDMI adapter & case'],
    ['household_robot', 'Narwal Freo Z10 Ultra w/ reusable dust bag'],
    ['household_robot', '送清洁液 科沃斯T50 PRO扫地机器人'],
    ['household_robot', 'Eureka Robo iVac with powerful suction, robotic vacuum cleaner'],
  ],
  'what a thing is made for is not the thing': [
    ['accessory', 'Dust bag for Roborock'],
    ['accessory', 'Whatsit for Roborock S8'],
    ['accessory', '适用石头P10尘袋'],
    ['accessory', 'Dreame robot vacuum compatible with dust bags'],
    ['household_robot', 'Shark Matrix robot vacuum for pet hair and carpets'],
    ['household_robot', '宠物家庭适用 石头G20S扫地机器人'],
    ['household_robot', 'Roborock Q8 Max compatible with Alexa'],
  ],
  'a device made for something is a part of that': [
    ['accessory', '扫地机器人专用超薄柜门'],
    ['accessory', 'Freo Z Ultra专用一次性塵袋二入'],
    ['smart_glasses', '智能蓝牙墨镜 司机专用'],
  ],
  'a part behind the device is the thing, wherever it stands': [
    ['accessory', '扫地机器人水箱'],
    ['accessory', 'Robot vacuum battery 14.4 V'],
    ['accessory', 'Robot vacuum robot vacuum cleaner battery Li-ion robot vacuum'],
    ['accessory', '追觅L20 Ultra扫地机器人银离子抑菌模块'],
    ['accessory', '扫地机器人防卡沙发底挡条软垫'],
    ['accessory', '石头扫拖机器人 G20S 原装高效一次性尘袋 6只装'],
    ['accessory', '石头 G20S、Saros Z70 旋转拖布 2入'],
    ['accessory', '飞利浦扫地机器人,fc8700,过滤网,滤芯'],
  ],
  'a part that is a quality of the device is not the thing': [
    ['household_robot', '米家全能扫拖机器人2 自动洗拖布 智能集尘'],
    ['household_robot', 'Segway Navimow i110N robot lawn mower perimeter wire free'],
    ['household_robot', '库犸YUKA mini割草机器人无边界线'],
    ['household_robot', '石头P20 Pro 水箱版'],
    ['smart_glasses', 'Ray-Ban Meta Skyler, shiny black, clear lenses'],
    ['household_robot', '科沃斯T80洗地机器人家用洗拖吸尘一体机滚筒'],
  ],
  'a part in the name of a model is not the thing': [
    ['smart_glasses', 'Vuzix Blade 2'],
    ['household_robot', 'MOVA Z60 Ultra Roller'],
  ],
  'a dock without a device is the thing where the clause ends with it': [
    ['accessory', 'Roborock Auto-Empty Dock'],
    ['household_robot', 'roborock Q7 M5+ Auto-Empty Dock up to 7 weeks'],
  ],
  'a maker alone is nothing, a maker with a model is the device': [
    ['unknown', 'Roborock'],
    ['household_robot', 'Roborock Q8 Max+'],
    ['household_robot', '云鲸 J5'],
    ['household_robot', 'Kärcher RCV 5'],
    ['household_robot', 'Stiga A 1500'],
    ['smart_glasses', 'RayNeo X3 Pro'],
    ['smart_glasses', 'XREAL OnePro'],
    ['household_robot', 'Narwal freomini'],
    ['unknown', 'Cecotec Conga'],
  ],
  "one of the maker's other goods is none": [
    ['other_product', 'Roborock A20'],
    ['other_product', 'Roborock Q1'],
    ['other_product', 'Dreame S30 hair clipper'],
    ['other_product', 'Rokid Station 2'],
  ],
  'another thing behind a model counts where the clause ends with it': [
    ['household_robot', 'Roborock Q7 Max smartphone app control'],
    ['other_product', 'Xiaomi S20 electric scooter'],
  ],
  'a word that nobody knows before maker and model may be the thing': [
    ['unknown', 'Kvasnica MOVA S20 Pro (strieborný)'],
    ['household_robot', 'Bezdrôtový robot WYBOT F1'],
  ],
  'an ordinary cleaner that is named first is the thing': [
    ['other_product', '添可极客 家用洗地机洗拖吸一体 扫地机器人'],
    ['household_robot', 'Cop Rose X6 smart window vacuum robot'],
  ],
  'sales talk behind the device is no service and no trade': [
    ['household_robot', '石头G20S扫地机器人 回收旧机'],
    ['household_robot', '石头扫地机器人 商用品质'],
    ['service', '扫地机器人以旧换新 旧机回收服务'],
    ['commercial', '商用清洁机器人 工厂直供'],
  ],
  'a robot that keeps company is a toy where children are named, unless its model is known': [
    ['toy', 'Robot dog for kids'],
    ['household_robot', 'Loona robot dog for kids'],
    ['household_robot', 'Sony aibo robot dog'],
  ],
  'a noun is a device by a quality beside it, or anywhere where nothing else is named': [
    ['smart_glasses', '博士BOSE Frames Tenor 智能音频眼镜 偏光太阳镜蓝牙耳机二合一'],
    ['smart_glasses', 'Lucyd Lyte XL Bluetooth Audio Eyewear'],
    ['other_product', '骨传导蓝牙耳机 眼镜'],
  ],
  'a micrometre is no letter, a 360 no maker': [
    ['household_robot', 'Robot vacuum with 0.3μm filtration'],
    ['household_robot', 'Robot vacuum for 360° coverage with side brush'],
  ],
  'traditional characters are read as simplified ones': [
    ['household_robot', '石頭 G20S 掃地機器人 自動集塵'],
    ['accessory', '掃地機器人清潔劑'],
    ['service', '掃地機器人課程'],
    ['accessory', '割草機器人充電樁'],
    ['accessory', 'AI眼鏡 夾片'],
    ['smart_glasses', '雷鳥 X3 Pro'],
    ['toy', '機器狗 玩具'],
  ],
};

describe.each(Object.entries(RULES))('%s', (_rule, titles) => {
  it.each(titles)('[T4] %s: %s', (saying, title) => {
    expect(sayingOf(title)).toBe(saying);
  });
});

/** For each sense a title that is read otherwise with a word of it than without. */
const WITH_AND_WITHOUT: Readonly<Record<Sense, readonly [withIt: string, without: string]>> = {
  trap: ['chatbot, robot vacuum', 'robot vacuum'],
  robot: ['扫地机', '扫'],
  pet: ['机器狗', '狗'],
  glasses: ['smart eyewear', 'eyewear'],
  robot_word: ['robot vacuum', 'vacuum'],
  chore: ['window robot', 'robot'],
  eyewear: ['bluetooth sunglasses', 'bluetooth'],
  smart: ['bluetooth sunglasses', 'sunglasses'],
  hand: ['steam mop, Roomba i7', 'Roomba i7'],
  manual: ['手推式扫地机', '扫地机'],
  other: ['headset Roomba i7', 'Roomba i7'],
  part: ['dust bag robot vacuum', 'robot vacuum'],
  fitting: ['Roomba i7 battery', 'Roomba i7'],
  dock: ['Roomba i7 dock', 'Roomba i7'],
  lens: ['智能眼镜镜片', '智能眼镜'],
  spare: ['Roomba i7, replacement', 'Roomba i7'],
  count: ['石头 G20S、旋转拖布 2入', '石头 G20S、旋转拖布'],
  feature: ['扫地机器人 拖布', '扫地机器人 自动洗拖布'],
  trait: ['石头P20 水箱版', '石头P20 水箱'],
  plain: ['扫地机器人 原装 拖布', '扫地机器人 升降拖布'],
  for: ['case for Roomba i7', 'Roomba i7'],
  made_for: ['扫地机器人专用软垫架', '扫地机器人'],
  with: ['Roomba i7 with battery', 'Roomba i7 battery'],
  service: ['robot vacuum protection plan', 'robot vacuum'],
  toy: ['robot dog toy', 'robot dog'],
  media: ['robot vacuum costume', 'robot vacuum'],
  childish: ['robot dog for kids', 'robot dog'],
  trade: ['commercial cleaning robot', 'cleaning robot'],
};

describe('every sense', () => {
  it.each(SENSES)('[T4] %s makes a difference', (sense) => {
    const [withIt, without] = WITH_AND_WITHOUT[sense];
    expect(sayingOf(withIt)).not.toBe(sayingOf(without));
  });
});
