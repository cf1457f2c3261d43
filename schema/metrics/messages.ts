import { COUNTED_SCOPES, QUEUE_SCOPES, type MetricDefinition } from './definition.ts';

/** Text channels and the assistant. */
export const MESSAGES = [
  {
    id: 'firstResponseTimeMs',
    unit: 'ms',
    direction: 'down',
    engine: 'formula',
    formula: 'firstResponseMs / firstResponses',
    attribution: 'event',
    scopes: COUNTED_SCOPES,
    rule: 'C-13',
    lacking: 'noReply',
    en: {
      name: 'First response time',
      explanation:
        "Mean time from an agent's taking the contact to a human's first message; greetings of the assistant do not count. Conversations without a reply are counted apart.",
    },
    zh: {
      name: '首次响应时长',
      explanation: '从坐席接起到首条人工消息的平均时长；机器人问候不算。无回复的会话另行计数。',
    },
  },
  {
    id: 'customerFirstResponseTimeMs',
    unit: 'ms',
    direction: 'down',
    engine: 'formula',
    formula: 'customerFirstResponseMs / firstResponses',
    attribution: 'event',
    scopes: QUEUE_SCOPES,
    rule: 'C-13',
    lacking: 'noReply',
    en: {
      name: 'First response, for the customer',
      explanation:
        "Mean time from the first entry into a queue to a human's first message: what the customer waits.",
    },
    zh: {
      name: '首次响应时长（客户侧）',
      explanation: '从首次进入队列到首条人工消息的平均时长：客户实际等待的时间。',
    },
  },
  {
    id: 'averageResponseTimeMs',
    unit: 'ms',
    direction: 'down',
    engine: 'formula',
    formula: 'responseMs / responses',
    attribution: 'event',
    scopes: COUNTED_SCOPES,
    rule: 'C-13',
    lacking: 'noReply',
    en: {
      name: 'Average response time',
      explanation:
        'Mean time that customers waited for a reply. Messages in a row are one turn; a last one that nobody answers is none.',
    },
    zh: {
      name: '平均响应时长',
      explanation: '客户等待回复的平均时长。连续几条消息算一轮；结束前未再回复的不算。',
    },
  },
  {
    id: 'noReplies',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'noReplies',
    attribution: 'completion',
    scopes: COUNTED_SCOPES,
    rule: 'C-13',
    en: {
      name: 'Without a reply',
      explanation: 'Text conversations that ended without a word from a human.',
    },
    zh: { name: '无回复会话量', explanation: '直到结束都没有一句人工回复的文字会话。' },
  },
  {
    id: 'botEngaged',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'botEngaged',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-21',
    en: { name: 'Assistant sessions', explanation: 'Contacts that the assistant took up.' },
    zh: { name: '机器人会话量', explanation: '由机器人接待的联络。' },
  },
  {
    id: 'botContainmentRatio',
    unit: 'ratio',
    direction: 'up',
    engine: 'formula',
    formula: 'botResolved / botEngaged',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-21',
    lacking: 'notResolved',
    en: {
      name: 'Bot containment',
      explanation:
        "Share of the assistant's sessions that it resolved without a human. Whether the customer came back is another number.",
    },
    zh: {
      name: '机器人独立解决率',
      explanation: '机器人会话中，无需人工即解决的比例。客户是否再来，另见有效解决率。',
    },
  },
  {
    id: 'botEffectiveResolutionRatio',
    unit: 'ratio',
    direction: 'up',
    engine: 'formula',
    formula: 'botResolvedForGood / botIdentified',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-21',
    lacking: 'unknownCustomer',
    en: {
      name: 'Bot resolution that lasts',
      explanation:
        "Of the assistant's sessions with known customers, the share that it resolved and whose customer did not come back within 24 hours. Provisional until then.",
    },
    zh: {
      name: '机器人有效解决率',
      explanation:
        '客户已知的机器人会话中，由机器人解决且客户 24 小时内未再来的比例。未满 24 小时为暂定值。',
    },
  },
  {
    id: 'botHandOverRatio',
    unit: 'ratio',
    direction: 'down',
    engine: 'formula',
    formula: 'botHandedOver / botEngaged',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-21',
    lacking: 'notHandedOver',
    en: {
      name: 'Hand-over rate',
      explanation: "Share of the assistant's sessions that it handed over to people.",
    },
    zh: { name: '转人工率', explanation: '机器人会话中转给人工的比例。' },
  },
  {
    id: 'botAbandoned',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'botAbandoned',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-21',
    en: {
      name: 'Lost after hand-over',
      explanation:
        'Contacts that the assistant handed over and that gave up in the queue: helped by neither.',
    },
    zh: {
      name: '转人工后放弃量',
      explanation: '由机器人转人工、却在排队中离开的联络：两边都没有解决。',
    },
  },
] as const satisfies readonly MetricDefinition[];
