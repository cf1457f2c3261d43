import type { Channel } from '#schema/channel.ts';
import type { QueueId } from '#schema/ids.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';

/** Which agents can serve a queue: telephone, chat, or the writing desk (email and social). */
export type Family = 'voice' | 'chat' | 'desk';

/** What the simulation knows of a queue. */
export interface QueuePlan {
  readonly id: QueueId;
  readonly name: string;
  readonly channel: Channel;
  readonly family: Family;
  readonly site: string;
  readonly business: string;
  readonly language: string;
  readonly thresholdMs: number;
  readonly targetRatio: number;
  /** Share of the staff. */
  readonly weight: number;
  /** How much of the usual load the queue is given: less where people are promised more. */
  readonly ease: number;
  /** Median length of a conversation (writing: of the work on one message). */
  readonly talkMs: number;
  /** Median after-contact work. */
  readonly afterMs: number;
  /** Mean time a customer waits before giving up; null: does not give up. */
  readonly patienceMs: number | null;
  /** After so long the contact is routed elsewhere. */
  readonly timeoutMs: number;
  /** Time to the reply that is due; null where none is. */
  readonly dueMs: number | null;
  readonly priority: number;
  readonly media: readonly string[];
  readonly topics: readonly string[];
}

/** Spread of the logarithm of conversation times. */
export const TALK_SIGMA = 0.65;
export const AFTER_SIGMA = 0.5;
/** Chats that an agent has at once, at most, on average. */
export const CHATS_AT_ONCE = 3;

/** `count` queues: nine kinds, then the same kinds again as second teams. */
export function planQueues(count: number): readonly QueuePlan[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length]!;
    const round = Math.floor(index / KINDS.length) + 1;
    return round === 1
      ? kind
      : { ...kind, id: `${kind.id}-${round}`, name: `${kind.name} ${round}` };
  });
}

const VOICE = {
  channel: 'voice',
  family: 'voice',
  language: 'zh',
  thresholdMs: 20 * SECOND_MS,
  targetRatio: 0.8,
  ease: 1,
  talkMs: 150 * SECOND_MS,
  afterMs: 24 * SECOND_MS,
  patienceMs: 170 * SECOND_MS,
  timeoutMs: 6 * MINUTE_MS,
  dueMs: null,
  priority: 1,
  media: [],
} as const;

const WRITING = {
  family: 'desk',
  language: 'zh',
  thresholdMs: 10 * MINUTE_MS,
  targetRatio: 0.9,
  ease: 1,
  talkMs: 150 * SECOND_MS,
  afterMs: 12 * SECOND_MS,
  patienceMs: null,
  timeoutMs: 3 * HOUR_MS,
  priority: 1,
} as const;

// In this order, so that a small floor still has a telephone, a chat and a writing queue.
const KINDS: readonly QueuePlan[] = [
  {
    ...VOICE,
    id: 'refunds',
    name: '退款 Refunds',
    site: '北京 Beijing',
    business: '售后',
    weight: 16,
    topics: ['退款进度 refund status', '退货 return', '差价 price difference', '投诉 complaint'],
  },
  {
    ...VOICE,
    id: 'chat',
    name: '在线客服 Chat',
    channel: 'chat',
    family: 'chat',
    site: '上海 Shanghai',
    business: '售前',
    thresholdMs: 30 * SECOND_MS,
    weight: 20,
    talkMs: 300 * SECOND_MS,
    afterMs: 14 * SECOND_MS,
    patienceMs: 240 * SECOND_MS,
    media: ['web', 'app', 'wechat'],
    topics: ['选购 choosing', '库存 stock', '优惠 discount', '物流 delivery'],
  },
  {
    ...VOICE,
    id: 'tech',
    name: '技术 Tech',
    site: '北京 Beijing',
    business: '技术',
    weight: 16,
    thresholdMs: 30 * SECOND_MS,
    talkMs: 195 * SECOND_MS,
    afterMs: 30 * SECOND_MS,
    topics: ['安装 installation', '故障 fault', '升级 update', '网络 network'],
  },
  {
    ...VOICE,
    id: 'billing',
    name: '账单 Billing',
    site: '上海 Shanghai',
    business: '售后',
    weight: 14,
    topics: ['账单 bill', '发票 invoice', '扣款 charge', '套餐 tariff'],
  },
  {
    ...WRITING,
    id: 'email',
    name: '邮件 Email',
    channel: 'email',
    site: '上海 Shanghai',
    business: '售后',
    weight: 6,
    dueMs: 4 * HOUR_MS,
    media: [],
    topics: ['发票 invoice', '投诉 complaint', '合作 partnership', '资料 documents'],
  },
  {
    ...VOICE,
    id: 'vip',
    name: '贵宾 VIP',
    site: '上海 Shanghai',
    business: '售后',
    weight: 8,
    thresholdMs: 10 * SECOND_MS,
    targetRatio: 0.9,
    ease: 0.79,
    talkMs: 180 * SECOND_MS,
    patienceMs: 260 * SECOND_MS,
    priority: 5,
    topics: ['专属服务 concierge', '积分 points', '改签 change', '投诉 complaint'],
  },
  {
    ...WRITING,
    id: 'social',
    name: '社交媒体 Social',
    channel: 'social',
    site: '北京 Beijing',
    business: '活动',
    weight: 7,
    talkMs: 85 * SECOND_MS,
    dueMs: 30 * MINUTE_MS,
    media: ['wechat', 'weibo', 'douyin'],
    topics: ['直播 live show', '抽奖 prize draw', '优惠券 voucher', '差评 bad review'],
  },
  {
    ...VOICE,
    id: 'english',
    name: '英语 English',
    site: '上海 Shanghai',
    business: '售前',
    language: 'en',
    weight: 7,
    ease: 0.89,
    talkMs: 170 * SECOND_MS,
    topics: ['orders', 'delivery', 'returns', 'accounts'],
  },
  {
    ...VOICE,
    id: 'cantonese',
    name: '粤语 Cantonese',
    site: '北京 Beijing',
    business: '售后',
    language: '粤语',
    weight: 7,
    ease: 0.89,
    topics: ['物流 delivery', '退货 return', '账户 account', '优惠 discount'],
  },
];
