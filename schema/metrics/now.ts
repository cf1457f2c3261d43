import { QUEUE_SCOPES, type MetricDefinition } from './definition.ts';

/** What is so at this instant, whatever the window. */
export const NOW = [
  {
    id: 'waiting',
    unit: 'contacts',
    direction: 'down',
    engine: 'now',
    formula: 'contacts waiting now',
    formulaZh: '当前排队人数',
    attribution: 'now',
    scopes: QUEUE_SCOPES,
    rule: 'C-5',
    en: {
      name: 'Waiting now',
      explanation:
        'Contacts that wait in the queue at this instant, ringing ones included, whenever they came: since before midnight, too.',
    },
    zh: {
      name: '当前排队',
      explanation: '此刻在队列中等待的联络，含振铃中的，不论何时进入，零点前进入的也包括在内。',
    },
  },
  {
    id: 'longestWaitingMs',
    unit: 'ms',
    direction: 'down',
    engine: 'now',
    formula: 'now - entry of the contact that waits longest',
    formulaZh: '现在 - 等待最久者的入队时刻',
    attribution: 'now',
    scopes: QUEUE_SCOPES,
    rule: 'M-10',
    en: {
      name: 'Longest waiting now',
      explanation: 'How long the contact has waited that waits longest at this instant.',
    },
    zh: { name: '当前最长等待', explanation: '此刻等待最久的联络已等待的时长。' },
  },
  {
    id: 'serving',
    unit: 'contacts',
    direction: 'none',
    engine: 'now',
    formula: 'contacts with an agent now',
    formulaZh: '当前服务中联络数',
    attribution: 'now',
    scopes: ['queue', 'group', 'total', 'team'],
    rule: 'C-11',
    en: {
      name: 'Being served now',
      explanation:
        'Contacts that an agent has at this instant, on hold included; after-contact work is not.',
    },
    zh: { name: '当前服务中', explanation: '此刻坐席正在服务的联络，含保持，不含话后处理。' },
  },
] as const satisfies readonly MetricDefinition[];
