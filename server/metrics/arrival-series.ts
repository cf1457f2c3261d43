import type { Instant } from '#schema/ids.ts';
import { businessDay, type BusinessDay } from '#schema/time/business-day.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { amountOf, SLOT } from '#server/floor/counts.ts';
import type { FloorState, QueueState } from '#server/floor/state.ts';
import { floorDay } from './days.ts';
import type { FloorPorts } from './floor-ports.ts';
import type { ArrivalSeriesView } from './view.ts';

/**
 * Arrivals of today by interval, up to the one that runs. Each queue adds its own day and nothing
 * else, so that the sum is the number offered TODAY; where days did not begin together the series
 * begins with the earliest (SPEC T-9).
 */
export function arrivalSeries(
  state: FloorState,
  ports: FloorPorts,
  queues: readonly QueueState[],
  lengthMs: number,
): ArrivalSeriesView {
  const days = queues.map((queue) => ({ queue, day: businessDay(state.now, queue.policy) }));
  const { startAt, endAt } = days.length > 0 ? hull(days.map(({ day }) => day)) : floorDay(state);
  const offered = new Array<number>(indexOf(state.now) + 1).fill(0);
  const expected = new Array<number>(Math.ceil((endAt - startAt) / lengthMs)).fill(0);
  let known = false;
  for (const { queue, day } of days) {
    for (const { at, count } of arrivalsOf(queue, day, lengthMs)) {
      const index = indexOf(at);
      if (index < offered.length) offered[index]! += count;
    }
    const series = { startAt, lengthMs, count: expected.length };
    const usual = ports.expected(queue.id, series);
    known ||= usual !== null;
    usual?.forEach((count, index) => {
      expected[index]! += count * shareIn(day, startAt + index * lengthMs, lengthMs);
    });
  }
  return { startAt, lengthMs, offered, expected: known ? expected : null };

  function indexOf(at: Instant): number {
    return Math.floor((at - startAt) / lengthMs);
  }
}

/** The queue's arrivals of a day: by quarter hour, or one by one where intervals are finer than that. */
function* arrivalsOf(
  queue: QueueState,
  day: BusinessDay,
  lengthMs: number,
): Generator<{ readonly at: Instant; readonly count: number }> {
  if (lengthMs % QUARTER_MS === 0) {
    for (const [at, { counts }] of queue.tallies)
      if (at >= day.startAt && at < day.endAt) yield { at, count: counts[SLOT.offered]! };
    return;
  }
  for (const { offeredAt: at, counted } of queue.legs)
    if (at >= day.startAt && at < day.endAt)
      for (const moment of counted) {
        const count = amountOf(moment, 'offered');
        if (count) yield { at, count };
      }
}

function hull(days: readonly BusinessDay[]): BusinessDay {
  return {
    startAt: Math.min(...days.map(({ startAt }) => startAt)),
    endAt: Math.max(...days.map(({ endAt }) => endAt)),
  };
}

/** How much of an interval lies in the day, 0..1. */
function shareIn(day: BusinessDay, from: Instant, lengthMs: number): number {
  const insideMs = Math.min(from + lengthMs, day.endAt) - Math.max(from, day.startAt);
  return Math.max(0, insideMs) / lengthMs;
}
