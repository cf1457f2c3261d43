import fc from 'fast-check';
import { AGENT_STATES } from '#schema/agent-state.ts';
import { CHANNELS } from '#schema/channel.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';
import { START_AT } from './scenario.ts';

/** An event before it has an id, a source and a time. */
export interface Draft {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export const SOURCES = ['/pbx', '/chat', '/crm'] as const;
export const queue = fc.constantFrom('sales', 'refunds', 'vip', 'mail');
export const AGENTS = ['ann', 'bob', 'chi', 'dai'] as const;
export const agent = fc.constantFrom(...AGENTS);

const text = fc.constantFrom('bill', 'order', 'delivery');
const share = { score: fc.integer({ min: 0, max: 5 }), scale: fc.constant(5) };
const instant = fc
  .integer({ min: 0, max: 7_200_000 })
  .map((afterMs) => new Date(START_AT + afterMs).toISOString());
/** Most events mean the newest entry; some name one, also one that there is not. */
const addressed = {
  leg: rarely(fc.constantFrom('k1', 'k2')),
  queue: rarely(queue),
};

/** What opens a contact, and may come again. */
export const queuedDraft = draft('contact.queued', {
  queue,
  leg: rarely(fc.constantFrom('k1', 'k2')),
  channel: maybe(fc.constantFrom(...CHANNELS)),
  direction: rarely(fc.constantFrom('in', 'outbound')),
  customer: maybe(fc.constantFrom('p1', 'p2', 'p3')),
  customerKey: rarely(fc.constantFrom('key1', 'key2')),
  topic: rarely(text),
  priority: rarely(fc.nat(9)),
});

export const engagedDraft = draft('bot.engaged', {
  queue: maybe(queue),
  customer: rarely(fc.constantFrom('p1', 'p2')),
});

/** Whatever may happen to a contact, in any order: also what cannot be. */
export const contactDraft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 3, arbitrary: queuedDraft },
  { weight: 3, arbitrary: draft('contact.presented', { ...addressed, agent }) },
  { weight: 2, arbitrary: draft('contact.unanswered', { ...addressed, agent }) },
  { weight: 6, arbitrary: draft('contact.answered', { ...addressed, agent: maybe(agent) }) },
  { weight: 2, arbitrary: draft('contact.held', addressed) },
  { weight: 2, arbitrary: draft('contact.resumed', addressed) },
  {
    weight: 4,
    arbitrary: draft('contact.transferred', {
      ...addressed,
      toQueue: maybe(queue),
      toAgent: rarely(agent),
    }),
  },
  {
    weight: 3,
    arbitrary: draft('contact.overflowed', {
      ...addressed,
      toQueue: rarely(queue),
      reason: maybe(fc.constantFrom('timeout', 'callback', 'voicemail', 'system error', 'full')),
    }),
  },
  { weight: 3, arbitrary: draft('contact.abandoned', addressed) },
  {
    weight: 6,
    arbitrary: draft('contact.ended', {
      ...addressed,
      by: maybe(fc.constantFrom('customer', 'agent', 'system')),
    }),
  },
  { weight: 5, arbitrary: draft('contact.wrappedUp', addressed) },
  {
    weight: 5,
    arbitrary: draft('contact.message', {
      ...addressed,
      from: fc.constantFrom('customer', 'agent', 'bot'),
    }),
  },
  draft('contact.rated', { ...addressed, ...share }),
  draft('contact.tagged', { ...addressed, topic: text }),
  draft('contact.escalated', addressed),
  draft('contact.due', { ...addressed, dueAt: instant }),
  draft('quality.scored', { ...addressed, agent, ...share }),
  draft('knowledge.missed', { query: fc.constant('how?') }),
  engagedDraft,
  draft('bot.handedOver', { queue: rarely(queue) }),
  draft('bot.resolved', {}),
);

const zones = fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu');

/** What a queue is: also days that begin in the middle of a history. */
export const queueDraft = draft('queue.defined', {
  queue,
  channel: rarely(fc.constantFrom(...CHANNELS)),
  site: maybe(fc.constantFrom('north', 'south')),
  business: rarely(fc.constantFrom('cards', 'loans')),
  language: rarely(fc.constantFrom('en', 'zh')),
  thresholdMs: maybe(fc.constantFrom(0, 5_000, 20_000, 60_000, 600_000)),
  shortAbandonMs: maybe(fc.constantFrom(0, 5_000, 30_000)),
  targetRatio: rarely(fc.constantFrom(0.5, 0.8, 1)),
  serviceLevelVariant: rarely(fc.constantFrom(...SERVICE_LEVEL_VARIANTS)),
  timeZone: rarely(zones),
  dayStart: rarely(fc.constantFrom('00:00', '04:00', '09:15', '17:30')),
});

/** What agents do and what is said of them. */
export const agentDraft: fc.Arbitrary<Draft> = fc.oneof(
  draft('agent.signedIn', {
    agent,
    name: maybe(fc.constantFrom('A', 'B')),
    team: maybe(fc.constantFrom('red', 'blue')),
    site: maybe(fc.constantFrom('north', 'south')),
    queues: maybe(fc.uniqueArray(queue, { maxLength: 3 })),
    capacity: maybe(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant({ chat: 3, voice: 1 }))),
  }),
  draft('agent.joinedQueue', { agent, queue }),
  draft('agent.leftQueue', { agent, queue }),
  draft('agent.stateChanged', {
    agent,
    state: fc.constantFrom(...AGENT_STATES),
    reason: rarely(fc.constantFrom('lunch', 'meeting')),
  }),
  draft('agent.signedOut', { agent }),
);

/** An agent goes and comes again after a while, also in the middle of contacts; or is only told again to be there. */
export const absenceDrafts: fc.Arbitrary<readonly Draft[]> = fc
  .record({
    agent,
    goes: fc.constantFrom<Draft | null>(
      { type: 'agent.signedOut', data: {} },
      { type: 'agent.stateChanged', data: { state: 'signedOut' } },
      null,
    ),
    comes: fc.constantFrom<Draft>(
      { type: 'agent.signedIn', data: {} },
      { type: 'agent.signedIn', data: { queues: ['sales'] } },
      { type: 'agent.stateChanged', data: { state: 'available' } },
    ),
  })
  .map(({ agent: who, goes, comes }) =>
    [goes, comes].flatMap((word) =>
      word === null ? [] : [{ type: word.type, data: { agent: who, ...word.data } }],
    ),
  );

const source = fc.constantFrom(...SOURCES);
const plans = fc.array(
  fc.record({
    start: instant,
    lengthMs: fc.constantFrom(900_000, 1_800_000),
    offered: fc.nat(50),
    scheduled: fc.nat(9),
    activity: fc.constantFrom('work', 'break', 'chat'),
  }),
  { maxLength: 3 },
);

/** Everything else that the floor is told; nothing of it may change a contact's numbers. */
export const otherDraft: fc.Arbitrary<Draft> = fc.oneof(
  draft('knowledge.missed', { query: fc.constant('why?'), agent: maybe(agent) }),
  draft('forecast.published', { queue, intervals: plans }),
  draft('schedule.published', { queue, intervals: plans }),
  draft('schedule.published', { agent, shifts: plans }),
  draft('source.connected', { source, silentAfterMs: rarely(fc.constant(60_000)) }),
  draft('source.lost', { source }),
  draft('source.resynced', { source }),
  draft('source.ended', { source }),
  draft('source.reconciled', {
    source,
    queues: fc.uniqueArray(queue, { maxLength: 2 }),
    waiting: fc.array(fc.record({ contact: fc.constantFrom('c0', 'c1', 'ghost'), queue }), {
      maxLength: 2,
    }),
    agents: fc.array(fc.record({ agent, queues: fc.uniqueArray(queue, { maxLength: 2 }) }), {
      maxLength: 2,
    }),
  }),
  draft('notice.posted', { text: fc.constant('Lunch at one'), until: maybe(instant) }),
  draft('vendor.somethingElse', { contact: fc.constantFrom('c0', 'c1'), queue }),
);

function draft(type: string, data: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Draft> {
  return fc.record({ type: fc.constant(type), data: fc.record(data) });
}

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined, freq: 2 });
}

function rarely<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  );
}
