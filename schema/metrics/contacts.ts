import { QUEUE_SCOPES, type MetricDefinition } from './definition.ts';

/** Contacts against queue entries: who came at all, and who came again or from elsewhere. */
export const CONTACTS = [
  {
    id: 'contactsOffered',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'contactsOffered',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-14',
    en: {
      name: 'Contacts',
      explanation:
        "Customers' attempts, each counted once however many queues it goes through, in the queue it entered first. Offered counts entries instead.",
    },
    zh: {
      name: '去重联络数',
      explanation:
        '客户每次联络只计一次，不论经过几个队列，归入最先进入的队列。呼入量则按入队次数计。',
    },
  },
  {
    id: 'contactsAnswered',
    unit: 'contacts',
    direction: 'up',
    engine: 'formula',
    formula: 'contactsAnswered',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-14',
    en: {
      name: 'Contacts answered',
      explanation:
        'Contacts that an agent answered in any queue, each once, in the queue they entered first.',
    },
    zh: {
      name: '去重接通数',
      explanation: '在任一队列由坐席接起的联络，每个只计一次，归入最先进入的队列。',
    },
  },
  {
    id: 'transferredIn',
    unit: 'contacts',
    direction: 'none',
    engine: 'formula',
    formula: 'transferredIn',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-14',
    en: {
      name: 'Transferred in',
      explanation: 'Entries of contacts that had been in another queue before.',
    },
    zh: { name: '转入量', explanation: '先前在其他队列、随后转入本队列的次数。' },
  },
  {
    id: 'requeued',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'requeued',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-14',
    en: {
      name: 'Re-queued',
      explanation:
        'Entries of contacts that had been in this very queue before. A ring that nobody takes is none: the contact never left.',
    },
    zh: {
      name: '重新排队量',
      explanation: '离开本队列后又回来的次数。振铃未接不算：客户从未离开。',
    },
  },
  {
    id: 'entriesPerContact',
    unit: 'number',
    direction: 'down',
    engine: 'formula',
    formula: 'offered / contactsOffered',
    attribution: 'arrival',
    scopes: QUEUE_SCOPES,
    rule: 'M-14',
    en: {
      name: 'Entries per contact',
      explanation: 'How many queue entries a contact takes: 1 means that nobody is sent on.',
    },
    zh: { name: '平均入队次数', explanation: '每个联络平均入队几次：1 表示没有人被转来转去。' },
  },
] as const satisfies readonly MetricDefinition[];
