import { COUNTED_SCOPES, QUEUE_SCOPES, type MetricDefinition } from './definition.ts';

/** How many: offered, and every way out of a queue. */
export const VOLUMES = [
  {
    id: 'offered',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'offered',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-1',
    en: {
      name: 'Offered',
      explanation:
        'Entries into the queue. A transfer to another queue is a new entry there; a ring that nobody takes is none: the contact never left.',
    },
    zh: {
      name: '呼入量',
      explanation: '进入队列的次数。转到其他队列时，在那里另计一次；振铃未接仍在排队，不重复计。',
    },
  },
  {
    id: 'answered',
    unit: 'contacts',
    direction: 'up',
    engine: 'formula',
    formula: 'answered',
    attribution: 'arrival',
    scopes: COUNTED_SCOPES,
    rule: 'M-1',
    en: {
      name: 'Answered',
      explanation: 'Entries that an agent took, each counted once, at the first answer.',
    },
    zh: { name: '接通量', explanation: '由坐席接起的次数；一次入队只计首次接通。' },
  },
  {
    id: 'abandoned',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'abandoned',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'C-7',
    en: {
      name: 'Abandoned',
      explanation:
        'Customers who left while waiting or ringing, after more than the short-abandon limit. Who took a call-back has not abandoned.',
    },
    zh: {
      name: '放弃量',
      explanation: '排队或振铃中离开、且等待超过短放弃时限的客户。预约回呼的不算放弃。',
    },
  },
  {
    id: 'shortAbandoned',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'shortAbandoned',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'C-7',
    en: {
      name: 'Short abandoned',
      explanation:
        'Customers who left within the short-abandon limit. They count neither as abandoned nor in the service level.',
    },
    zh: {
      name: '短放弃量',
      explanation: '在短放弃时限内离开的客户；不计入放弃，也不计入服务水平。',
    },
  },
  {
    id: 'overflowed',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'overflowed',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'C-5',
    en: {
      name: 'Overflowed',
      explanation:
        'Entries that routing ended unanswered: waited too long, queue full, voicemail, call-back, cut off by the system.',
    },
    zh: {
      name: '溢出转出量',
      explanation: '未接通即被路由移出队列：等待超时、队列已满、留言、预约回呼、系统中断。',
    },
  },
  {
    id: 'callbacksTaken',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'callbacksTaken',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-13',
    en: {
      name: 'Call-backs taken',
      explanation:
        'Customers who chose to be called back. Part of overflowed and no abandon; before the threshold it is no service-level event.',
    },
    zh: {
      name: '预约回呼量',
      explanation:
        '不再等待、请我们回呼的客户。属于溢出转出，不算放弃；未超过阈值时也不影响服务水平。',
    },
  },
  {
    id: 'voicemails',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'voicemails',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-13',
    en: {
      name: 'Voicemails',
      explanation: 'Customers who left a message instead of waiting on. Part of overflowed.',
    },
    zh: { name: '留言量', explanation: '留言后不再等待的客户。属于溢出转出。' },
  },
  {
    id: 'timedOut',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'timedOut',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-13',
    en: {
      name: 'Timed out',
      explanation:
        'Entries that routing ended because they had waited too long. Part of overflowed.',
    },
    zh: { name: '超时转出量', explanation: '等待过久而被路由移出队列的次数。属于溢出转出。' },
  },
  {
    id: 'systemLost',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'systemLost',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-13',
    en: {
      name: 'Lost by the system',
      explanation:
        'Waiting contacts that the system itself cut off; the customer did not give up. Part of overflowed.',
    },
    zh: { name: '系统中断量', explanation: '等待中被系统中断的联络，并非客户放弃。属于溢出转出。' },
  },
  {
    id: 'lost',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'abandoned + shortAbandoned + systemLost',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-13',
    en: {
      name: 'Lost',
      explanation:
        'Wanted an agent and got none: abandons, short ones too, and losses by the system. What overflowed to elsewhere is not in it.',
    },
    zh: {
      name: '呼损量',
      explanation: '请求人工而未接通：放弃、短放弃与系统中断之和；溢出到别处的不在内。',
    },
  },
  {
    id: 'blocked',
    unit: 'contacts',
    direction: 'down',
    engine: 'unmeasured',
    formula: 'not measured',
    formulaZh: '未测量',
    attribution: 'arrival',
    scopes: ['total'],
    rule: 'M-13',
    en: {
      name: 'Blocked (lines busy)',
      explanation:
        'Calls refused because all lines were busy. Only the carrier or the session border controller knows; without their feed it is not measured, and never shown as 0.',
    },
    zh: {
      name: '线路占满拒接量',
      explanation:
        '线路全忙而被拒的呼叫。只有运营商或会话边界控制器知道；没有该数据即为未测量，绝不显示为 0。',
    },
  },
  {
    id: 'transferredOut',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'transferredOut',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'C-8',
    en: {
      name: 'Transferred out',
      explanation: 'Entries that were transferred away before anyone answered.',
    },
    zh: { name: '接通前转出量', explanation: '尚未接通即被转走的次数。' },
  },
  {
    id: 'transferredAfterAnswer',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'transferredAfterAnswer',
    attribution: 'arrival',
    scopes: COUNTED_SCOPES,
    rule: 'C-8',
    en: {
      name: 'Transferred after answer',
      explanation:
        'Conversations that an agent passed on. They were answered, so they are counted beside the ways out of the queue.',
    },
    zh: {
      name: '接通后转出量',
      explanation: '坐席接通后又转走的会话。已计为接通，因此与各种离队方式分开计数。',
    },
  },
  {
    id: 'undecided',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'undecided',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'C-6',
    en: {
      name: 'Still waiting',
      explanation:
        'Entries of this window that are neither answered nor gone. Counted by themselves, so that offered can be checked against every way out.',
    },
    zh: {
      name: '仍在等待',
      explanation: '本时段进入、既未接通也未离开的次数。单独计数，呼入量因此可与各种去向逐一核对。',
    },
  },
  {
    id: 'handled',
    unit: 'contacts',
    direction: 'up',
    engine: 'formula',
    formula: 'handled',
    attribution: 'completion',
    scopes: COUNTED_SCOPES,
    rule: 'C-11',
    en: { name: 'Handled', explanation: 'Answered entries whose after-contact work is done, too.' },
    zh: { name: '处理量', explanation: '接通且话后处理已完成的次数。' },
  },
  {
    id: 'unansweredRings',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'unansweredRings',
    attribution: 'event',
    scopes: COUNTED_SCOPES,
    rule: 'C-10',
    en: {
      name: 'Rings not taken (RONA)',
      explanation:
        'How often a contact rang at an agent who did not take it. The contact goes on waiting, on its first clock.',
    },
    zh: {
      name: '振铃未接次数',
      explanation: '振铃后坐席未接的次数。客户继续排队，等待仍从最初入队算起。',
    },
  },
  {
    id: 'outboundDialled',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'outboundDialled',
    attribution: 'arrival',
    scopes: COUNTED_SCOPES,
    rule: 'M-15',
    en: {
      name: 'Outbound dialled',
      explanation: 'Attempts to reach a customer; a second try counts again, a transfer does not.',
    },
    zh: { name: '外呼拨打量', explanation: '发起的外呼次数；重拨另计，转接不计。' },
  },
  {
    id: 'outboundConnected',
    unit: 'contacts',
    direction: 'up',
    engine: 'formula',
    formula: 'outboundConnected',
    attribution: 'arrival',
    scopes: COUNTED_SCOPES,
    rule: 'M-15',
    en: {
      name: 'Outbound connected',
      explanation: 'Outbound attempts that reached a conversation.',
    },
    zh: { name: '外呼接通量', explanation: '接通并进入通话的外呼次数。' },
  },
] as const satisfies readonly MetricDefinition[];
