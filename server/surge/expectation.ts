import type { Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { offsetAt } from '#schema/time/business-day.ts';
import { dayProfile, isReady } from './profile.ts';
import type { QueueArrivals, SurgeState } from './state.ts';

/**
 * Arrivals that past weeks lead to expect in each of `count` intervals of `lengthMs` from
 * `startAt`; a part of a quarter hour counts in proportion. Each day is expected from the days before
 * it. Null where there are not two weeks of history.
 */
export function expectedSeries(
  state: SurgeState,
  queue: QueueId,
  startAt: Instant,
  lengthMs: number,
  count: number,
): readonly number[] | null {
  const arrivals = state.queues.get(queue);
  if (!arrivals || count <= 0) return null;
  const localAt = localClock(arrivals.timeZone, startAt, startAt + lengthMs * count);
  if (!isReady(arrivals, Math.floor(localAt(startAt) / DAY_MS))) return null;
  const profiles = new Map<number, Float32Array>();
  const series: number[] = [];
  for (let i = 0; i < count; i++) {
    const from = startAt + i * lengthMs;
    series.push(expectedBetween(arrivals, profiles, { from, to: from + lengthMs, localAt }));
  }
  return series;
}

function expectedBetween(
  arrivals: QueueArrivals,
  profiles: Map<number, Float32Array>,
  span: { from: Instant; to: Instant; localAt: (at: Instant) => number },
): number {
  let expected = 0;
  for (let at = span.from; at < span.to;) {
    const end = Math.min(span.to, (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS);
    const local = span.localAt(at);
    const day = Math.floor(local / DAY_MS);
    const slot = Math.floor((local - day * DAY_MS) / QUARTER_MS);
    expected += (profileOf(arrivals, profiles, day)[slot]! * (end - at)) / QUARTER_MS;
    at = end;
  }
  return expected;
}

function profileOf(
  arrivals: QueueArrivals,
  profiles: Map<number, Float32Array>,
  day: number,
): Float32Array {
  if (arrivals.profile && day === arrivals.place.day) return arrivals.profile;
  let profile = profiles.get(day);
  if (!profile) {
    profile = dayProfile(arrivals.rows, day);
    profiles.set(day, profile);
  }
  return profile;
}

/** The wall clock read as if it were UTC; asks the calendar for every quarter hour only where clocks change. */
function localClock(zone: string, from: Instant, to: Instant): (at: Instant) => number {
  const offset = offsetAt(from, zone);
  return offset === offsetAt(to, zone) ? (at) => at + offset : (at) => at + offsetAt(at, zone);
}
