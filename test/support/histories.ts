import fc from 'fast-check';
import type { Instant } from '#schema/ids.ts';
import { eventEntry, START_AT } from './scenario.ts';

export type EventEntry = ReturnType<typeof eventEntry>;

const QUEUES = ['sales', 'refunds', 'vip'];
const AGENTS = ['ann', 'bob', 'chi', 'dai'];

interface Draft {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly afterMs: number;
}

const gap = fc.integer({ min: 1, max: 40_000 });
const queue = fc.constantFrom(...QUEUES);
const agent = fc.constantFrom(...AGENTS);

const step: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({ type: fc.constant('contact.presented'), data: fc.record({ agent }), afterMs: gap }),
  fc.record({ type: fc.constant('contact.unanswered'), data: fc.record({ agent }), afterMs: gap }),
  fc.record({ type: fc.constant('contact.answered'), data: fc.record({ agent }), afterMs: gap }),
  fc.record({ type: fc.constant('contact.held'), data: fc.constant({}), afterMs: gap }),
  fc.record({ type: fc.constant('contact.resumed'), data: fc.constant({}), afterMs: gap }),
  fc.record({
    type: fc.constantFrom('contact.transferred', 'contact.overflowed'),
    data: fc.record({ toQueue: queue }),
    afterMs: gap,
  }),
  fc.record({
    type: fc.constantFrom('contact.abandoned', 'contact.ended', 'contact.wrappedUp'),
    data: fc.constant({}),
    afterMs: gap,
  }),
  fc.record({
    type: fc.constant('contact.message'),
    data: fc.record({ from: fc.constantFrom('customer', 'agent', 'bot') }),
    afterMs: gap,
  }),
  fc.record({
    type: fc.constant('contact.rated'),
    data: fc.record({ score: fc.integer({ min: 1, max: 5 }), scale: fc.constant(5) }),
    afterMs: gap,
  }),
  fc.record({ type: fc.constant('contact.queued'), data: fc.record({ queue }), afterMs: gap }),
);

const contact = fc.record({
  queue,
  startMs: fc.integer({ min: 0, max: 1_800_000 }),
  steps: fc.array(step, { maxLength: 8 }),
});

/** Contacts of random lives (also impossible ones), as entries in order of time; times never repeat within a contact. */
export const histories: fc.Arbitrary<EventEntry[]> = fc
  .array(contact, { minLength: 1, maxLength: 12 })
  .map((contacts) => {
    const entries: EventEntry[] = [];
    contacts.forEach(({ queue: first, startMs, steps }, index) => {
      let at: Instant = START_AT + startMs;
      const add = (type: string, data: Record<string, unknown>): void => {
        const id = `${index}-${entries.length}`;
        entries.push(
          eventEntry({ id, source: '/test', type, at, data: { contact: `c${index}`, ...data } }),
        );
      };
      add('contact.queued', { queue: first });
      for (const { type, data, afterMs } of steps) {
        at += afterMs;
        add(type, data);
      }
    });
    return entries.sort((a, b) => a.at - b.at);
  });
