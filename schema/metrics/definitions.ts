import type { MetricDefinition } from './definition.ts';

/** Every metric of the contract, in the order of GraphQL's QueueMetrics. */
export const METRIC_DEFINITIONS: readonly MetricDefinition[] = [
  {
    id: 'offered',
    unit: 'contacts',
    direction: 'none',
    formula: 'count of queue entries',
    rule: 'M-1',
    en: {
      name: 'Offered',
      explanation:
        'Contacts that entered the queue. A transfer to another queue is a new entry there; ringing without an answer is not.',
    },
    zh: {
      name: '呼入量',
      explanation: '进入队列的联络数。转到其他队列时在那里重新计一次;振铃未接不重复计。',
    },
  },
  {
    id: 'answered',
    unit: 'contacts',
    direction: 'up',
    formula: 'count of first answers',
    rule: 'M-1',
    en: {
      name: 'Answered',
      explanation: 'Contacts that an agent took, each counted once a queue.',
    },
    zh: { name: '接通量', explanation: '由坐席接起的联络数,每个队列只计一次。' },
  },
  {
    id: 'abandoned',
    unit: 'contacts',
    direction: 'down',
    formula: 'left while waiting, wait > short-abandon limit',
    rule: 'M-1',
    en: {
      name: 'Abandoned',
      explanation:
        'Customers who left while waiting or ringing, after more than the short-abandon limit.',
    },
    zh: { name: '放弃量', explanation: '等待或振铃中离开的客户,等待超过短放弃时限。' },
  },
  {
    id: 'shortAbandoned',
    unit: 'contacts',
    direction: 'none',
    formula: 'left while waiting, wait <= short-abandon limit',
    rule: 'M-1',
    en: {
      name: 'Short abandoned',
      explanation:
        'Customers who left within the short-abandon limit; they count neither as abandoned nor against the service level.',
    },
    zh: { name: '短放弃量', explanation: '在短放弃时限内离开的客户;不计入放弃,也不影响服务水平。' },
  },
  {
    id: 'overflowed',
    unit: 'contacts',
    direction: 'down',
    formula: 'count of exits by routing rule',
    rule: 'M-1',
    en: {
      name: 'Overflowed',
      explanation:
        'Contacts that routing took out of the queue unanswered: timeout, full, voicemail, callback.',
    },
    zh: { name: '溢出量', explanation: '未接通而被路由移出队列的联络:超时、队列满、留言、回拨。' },
  },
  {
    id: 'transferredOut',
    unit: 'contacts',
    direction: 'none',
    formula: 'count of transfers before an answer',
    rule: 'M-1',
    en: {
      name: 'Transferred out',
      explanation: 'Contacts that left the queue unanswered by transfer.',
    },
    zh: { name: '转出量', explanation: '未接通即被转出本队列的联络数。' },
  },
  {
    id: 'handled',
    unit: 'contacts',
    direction: 'up',
    formula: 'count of finished after-contact work',
    rule: 'M-1',
    en: { name: 'Handled', explanation: 'Contacts whose after-contact work is done.' },
    zh: { name: '处理量', explanation: '话后处理已完成的联络数。' },
  },
  {
    id: 'answeredWithinThreshold',
    unit: 'contacts',
    direction: 'up',
    formula: 'A<=',
    rule: 'M-2',
    en: {
      name: 'Answered in time',
      explanation: 'Answered after a wait of at most the threshold.',
    },
    zh: { name: '阈值内接通', explanation: '等待不超过阈值即接通的联络数。' },
  },
  {
    id: 'abandonedWithinThreshold',
    unit: 'contacts',
    direction: 'none',
    formula: 'B<=',
    rule: 'M-2',
    en: {
      name: 'Abandoned in time',
      explanation: 'Abandoned after a wait of at most the threshold, short abandons left out.',
    },
    zh: { name: '阈值内放弃', explanation: '等待不超过阈值即放弃的联络数,不含短放弃。' },
  },
  {
    id: 'pastThreshold',
    unit: 'contacts',
    direction: 'down',
    formula: 'L>',
    rule: 'M-2',
    en: {
      name: 'Past the threshold',
      explanation:
        'Contacts that reached the threshold without an answer, whatever came later. One that still waits counts at once.',
    },
    zh: {
      name: '超过阈值',
      explanation: '到达阈值仍未接通的联络,无论之后如何;仍在等待的立即计入。',
    },
  },
  {
    id: 'serviceLevelRatio',
    unit: 'ratio',
    direction: 'up',
    formula: 'A<= / (A<= + B<= + L>) (neg)',
    rule: 'M-2',
    en: {
      name: 'Service level',
      explanation:
        'Share of contacts answered within the threshold. Abandons and contacts that already wait too long count against it, unless the queue chose another variant.',
    },
    zh: {
      name: '服务水平',
      explanation:
        '在阈值内接通的比例。默认口径下,放弃和已等待超时的联络计为未达标;队列可另选口径。',
    },
  },
  {
    id: 'abandonmentRatio',
    unit: 'ratio',
    direction: 'down',
    formula: 'abandoned / offered',
    rule: 'M-3',
    en: { name: 'Abandonment rate', explanation: 'Share of offered contacts that were abandoned.' },
    zh: { name: '放弃率', explanation: '放弃量占呼入量的比例。' },
  },
  {
    id: 'averageSpeedOfAnswerMs',
    unit: 'ms',
    direction: 'down',
    formula: 'sum of waits of answered / answered',
    rule: 'M-4',
    en: {
      name: 'Average speed of answer',
      explanation: 'Mean wait of the contacts that were answered.',
    },
    zh: { name: '平均应答速度', explanation: '已接通联络的平均等待时长。' },
  },
  {
    id: 'averageTalkTimeMs',
    unit: 'ms',
    direction: 'none',
    formula: 'sum of talk / ended',
    rule: 'M-4',
    en: {
      name: 'Average talk time',
      explanation: 'Mean talk of conversations that are over, hold left out.',
    },
    zh: { name: '平均通话时长', explanation: '已结束会话的平均通话时长,不含保持。' },
  },
  {
    id: 'averageHandleTimeMs',
    unit: 'ms',
    direction: 'none',
    formula: '(talk + hold + after-contact work) / handled',
    rule: 'M-4',
    en: {
      name: 'Average handle time',
      explanation: 'Mean of talk, hold and after-contact work of handled contacts.',
    },
    zh: { name: '平均处理时长', explanation: '已处理联络的通话、保持与话后处理时长之和的平均值。' },
  },
  {
    id: 'averageAfterContactWorkMs',
    unit: 'ms',
    direction: 'down',
    formula: 'sum of after-contact work / handled',
    rule: 'M-4',
    en: {
      name: 'Average after-contact work',
      explanation: 'Mean after-contact work of handled contacts.',
    },
    zh: { name: '平均话后处理时长', explanation: '已处理联络的平均话后处理时长。' },
  },
  {
    id: 'averageHoldTimeMs',
    unit: 'ms',
    direction: 'down',
    formula: 'sum of hold / contacts with hold',
    rule: 'M-4',
    en: { name: 'Average hold time', explanation: 'Mean hold of the contacts that were on hold.' },
    zh: { name: '平均保持时长', explanation: '有保持的联络的平均保持时长。' },
  },
  {
    id: 'longestWaitMs',
    unit: 'ms',
    direction: 'down',
    formula: 'max wait that ended',
    rule: 'M-5',
    en: {
      name: 'Longest wait',
      explanation: 'The longest wait among those that ended, however it ended.',
    },
    zh: { name: '最长等待', explanation: '已结束的等待中最长的一次,无论结果如何。' },
  },
  {
    id: 'occupancyRatio',
    unit: 'ratio',
    direction: 'none',
    formula: 'busy / (busy + available)',
    rule: 'M-6',
    en: {
      name: 'Occupancy',
      explanation:
        "Share of ready agents' time spent ringing, talking, holding or in after-contact work; pauses are left out.",
    },
    zh: {
      name: '坐席占用率',
      explanation: '坐席就绪时间中用于振铃、通话、保持和话后处理的比例;不含小休。',
    },
  },
  {
    id: 'firstResponseTimeMs',
    unit: 'ms',
    direction: 'down',
    formula: 'sum of (first human message - answer) / contacts with one',
    rule: 'M-7',
    en: {
      name: 'First response time',
      explanation: 'Mean time from assignment to the first message of a human.',
    },
    zh: { name: '首次响应时长', explanation: '从分配到首条人工消息的平均时长。' },
  },
  {
    id: 'averageResponseTimeMs',
    unit: 'ms',
    direction: 'down',
    formula: 'sum of waits of answered turns / answered turns',
    rule: 'M-7',
    en: {
      name: 'Average response time',
      explanation:
        'Mean time that customers waited for a reply in a conversation; messages in a row are one turn.',
    },
    zh: { name: '平均响应时长', explanation: '会话中客户等待回复的平均时长;连续消息算一轮。' },
  },
  {
    id: 'satisfactionRatio',
    unit: 'ratio',
    direction: 'up',
    formula: 'rated at least 4 of 5 / rated',
    rule: 'M-8',
    en: {
      name: 'Satisfaction',
      explanation: 'Share of ratings of at least four fifths of the scale.',
    },
    zh: { name: '满意度', explanation: '评分达到满分五分之四及以上的比例。' },
  },
  {
    id: 'botContainmentRatio',
    unit: 'ratio',
    direction: 'up',
    formula: 'resolved by the assistant / engaged',
    rule: 'M-9',
    en: {
      name: 'Bot containment',
      explanation: 'Share of contacts the AI assistant engaged in and resolved without an agent.',
    },
    zh: { name: '机器人独立解决率', explanation: '由智能助手接待且无需人工即解决的比例。' },
  },
];
