import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instant } from '#schema/ids.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { INTERVAL_MS, intervalStart } from '#schema/time/interval.ts';
import { VARIANT_DEFINITIONS } from '#schema/metrics/variants.ts';
import type { QueueState } from '#server/floor/state.ts';
import type { MetricValues } from '#server/metrics/values.ts';
import type { Window } from '#server/metrics/window.ts';
import {
  PLAIN_COUNTS,
  plainMoments,
  staysOf,
  type PlainCount,
  type Stay,
} from '#test/support/plain-count.ts';
import { keptWith } from '#test/support/kept-histories.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { freshWorld, passUntil, tellAll, viewed } from '#test/support/told-floor.ts';
import { delays, toldLater, wholeHistories } from '#test/support/whole-histories.ts';
import { throughJournal } from '#test/support/through-journal.ts';

const WINDOWS: readonly Window[] = [
  { kind: 'today' },
  { kind: 'interval' },
  { kind: 'last', lengthMs: 300_000 },
  { kind: 'last', lengthMs: 1_800_000 },
];

/** Of a queue, over a window, counted by plain loops over its stays. */
function countPlainly(
  stays: readonly Stay[],
  { id, policy }: QueueState,
  window: Window,
  now: Instant,
): Record<PlainCount, number> {
  const counts = Object.fromEntries(PLAIN_COUNTS.map((what) => [what, 0])) as Record<
    PlainCount,
    number
  >;
  for (const stay of stays) {
    if (stay.queue !== id || stay.direct) continue;
    for (const { what, at } of plainMoments(stay, policy, now))
      if (isIn(window, window.kind === 'last' ? at : stay.at)) counts[what] += 1;
  }
  return counts;

  function isIn(asked: Window, at: Instant): boolean {
    if (asked.kind === 'last') return at > now - asked.lengthMs;
    if (asked.kind === 'interval')
      return intervalStart(at, INTERVAL_MS) === intervalStart(now, INTERVAL_MS);
    const { startAt, endAt } = businessDay(now, policy);
    return at >= startAt && at < endAt;
  }
}

/** No number where nothing counts, and none where the part is more than the whole: that is no share. */
function share(part: number, whole: number): number | null {
  return whole > 0 && part <= whole ? part / whole : null;
}

/** The seven service levels of metrics.md 2.2, written out once more; null where nothing counts. */
function levelsOf(
  counts: Record<PlainCount, number>,
  callbacksInTime: number,
): Record<string, number | null> {
  const { answered, abandoned, offered, shortAbandoned, overflowed, transferredOut } = counts;
  const inTime = counts.answeredWithinThreshold;
  const gaveUpInTime = counts.abandonedWithinThreshold;
  const all = inTime + gaveUpInTime + counts.pastThreshold;
  return {
    neg: share(inTime, all),
    pos: share(inTime + gaveUpInTime, all),
    ign: share(inTime, all - gaveUpInTime),
    answered: share(inTime, answered),
    genesys: share(inTime, answered + abandoned),
    avayaVdn: share(inTime, answered + abandoned + overflowed + transferredOut),
    amazonSlx: share(inTime + gaveUpInTime + callbacksInTime, offered - shortAbandoned),
  };
}

function check(shown: MetricValues, plain: Record<PlainCount, number>, waits: readonly number[]) {
  for (const what of PLAIN_COUNTS) expect(shown[what], what).toBe(plain[what]);
  expect(shown.answeredRatio).toBe(share(plain.answered, plain.offered));
  const sum = waits.reduce((total, wait) => total + wait, 0);
  expect(shown.averageSpeedOfAnswerMs).toBe(waits.length > 0 ? sum / waits.length : null);
}

describe('C-2: whoever counts the day again by hand from the list of events', () => {
  test('comes to the same core counts, by arrival and by event, whatever order they were told in', async () => {
    await fc.assert(
      fc.asyncProperty(
        wholeHistories,
        delays,
        fc.nat(3_000_000),
        async (entries, told, untilMs) => {
          const world = tellAll(
            freshWorld(),
            await throughJournal(toldLater(entries, told, 1_200_000)),
          );
          passUntil(world, Math.max(world.state.floor.now, START_AT + untilMs));
          const { now, queues } = world.state.floor;
          const view = viewed(world);
          const stays = staysOf(entries);
          for (const queue of queues.values())
            for (const window of WINDOWS) {
              const plain = countPlainly(stays, queue, window, now);
              const answered = stays.filter(
                (stay) => stay.queue === queue.id && !stay.direct && stay.exit === 'answered',
              );
              const within = answered.filter(
                (stay) => countPlainly([stay], queue, window, now).answered === 1,
              );
              const metrics = view.queue(queue.id)!.metrics(window);
              check(
                metrics,
                plain,
                within.map((stay) => stay.exitAt - stay.at),
              );
              if (window.kind === 'last') continue;
              const inTime = metrics.callbacksTaken === 0 ? 0 : null;
              if (inTime === null) continue;
              const levels = levelsOf(plain, inTime);
              for (const { id } of VARIANT_DEFINITIONS)
                expect(metrics.serviceLevelRatio(id), id).toBe(levels[id]);
            }
        },
      ),
      { ...runs(60), examples: keptWith([60_000, 115_001, 3, 90_000, 8], 100_000) },
    );
  });
});
