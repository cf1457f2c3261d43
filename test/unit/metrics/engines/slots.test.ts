import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AGENT_STATES } from '#schema/agent-state.ts';
import { definitionOf, type MetricName } from '#schema/metrics/definitions.ts';
import { SLOTS_ENGINE } from '#server/metrics/engines/slots.ts';
import type { Question } from '#server/metrics/question.ts';
import { askedFloor, type AskedFloor } from '#test/support/asked-floor.ts';

/** Ten minutes: Ann has one chat from 1:00 to 5:00 and another from 2:00 to 8:00. */
function twoChats(
  capacity: unknown,
  beside: (floor: AskedFloor, at: string) => void = () => {},
): AskedFloor {
  const floor = askedFloor();
  floor.say('0:00', 'queue.defined', { queue: 'web', channel: 'chat' });
  floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['web'], capacity });
  for (const [contact, from] of [
    ['a', '1:00'],
    ['b', '2:00'],
  ] as const) {
    floor.say(from, 'contact.queued', { contact, queue: 'web', channel: 'chat' });
    floor.say(from, 'contact.answered', { contact, agent: 'ann' });
  }
  beside(floor, '4:00');
  for (const [contact, to] of [
    ['a', '5:00'],
    ['b', '8:00'],
  ] as const) {
    floor.say(to, 'contact.ended', { contact });
    floor.say(to, 'contact.wrappedUp', { contact });
  }
  floor.until('10:00');
  return floor;
}

describe('several contacts at once (SPEC A-10)', () => {
  test('10 minutes of chats in 30 of slots, within 7 minutes of 10', () => {
    const floor = twoChats({ voice: 1, chat: 3 });
    expect(floor.read('slotOccupancyRatio')).toEqual({
      value: 1 / 3,
      numerator: 600_000,
      denominator: 1_800_000,
    });
    expect(floor.read('chatOccupancyRatio').value).toBe(7 / 10);
    expect(floor.read('averageConcurrency').value).toBe(10 / 7);
    expect(floor.shares('averageConcurrency')).toEqual([
      { agent: 'ann', numerator: 600_000, denominator: 420_000 },
    ]);
  });

  test('of a paused agent the used slots are open and the unused are not', () => {
    const floor = twoChats({ chat: 3 }, (told, at) =>
      told.say(at, 'agent.stateChanged', { agent: 'ann', state: 'paused' }),
    );
    // Open: 3 for 4 minutes, 2 for 1 minute, 1 for 3 minutes, then none.
    expect(floor.read('slotOccupancyRatio').value).toBe(10 / 17);
    expect(floor.read('chatOccupancyRatio').value).toBe(7 / 8);
  });

  test('one number for all channels is one set of slots', () => {
    expect(twoChats(2).read('slotOccupancyRatio').value).toBe(10 / 20);
  });

  test('who has more than she has slots for is fully used, never more', () => {
    // Open: 1 but for 2 while there are two: 7 minutes with one, 3 with two.
    expect(twoChats({ chat: 1 }).read('slotOccupancyRatio').value).toBe(10 / 13);
  });

  test('where nobody told the slots their use is no number, and concurrency still is one', () => {
    const floor = twoChats(undefined);
    expect(floor.read('slotOccupancyRatio').value).toBeNull();
    expect(floor.read('averageConcurrency').value).toBe(10 / 7);
  });

  test('only what lies within the window counts', () => {
    // From 3:00: a for 2 minutes, b for 5.
    const window = { kind: 'last', lengthMs: 420_000 } as const;
    expect(twoChats({ chat: 3 }).read('averageConcurrency', { window }).value).toBe(7 / 5);
  });

  test('a letter that was answered yesterday and is done today is work of today', () => {
    const floor = askedFloor();
    floor.say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['mail'], capacity: { email: 2 } });
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'mail', channel: 'email' });
    floor.say('1:00:00', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('25:30:00', 'contact.ended', { contact: 'c' });
    floor.say('25:30:00', 'contact.wrappedUp', { contact: 'c' });
    // Later the floor has let go of what is over since yesterday.
    floor.until('27:00:00');
    expect(floor.read('averageConcurrency').numerator).toBe(10.5 * 3_600_000);
  });

  test('one call at a time is no channel of several at once', () => {
    const floor = askedFloor();
    floor.say('0:00', 'agent.signedIn', { agent: 'bob', queues: ['sales'], capacity: 1 });
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('1:00', 'contact.answered', { contact: 'c', agent: 'bob' });
    floor.until('5:00');
    for (const metric of [
      'slotOccupancyRatio',
      'chatOccupancyRatio',
      'averageConcurrency',
    ] as const)
      expect(floor.read(metric).value).toBeNull();
  });

  test('two calls at a time are', () => {
    const floor = askedFloor();
    floor.say('0:00', 'agent.signedIn', {
      agent: 'bob',
      queues: ['sales'],
      capacity: { voice: 2 },
    });
    floor.say('0:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('1:00', 'contact.answered', { contact: 'c', agent: 'bob' });
    floor.until('5:00');
    expect(floor.read('slotOccupancyRatio').value).toBe(4 / 10);
  });

  const chat = fc.record({
    from: fc.nat(60),
    lengthMs: fc.option(fc.integer({ min: 1, max: 30 })),
  });
  const segment = fc.record({ state: fc.constantFrom(...AGENT_STATES), lengthMs: fc.nat(20) });

  test('equals a count at every single millisecond', () => {
    fc.assert(
      fc.property(
        fc.array(chat, { maxLength: 8 }),
        fc.array(segment, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(40),
        (chats, stretches, slots, from) => {
          const to = 60;
          const parts = chats.map(({ from: begin, lengthMs }) => ({
            agent: 'ann',
            from: begin,
            until: lengthMs === null ? null : begin + lengthMs,
          }));
          const legs = parts.map((part) => ({ channel: 'chat', handlers: [part] }));
          let at = 0;
          const segments = stretches.map(({ state, lengthMs }) => {
            const begun = { state, from: at };
            at += lengthMs + 1;
            return begun;
          });
          const times = { used: 0, open: 0, occupied: 0, available: 0 };
          for (let now = from; now < to; now += 1) {
            const used = parts.filter(
              (part) => part.from <= now && now < (part.until ?? 99),
            ).length;
            const { state } = segments.findLast((each) => each.from <= now)!;
            const ready = state !== 'paused' && state !== 'signedOut';
            times.used += used;
            times.open += ready ? Math.max(slots, used) : used;
            if (used > 0) times.occupied += 1;
            if (used > 0 || ready) times.available += 1;
          }
          const ann = { id: 'ann', slots: { chat: slots }, queues: new Map(), segments };
          const question = {
            state: { queues: new Map() },
            agents: [{ ...ann, past: new Set(legs), legs: new Set() }],
            fromOf: () => from,
            to,
          } as unknown as Question;
          const read = (metric: MetricName): unknown =>
            SLOTS_ENGINE.read(question, definitionOf(metric));
          expect(read('slotOccupancyRatio')).toMatchObject({
            numerator: times.used,
            denominator: times.open,
          });
          expect(read('chatOccupancyRatio')).toMatchObject({
            numerator: times.occupied,
            denominator: times.available,
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
