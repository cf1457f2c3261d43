import type { Instant } from '#schema/ids.ts';
import { offsetAt } from '#schema/time/business-day.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';

/**
 * The same time on the wall some days before (negative: after). Where clocks change in between this is
 * not a multiple of 24 hours. A time that its day left out is met behind the gap; of a time that its day
 * showed twice the one with the same offset as now, else the first.
 */
export function sameTimeDaysBefore(at: Instant, days: number, timeZone: string): Instant {
  const offset = offsetAt(at, timeZone);
  const wall = at + offset - days * DAY_MS;
  // Offsets lie within -12..+14 h, so these are in force on either side of a change on that day.
  const before = offsetAt(wall - 15 * HOUR_MS, timeZone);
  const after = offsetAt(wall + 15 * HOUR_MS, timeZone);
  for (const tried of [offset, Math.max(before, after), Math.min(before, after)])
    if (offsetAt(wall - tried, timeZone) === tried) return wall - tried;
  return wall - before;
}

/** How far a key moves the thumb; null for a key that does not. `Home` and `End` are no steps. */
export function keyStepMs(key: {
  readonly key: string;
  readonly shiftKey: boolean;
}): number | null {
  const arrowMs = key.shiftKey ? MINUTE_MS : SECOND_MS;
  switch (key.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return -arrowMs;
    case 'ArrowRight':
    case 'ArrowUp':
      return arrowMs;
    case 'PageDown':
      return -HOUR_MS;
    case 'PageUp':
      return HOUR_MS;
    default:
      return null;
  }
}

/** A length of time by its units; a text names the two largest. */
export interface Ago {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** The parts of a length of time; none is negative. */
export function agoParts(lengthMs: number): Ago {
  const whole = Math.max(0, lengthMs);
  return {
    days: Math.floor(whole / DAY_MS),
    hours: Math.floor((whole % DAY_MS) / HOUR_MS),
    minutes: Math.floor((whole % HOUR_MS) / MINUTE_MS),
    seconds: Math.floor((whole % MINUTE_MS) / SECOND_MS),
  };
}
