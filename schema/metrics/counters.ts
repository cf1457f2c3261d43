/** What one counter is, as a person reads it inside a formula. */
interface CounterDefinition {
  /** `contacts` counters grow by one a counted thing, so a list of them has the number's length. */
  readonly unit: 'contacts' | 'ms' | 'points';
  readonly en: string;
  readonly zh: string;
}

/**
 * Everything the floor counts: the alphabet of every formula, ours and a site's own. Each counter is
 * additive over queue entries, so it can be summed over any interval, queue or site (SPEC M-7).
 */
export const COUNTERS = {
  offered: { unit: 'contacts', en: 'offered', zh: '呼入' },
  undecided: { unit: 'contacts', en: 'still waiting', zh: '仍在等待' },
  offeredWithoutShort: {
    unit: 'contacts',
    en: 'offered, short abandons left out',
    zh: '呼入（不含短放弃）',
  },
  contactsOffered: { unit: 'contacts', en: 'contacts (first entry)', zh: '联络（首次入队）' },
  transferredIn: {
    unit: 'contacts',
    en: 'entries that came from another queue',
    zh: '由其他队列转入',
  },
  requeued: { unit: 'contacts', en: 'entries that came back', zh: '重新排队' },
  answered: { unit: 'contacts', en: 'answered', zh: '接通' },
  abandoned: { unit: 'contacts', en: 'abandoned', zh: '放弃' },
  shortAbandoned: { unit: 'contacts', en: 'short abandoned', zh: '短放弃' },
  overflowed: { unit: 'contacts', en: 'overflowed', zh: '溢出转出' },
  callbacksTaken: { unit: 'contacts', en: 'call-backs taken', zh: '预约回呼' },
  voicemails: { unit: 'contacts', en: 'voicemails', zh: '留言' },
  timedOut: { unit: 'contacts', en: 'timed out', zh: '超时转出' },
  systemLost: { unit: 'contacts', en: 'lost by the system', zh: '系统中断' },
  transferredOut: { unit: 'contacts', en: 'transferred before an answer', zh: '接通前转出' },
  transferredAfterAnswer: {
    unit: 'contacts',
    en: 'transferred after an answer',
    zh: '接通后转出',
  },
  unansweredRings: { unit: 'contacts', en: 'rings not taken', zh: '振铃未接' },
  handled: { unit: 'contacts', en: 'handled', zh: '处理完成' },
  answeredWithinThreshold: { unit: 'contacts', en: 'answered in time', zh: '阈值内接通' },
  abandonedWithinThreshold: { unit: 'contacts', en: 'abandoned in time', zh: '阈值内放弃' },
  pastThreshold: { unit: 'contacts', en: 'past the threshold', zh: '超过阈值' },
  callbacksWithinThreshold: {
    unit: 'contacts',
    en: 'call-backs taken in time',
    zh: '阈值内预约回呼',
  },
  contactsAnswered: { unit: 'contacts', en: 'contacts answered', zh: '接通的联络' },
  contactsAnsweredWithinThreshold: {
    unit: 'contacts',
    en: 'contacts answered in time since their first entry',
    zh: '自首次入队起阈值内接通的联络',
  },
  contactsAbandonedWithinThreshold: {
    unit: 'contacts',
    en: 'contacts that gave up in time',
    zh: '阈值内放弃的联络',
  },
  contactsPastThreshold: {
    unit: 'contacts',
    en: 'contacts past the threshold since their first entry',
    zh: '自首次入队起超过阈值的联络',
  },
  contactsWaitMs: {
    unit: 'ms',
    en: 'wait of answered contacts over all queues',
    zh: '已接通联络跨队列等待',
  },
  waitAnsweredMs: { unit: 'ms', en: 'wait of answered', zh: '接通者等待' },
  waitAbandonedMs: { unit: 'ms', en: 'wait of abandoned', zh: '放弃者等待' },
  waited: { unit: 'contacts', en: 'waits that ended', zh: '已结束的等待' },
  waitMs: { unit: 'ms', en: 'wait of everybody', zh: '全部等待' },
  ended: { unit: 'contacts', en: 'conversations over', zh: '已结束会话' },
  talkMs: { unit: 'ms', en: 'talk', zh: '通话' },
  holdMs: { unit: 'ms', en: 'hold', zh: '保持' },
  held: { unit: 'contacts', en: 'conversations with hold', zh: '有保持的会话' },
  handleMs: { unit: 'ms', en: 'talk, hold and after-contact work', zh: '通话、保持与话后处理' },
  afterContactWorkMs: { unit: 'ms', en: 'after-contact work', zh: '话后处理' },
  firstResponses: { unit: 'contacts', en: 'first replies', zh: '首次回复' },
  firstResponseMs: { unit: 'ms', en: 'wait from assignment to first reply', zh: '分配至首次回复' },
  customerFirstResponseMs: {
    unit: 'ms',
    en: 'wait from the queue to the first reply',
    zh: '入队至首次回复',
  },
  noReplies: { unit: 'contacts', en: 'conversations without a reply', zh: '无回复会话' },
  responses: { unit: 'contacts', en: 'answered turns', zh: '已回复轮次' },
  responseMs: { unit: 'ms', en: 'wait for replies', zh: '等待回复' },
  rated: { unit: 'contacts', en: 'rated', zh: '已评价' },
  satisfied: { unit: 'contacts', en: 'satisfied', zh: '满意' },
  escalated: { unit: 'contacts', en: 'complaints and escalations', zh: '投诉与升级' },
  identified: {
    unit: 'contacts',
    en: 'finished contacts of known customers',
    zh: '已结束且客户已知的联络',
  },
  repeated: {
    unit: 'contacts',
    en: 'of these, the customer came back',
    zh: '其中客户再来',
  },
  notRepeated: {
    unit: 'contacts',
    en: 'of these, the customer did not come back',
    zh: '其中客户未再来',
  },
  outboundDialled: { unit: 'contacts', en: 'outbound contacts dialled', zh: '外呼拨打' },
  outboundConnected: { unit: 'contacts', en: 'outbound contacts connected', zh: '外呼接通' },
  dueClosed: { unit: 'contacts', en: 'closed with a due time', zh: '已办结（有时限）' },
  dueClosedInTime: { unit: 'contacts', en: 'closed by their due time', zh: '按时办结' },
  botEngaged: { unit: 'contacts', en: 'assistant engaged', zh: '机器人会话' },
  botIdentified: {
    unit: 'contacts',
    en: 'assistant engaged, customer known',
    zh: '机器人会话（客户已知）',
  },
  botResolved: { unit: 'contacts', en: 'resolved by the assistant', zh: '机器人解决' },
  botResolvedForGood: {
    unit: 'contacts',
    en: 'resolved by the assistant, not back within 24 hours',
    zh: '机器人解决且 24 小时内未再来',
  },
  botHandedOver: { unit: 'contacts', en: 'handed over to people', zh: '转人工' },
  botAbandoned: {
    unit: 'contacts',
    en: 'handed over, then given up in the queue',
    zh: '转人工后在队列中放弃',
  },
  qualityChecks: { unit: 'contacts', en: 'quality checks', zh: '质检次数' },
  qualityPoints: { unit: 'points', en: 'quality points, each check out of 1', zh: '质检得分' },
  knowledgeMisses: { unit: 'contacts', en: 'knowledge misses', zh: '知识库无结果' },
} as const satisfies Record<string, CounterDefinition>;

export type Counter = keyof typeof COUNTERS;

export function isCounter(name: string): name is Counter {
  return Object.hasOwn(COUNTERS, name);
}
