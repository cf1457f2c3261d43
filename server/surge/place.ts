import type { Instant } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { intervalStart, QUARTER_MS } from '#schema/time/interval.ts';
import { localTime } from '#schema/time/business-day.ts';
import type { Place } from './state.ts';

/** The quarter hour that holds `at`, on the calendar of `timeZone`. Answers with `known` where it still fits. */
export function placeOf(at: Instant, timeZone: string, known: Place): Place {
  if (at >= known.quarterAt && at < known.quarterAt + QUARTER_MS) return known;
  const quarterAt = intervalStart(at, QUARTER_MS);
  const { dayNumber, minutes } = localTime(quarterAt, timeZone);
  return { quarterAt, day: dayNumber, slot: Math.floor((minutes * MINUTE_MS) / QUARTER_MS) };
}
