import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchFloor } from '#test/support/batch-floor.ts';
import type { EventEntry } from '#test/support/histories.ts';
import { runs } from '#test/support/runs.ts';
import { eventEntry, START_AT } from '#test/support/scenario.ts';
import { freshWorld, tellAll } from '#test/support/told-floor.ts';

const HOUR_MS = 3_600_000;
const topic = fc.constantFrom(undefined, 'bill', 'parcel');

type Visit = typeof visit extends fc.Arbitrary<infer Each> ? Each : never;

/** A contact, and what is said of it later: in which hour, about what. */
const visit = fc.record({
  hour: fc.integer({ min: 0, max: 20 }),
  customer: fc.constantFrom(undefined, 'anna', 'anna', 'ben'),
  /** Who it was by an earlier word; it may be told later. */
  calledBefore: fc.constantFrom(undefined, undefined, 'ben'),
  topic,
  isServed: fc.boolean(),
  tag: fc.option(fc.record({ hour: fc.integer({ min: 0, max: 20 }), topic }), { nil: null }),
  toQueue: fc.option(fc.constantFrom('sales', 'refunds'), { nil: null }),
});

/** Twenty contacts of two people, told in any order. */
const told = fc
  .array(visit, { minLength: 2, maxLength: 20 })
  .chain((visits) => {
    const events = visits.flatMap((each, index) => eventsOf(each, `c${index}`));
    return fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length });
  })
  .map((events): EventEntry[] =>
    events.map((event, index) => ({ ...event, floorAt: START_AT + 21 * HOUR_MS + index })),
  );

function eventsOf(
  { hour, customer, calledBefore, topic: about, isServed, tag, toQueue }: Visit,
  contact: string,
): EventEntry[] {
  const at = START_AT + hour * HOUR_MS;
  const said: [at: number, type: string, data: Record<string, unknown>][] = [
    [at, 'contact.queued', { queue: 'sales', customer, topic: about }],
  ];
  if (calledBefore)
    said.push([at - 1_000, 'contact.queued', { queue: 'sales', customer: calledBefore }]);
  if (isServed) said.push([at + 1_000, 'contact.answered', { agent: 'ann' }]);
  if (tag?.topic)
    said.push([START_AT + tag.hour * HOUR_MS + 500, 'contact.tagged', { topic: tag.topic }]);
  if (toQueue) said.push([at + 60_000, 'contact.transferred', { toQueue }]);
  said.push([at + 120_000, 'contact.ended', {}]);
  return said.map(([eventAt, type, data]) =>
    eventEntry({
      source: '/test',
      id: `${contact} ${eventAt} ${type}`,
      at: eventAt,
      type,
      data: { ...data, contact },
    }),
  );
}

test('M-22: whoever comes again about the same was not helped, whatever order visits are told in', () => {
  fc.assert(
    fc.property(told, (entries) => {
      const { floor } = tellAll(freshWorld(), entries).state;
      const batch = batchFloor(entries, floor);
      for (const [id, contact] of batch.contacts)
        for (const [index, leg] of contact.story.legs.entries()) {
          const counted = floor.contacts.get(id)!.story.legs[index]!.counted;
          expect([id, index, sorted(counted)]).toEqual([id, index, sorted(leg.counted)]);
        }
    }),
    runs(150),
  );
});

function sorted(counted: readonly object[]): string[] {
  return counted.map((moment) => JSON.stringify(moment)).toSorted();
}
