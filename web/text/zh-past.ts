import type { AgoText, PastTexts } from './past-keys.ts';

/** 简体中文。 */
export const zhPast: PastTexts = {
  past: '回看 · 过去',
  rewind: '回看',
  closeTimeline: '收起时间轴',
  timeline: '时间轴',
  toLive: '回到实时',
  ago,
  playing: (speed) => `${speed} 倍速播放中`,
  still: '已暂停',
  loading: '正在载入',
  play: '播放',
  pause: '暂停',
  speed: '倍速',
  previousEvent: '上一条事件',
  nextEvent: '下一条事件',
  previousAlert: '上一个告警',
  nextAlert: '下一个告警',
  yesterday: '昨天此时',
  lastWeek: '上周此时',
  share: '分享此刻',
  shared: '链接已复制',
  shareByHand: '请从地址栏复制链接',
  span: '时间范围',
  spans: { hour: '1 小时', day: '1 天', week: '1 周', all: '全部' },
  earlier: '更早',
  later: '更晚',
  troubles: {
    tooEarly: '日志从这里开始，更早的没有保存。',
    unanswered: '这一时刻未能载入。',
    lost: '连接中断，播放停在这里。',
    tooMany: '同时播放的屏幕已达上限，请稍后再试。',
    noEvent: '这个方向上没有更多事件。',
    noAlert: '这个方向上没有更多告警。',
  },
  again: '重试',
  alertMarks: (count) => `${count} 个告警`,
  notHere: '回看时不可操作',
};

function ago({ days, hours, minutes, seconds }: AgoText): string {
  if (days > 0) return `${days} 天 ${hours} 小时前`;
  if (hours > 0) return `${hours} 小时 ${minutes} 分前`;
  return minutes > 0 ? `${minutes} 分 ${seconds} 秒前` : `${seconds} 秒前`;
}
