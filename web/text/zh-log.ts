import type { LogTexts } from './log-keys.ts';

export const zhLog: LogTexts = {
  takesNothing: (since) => `磁盘自 ${since} 起无法写入`,
  notCounted: '新事件未计入',
  asOfThen: '所示为当时数据',
  title: '日志',
  why: '所显示的一切都出自日志；事件写入磁盘后才计数。',
  takes: '磁盘写入正常。',
  refuses: (since) => `磁盘自 ${since} 起无法写入。`,
  reason: '磁盘报告',
  whatToDo: '新事件会被拒收并告知发送方。请为数据目录所在磁盘腾出空间或排除故障，之后会自动恢复。',
  whole: '所保存的日志完整无损。',
  damaged: (stretches) => `有 ${stretches} 段日志损坏。`,
  damageMeans: '损坏部分既不显示也不计数，其前后的内容完整无损。',
  between: (from, to) => `${from ?? '开头'} 至 ${to ?? '末尾'}`,
  atMost: (entries) => `最多缺失 ${entries} 条记录`,
  ofToday: '涉及今日',
  mark: '今日日志有部分丢失',
  markShort: '日志有损',
  notKept: '未能保存：服务器磁盘暂时无法写入，请稍后重试。',
};
