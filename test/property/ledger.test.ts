import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instant } from '#schema/ids.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import type { Counter } from '#schema/metrics/counters.ts';
import { SLOT } from '#server/floor/counts.ts';
import type { QueueState } from '#server/floor/state.ts';
import { sumTallies } from '#server/metrics/tally-sums.ts';
import { keptWith } from '#test/support/kept-histories.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { freshWorld, passUntil, tellAll, viewed } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

type Count = (counter: Counter) => number;

const EXITS = ['answered', 'abandoned', 'shortAbandoned', 'overflowed', 'transferredOut'] as const;
/** Sums that are another counter, always. */
const EQUAL: readonly (readonly [Counter, readonly Counter[]])[] = [
  ['offered', [...EXITS, 'undecided']],
  ['offered', ['contactsOffered', 'transferredIn', 'requeued']],
  ['offered', ['offeredWithoutShort', 'shortAbandoned']],
  ['waited', EXITS],
  ['identified', ['repeated', 'notRepeated']],
];
/** Sums that are never more than another counter. */
const AT_MOST: readonly (readonly [Counter, readonly Counter[]])[] = [
  ['overflowed', ['callbacksTaken', 'voicemails', 'timedOut', 'systemLost']],
  ['answered', ['answeredWithinThreshold']],
  ['abandoned', ['abandonedWithinThreshold']],
  ['callbacksTaken', ['callbacksWithinThreshold']],
  ['answered', ['ended']],
  ['ended', ['handled']],
  ['ended', ['held']],
  ['ended', ['transferredAfterAnswer']],
  ['contactsAnswered', ['contactsAnsweredWithinThreshold']],
  ['dueClosed', ['dueClosedInTime']],
  ['rated', ['satisfied']],
  ['botEngaged', ['botResolved', 'botHandedOver']],
  ['botResolved', ['botResolvedForGood']],
];

/** What does not add up, in words. */
function faultsOf(count: Count, of: string): string[] {
  const sum = (counters: readonly Counter[]): number =>
    counters.reduce((total, counter) => total + count(counter), 0);
  const told = (whole: Counter, parts: readonly string[]): string =>
    `${of}: ${parts.join(' + ')} against ${whole} ${count(whole)}`;
  return [
    ...EQUAL.filter(([whole, parts]) => sum(parts) !== count(whole)),
    ...AT_MOST.filter(([whole, parts]) => sum(parts) > count(whole)),
  ].map(([whole, parts]) => told(whole, parts));
}

/** Of one quarter hour: what is late, what waits and what is served, by the legs themselves. */
function legFaults(queue: QueueState, start: Instant, count: Count): string[] {
  const legs = queue.legs.filter((leg) => intervalStart(leg.offeredAt, QUARTER_MS) === start);
  const late = legs.filter(
    ({ exit, exitAt, offeredAt }) =>
      exit === 'answered' && exitAt! - offeredAt > queue.policy.thresholdMs,
  );
  const faults: string[] = [];
  const same = (what: string, a: number, b: number): void => {
    if (a !== b) faults.push(`${queue.id} ${what}: ${a} against ${b}`);
  };
  same('late', count('answered') - count('answeredWithinThreshold'), late.length);
  same('waiting', count('undecided'), legs.filter((leg) => queue.waiting.has(leg)).length);
  const served = legs.filter((leg) => queue.serving.has(leg)).length;
  same('serving', count('answered') - count('ended'), served);
  return faults;
}

function queueFaults(queue: QueueState, now: Instant): string[] {
  const all = sumTallies(queue, START_AT - 86_400_000, START_AT + 86_400_000).count;
  const { startAt, endAt } = businessDay(now, queue.policy);
  const faults = [
    ...faultsOf(all, `all of ${queue.id}`),
    ...faultsOf(sumTallies(queue, startAt, endAt).count, `today of ${queue.id}`),
  ];
  if (all('undecided') !== queue.waiting.size) faults.push(`${queue.id} waiting`);
  if (all('answered') - all('ended') !== queue.serving.size) faults.push(`${queue.id} serving`);
  for (const [start, { counts }] of queue.tallies) {
    const count: Count = (counter) => counts[SLOT[counter]]!;
    faults.push(...faultsOf(count, `${queue.id} from ${start}`), ...legFaults(queue, start, count));
  }
  return faults;
}

describe('C-6: whoever adds up a column of the wall', () => {
  test('finds no contact lost or counted twice, after any event of any history', () => {
    fc.assert(
      fc.property(wholeHistories, delays, (entries, told) => {
        const world = freshWorld();
        const { floor } = world.state;
        for (const entry of toldLater(entries, told, 900_000)) {
          tellAll(world, [entry]);
          const faults = [...floor.queues.values()].flatMap((queue) =>
            queueFaults(queue, floor.now),
          );
          if (faults.length > 0) expect(faults).toEqual([]);
        }
      }),
      { ...runs(30), examples: keptWith([60_000, 115_001, 3, 90_000, 8]) },
    );
  });

  test('finds as many undecided in the total as are seen to wait, and as many served', () => {
    fc.assert(
      fc.property(wholeHistories, fc.nat(3_000_000), (entries, untilMs) => {
        const world = tellAll(freshWorld(), entries);
        passUntil(world, Math.max(world.state.floor.now, START_AT + untilMs));
        const view = viewed(world);
        for (const shown of [view.total({}), ...view.queueIds({}).map((id) => view.queue(id)!)]) {
          const today = shown.metrics({ kind: 'today' });
          expect(today.backlog).toBe(shown.waiting + shown.serving);
          expect(today.undecided).toBeLessThanOrEqual(shown.waiting);
        }
        const { floor } = world.state;
        for (const queue of floor.queues.values())
          expect(queueFaults(queue, floor.now)).toEqual([]);
      }),
      runs(20),
    );
  });
});
