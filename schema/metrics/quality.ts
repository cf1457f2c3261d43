import { COUNTED_SCOPES, QUEUE_SCOPES, type MetricDefinition } from './definition.ts';

/** What customers and checkers say. */
export const QUALITY = [
  {
    id: 'satisfactionRatio',
    unit: 'ratio',
    direction: 'up',
    engine: 'formula',
    formula: 'satisfied / rated',
    attribution: 'event',
    scopes: COUNTED_SCOPES,
    rule: 'M-11',
    lacking: 'notRated',
    en: {
      name: 'Satisfaction',
      explanation:
        'Share of ratings of at least four fifths of the scale, such as 4 of 5. Read it with the number of ratings.',
    },
    zh: {
      name: '客户满意度',
      explanation: '评分达到满分五分之四（如 5 分制的 4 分）及以上的比例。请连同评价量一起看。',
    },
  },
  {
    id: 'rated',
    unit: 'contacts',
    direction: 'up',
    engine: 'formula',
    formula: 'rated',
    attribution: 'event',
    scopes: COUNTED_SCOPES,
    rule: 'M-11',
    en: { name: 'Ratings', explanation: 'Contacts that the customer rated.' },
    zh: { name: '评价量', explanation: '客户作出评价的联络数。' },
  },
  {
    id: 'ratingResponseRatio',
    unit: 'ratio',
    direction: 'up',
    engine: 'formula',
    formula: 'rated / answered',
    attribution: 'event',
    scopes: COUNTED_SCOPES,
    rule: 'M-11',
    en: {
      name: 'Rating response',
      explanation: 'Share of answered contacts that the customer rated.',
    },
    zh: { name: '参评率', explanation: '已接通的联络中，客户作出评价的比例。' },
  },
  {
    id: 'firstContactResolutionRatio',
    unit: 'ratio',
    direction: 'up',
    engine: 'formula',
    formula: 'notRepeated / identified',
    attribution: 'completion',
    scopes: QUEUE_SCOPES,
    rule: 'M-22',
    lacking: 'unknownCustomer',
    en: {
      name: 'First contact resolution',
      explanation:
        'Of the finished contacts of known customers, the share whose customer did not come again about the same within seven days. Provisional until then: it can only fall.',
    },
    zh: {
      name: '首次解决率',
      explanation:
        '客户已知的已结束联络中，客户七天内未因同一事项再来的比例。未满七天为暂定值，只会下降。',
    },
  },
  {
    id: 'qualityRatio',
    unit: 'ratio',
    direction: 'up',
    engine: 'formula',
    formula: 'qualityPoints / qualityChecks',
    attribution: 'event',
    scopes: COUNTED_SCOPES,
    rule: 'M-11',
    lacking: 'notChecked',
    en: {
      name: 'Quality score',
      explanation: 'Mean score of the quality checks, each as a share of its scale.',
    },
    zh: { name: '质检成绩', explanation: '质检的平均得分，各按自己的满分折算。' },
  },
  {
    id: 'knowledgeMisses',
    unit: 'contacts',
    direction: 'down',
    engine: 'formula',
    formula: 'knowledgeMisses',
    attribution: 'event',
    scopes: COUNTED_SCOPES,
    rule: 'M-16',
    en: {
      name: 'Knowledge misses',
      explanation: 'Searches during a contact that the knowledge base had no answer to.',
    },
    zh: { name: '知识库无结果量', explanation: '服务中在知识库查不到答案的次数。' },
  },
] as const satisfies readonly MetricDefinition[];
