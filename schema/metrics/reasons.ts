/** Why something that came into the window is not in a number: our word, and a person's. */
export const EXCLUDED_REASONS: Readonly<
  Record<string, { readonly en: string; readonly zh: string }>
> = {
  waiting: { en: 'still waiting, not late yet', zh: '仍在等待，尚未超时' },
  talking: { en: 'still with an agent', zh: '仍在服务中' },
  wrappingUp: { en: 'after-contact work not done', zh: '话后处理未完成' },
  answered: { en: 'answered', zh: '已接通' },
  abandoned: { en: 'abandoned', zh: '已放弃' },
  shortAbandoned: { en: 'short abandon', zh: '短放弃' },
  overflowed: { en: 'overflowed', zh: '已溢出' },
  transferredOut: { en: 'transferred before an answer', zh: '接通前转出' },
  outsideWindow: { en: 'counted before this window', zh: '在本时段之前已计入' },
  noReply: { en: 'no reply of a human', zh: '无人工回复' },
  notRated: { en: 'not rated', zh: '未评价' },
  notChecked: { en: 'no quality check', zh: '未质检' },
  notResolved: { en: 'not resolved by the assistant', zh: '机器人未解决' },
  notHandedOver: { en: 'not handed over', zh: '未转人工' },
  noDueTime: { en: 'no due time', zh: '无时限' },
  notDue: { en: 'not due', zh: '未到期' },
  notCounted: { en: 'does not count here', zh: '不计入' },
  unknownCustomer: { en: 'customer not known', zh: '客户未知' },
};
