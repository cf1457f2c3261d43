import type { MetricDefinition } from './definition.ts';

/** How agents spend their time. */
export const AGENT_TIME = [
  {
    id: 'occupancyRatio',
    unit: 'ratio',
    direction: 'none',
    engine: 'agentTime',
    formula: '(ringing + talking + holding + after-contact work) / (the same + available)',
    formulaZh: '(振铃 + 通话 + 保持 + 话后处理) / (同左 + 空闲)',
    attribution: 'state',
    scopes: ['queue', 'group', 'total', 'team', 'agent'],
    rule: 'A-7',
    en: {
      name: 'Occupancy',
      explanation:
        'Of the time agents were ready, the share spent ringing, talking, holding or in after-contact work. Pauses are in neither.',
    },
    zh: {
      name: '坐席占用率',
      explanation: '坐席就绪时间中，用于振铃、通话、保持和话后处理的比例；示忙（如小休）不计。',
    },
  },
  {
    id: 'utilisationRatio',
    unit: 'ratio',
    direction: 'none',
    engine: 'agentTime',
    formula: '(talking + holding + after-contact work) / signed in',
    formulaZh: '(通话 + 保持 + 话后处理) / 签入时长',
    attribution: 'state',
    scopes: ['queue', 'group', 'total', 'team', 'agent'],
    rule: 'A-8',
    en: {
      name: 'Utilisation',
      explanation:
        'Of the signed-in time, the share spent with contacts and on their after-contact work. Pauses are part of the signed-in time.',
    },
    zh: {
      name: '工时利用率',
      explanation: '签入时间中，用于服务联络及话后处理的比例；示忙时间也算签入。',
    },
  },
  {
    id: 'talkUtilisationRatio',
    unit: 'ratio',
    direction: 'none',
    engine: 'agentTime',
    formula: '(talking + holding) / signed in',
    formulaZh: '(通话 + 保持) / 签入时长',
    attribution: 'state',
    scopes: ['queue', 'group', 'total', 'team', 'agent'],
    rule: 'A-8',
    en: {
      name: 'Talk utilisation',
      explanation: 'Of the signed-in time, the share spent in conversation, hold included.',
    },
    zh: { name: '通话利用率', explanation: '签入时间中，用于通话（含保持）的比例。' },
  },
  {
    id: 'adherenceRatio',
    unit: 'ratio',
    direction: 'up',
    engine: 'plan',
    formula: '1 - minutes out of plan / minutes planned',
    formulaZh: '1 - 偏离排班的分钟 / 排班分钟',
    attribution: 'state',
    scopes: ['queue', 'group', 'total', 'team', 'agent'],
    rule: 'A-9',
    en: {
      name: 'Adherence',
      explanation:
        'Of the planned minutes, the share in which agents did what the plan says; two minutes about a change are forgiven. Without a plan there is no number.',
    },
    zh: {
      name: '排班遵守率',
      explanation:
        '计划的分钟中，坐席按排班执行的比例，逐分钟对照；变更前后宽限两分钟。没有排班则没有数值。',
    },
  },
  {
    id: 'conformanceRatio',
    unit: 'ratio',
    direction: 'none',
    engine: 'plan',
    formula: 'time worked / time planned',
    formulaZh: '实际工时 / 排班工时',
    attribution: 'state',
    scopes: ['queue', 'group', 'total', 'team', 'agent'],
    rule: 'A-9',
    en: {
      name: 'Conformance',
      explanation:
        'Time worked over time planned, whenever it was worked: it can be full while adherence is almost zero.',
    },
    zh: {
      name: '工时符合率',
      explanation: '实际工时与计划工时之比，不论何时工作：遵守率接近零时，它也可能是 100%。',
    },
  },
  {
    id: 'slotOccupancyRatio',
    unit: 'ratio',
    direction: 'none',
    engine: 'slots',
    formula: 'slot time with a contact / slot time open',
    formulaZh: '接待位占用时长 / 接待位开放时长',
    attribution: 'state',
    scopes: ['queue', 'group', 'total', 'team', 'agent'],
    rule: 'A-10',
    en: {
      name: 'Slot occupancy',
      explanation:
        'Where agents take several contacts at once: of the time that slots were open, the share in use.',
    },
    zh: {
      name: '接待位占用率',
      explanation: '可同时接待多个会话的渠道：接待位开放的时间中被占用的比例。',
    },
  },
  {
    id: 'chatOccupancyRatio',
    unit: 'ratio',
    direction: 'none',
    engine: 'slots',
    formula: 'time with at least one contact / time available or with contacts',
    formulaZh: '至少有一个会话的时长 / 可用或有会话的时长',
    attribution: 'state',
    scopes: ['queue', 'group', 'total', 'team', 'agent'],
    rule: 'A-10',
    en: {
      name: 'Chat occupancy',
      explanation:
        'Of the time agents were available for chats, the share with at least one, however many at once.',
    },
    zh: {
      name: '会话占用率',
      explanation: '坐席可接待会话的时间中，至少有一个会话的比例，不论同时几个。',
    },
  },
  {
    id: 'averageConcurrency',
    unit: 'number',
    direction: 'none',
    engine: 'slots',
    formula: 'contact time / time with at least one contact',
    formulaZh: '会话时长之和 / 至少有一个会话的时长',
    attribution: 'state',
    scopes: ['queue', 'group', 'total', 'team', 'agent'],
    rule: 'A-10',
    en: {
      name: 'Concurrency',
      explanation: 'How many contacts an agent has at once, over the time with at least one.',
    },
    zh: { name: '同时接待量', explanation: '有会话期间，坐席平均同时接待几个。' },
  },
] as const satisfies readonly MetricDefinition[];
