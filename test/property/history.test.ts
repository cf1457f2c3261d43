import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRIC_DEFINITIONS, type MetricName } from '#schema/metrics/definitions.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { DAY_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { INTERVAL_MS, intervalStart } from '#schema/time/interval.ts';
import { listeningHistory, type ListeningHistory } from '#test/support/history-floor.ts';
import { runs } from '#test/support/runs.ts';
import { delays, inOrder, toldLater, wholeHistories } from '#test/support/whole-histories.ts';

/** Made of agents' time, or of this instant: told of a step in another way, and tested below. */
const TIMED = new Set(
  METRIC_DEFINITIONS.filter(({ engine }) =>
    ['agentTime', 'slots', 'plan', 'agentsNow', 'now', 'backlog', 'estimate'].includes(engine),
  ).map(({ id }) => id),
);
const COUNTED = METRIC_DEFINITIONS.map(({ id }) => id).filter((id) => !TIMED.has(id));

describe('whoever reads the history of a floor', () => {
  it('Y-1: finds of every queue what the floor itself answers for its day and its half hour', () => {
    fc.assert(
      fc.property(wholeHistories, delays, fc.nat(40), (entries, told, after) => {
        const { history, floor } = listeningHistory();
        for (const entry of toldLater(inOrder(entries), told)) floor.apply(entry);
        floor.pass(floor.state.now + after * MINUTE_MS);
        for (const queue of floor.state.queues.values()) {
          const view = floor.view.queue(queue.id)!;
          const { now } = floor.state;
          const day = businessDay(now, queue.policy);
          const inDay = valuesOf({ history, floor }, queue.id, day.startAt, DAY_MS);
          const today = view.metrics({ kind: 'today' });
          const half = intervalStart(now, INTERVAL_MS);
          const inHalf = valuesOf({ history, floor }, queue.id, half, INTERVAL_MS);
          const interval = view.metrics({ kind: 'interval' });
          // Steps lie on half hours from local midnight; the floor's half hours on those of UTC.
          const { timeZone } = queue.policy;
          const midnight = businessDay(now, { timeZone, dayStartMinutes: 0 }).startAt;
          const isSameHalf = midnight % INTERVAL_MS === 0;
          for (const metric of COUNTED) {
            const value = (from: typeof today): number | null =>
              metric === 'serviceLevelRatio' ? from.serviceLevelRatio('neg') : from[metric];
            expect([metric, inDay.get(metric)]).toEqual([metric, near(value(today))]);
            if (isSameHalf)
              expect([metric, inHalf.get(metric)]).toEqual([metric, near(value(interval))]);
          }
        }
        void history.close();
      }),
      runs(40),
    );
  });
});

function valuesOf(
  { history }: ListeningHistory,
  queue: string,
  from: number,
  stepMs: number,
): Map<MetricName, number | null> {
  const asked = { from, to: from + 1, stepMs, by: null, variant: 'neg' as const };
  const series = history.series({ ...asked, scope: { queues: [queue] }, metrics: COUNTED });
  return new Map(series.map(({ metric, values }) => [metric, values[0]!]));
}

function near(value: number | null): unknown {
  return value === null ? null : Number.isInteger(value) ? value : expect.closeTo(value, 9);
}
