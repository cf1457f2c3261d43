import type { Random } from './random.ts';

/** An invented name: mostly Chinese, some English. */
export function inventName(random: Random): string {
  if (random.chance(0.25)) return `${random.pick(FIRST)} ${random.pick(LAST)}`;
  const given = random.pick(GIVEN) + (random.chance(0.55) ? random.pick(GIVEN) : '');
  return random.pick(FAMILY) + given;
}

/** Teams of a site, named by their leaders' animals as Chinese floors like to do. */
export const TEAMS: readonly string[] = [
  '雄鹰队 Eagles',
  '猎豹队 Leopards',
  '海豚队 Dolphins',
  '白鹤队 Cranes',
  '麒麟队 Qilins',
  '熊猫队 Pandas',
];

const FAMILY = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵',
];
const GIVEN = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰志文斌浩宇轩佳怡欣悦子涵雨泽晨梓萱思琪梦瑶嘉诚睿宁博雅婷慧颖琳倩雪峰凯鑫辉健俊龙飞鹏云海天晓红春梅秋菊',
];
const FIRST = [
  'Alice',
  'Ben',
  'Chloe',
  'Daniel',
  'Emma',
  'Felix',
  'Grace',
  'Henry',
  'Iris',
  'Jack',
  'Kate',
  'Leo',
  'Mia',
  'Noah',
  'Olivia',
  'Peter',
  'Ruby',
  'Sam',
  'Tina',
  'Victor',
];
const LAST = [
  'Chan',
  'Chen',
  'Davies',
  'Evans',
  'Fong',
  'Green',
  'Ho',
  'Hughes',
  'Kwok',
  'Lee',
  'Ng',
  'Parker',
  'Smith',
  'Taylor',
  'Wang',
  'Wong',
  'Wu',
  'Young',
];
