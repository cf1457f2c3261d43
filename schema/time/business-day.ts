import type { Instant } from '../ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './duration.ts';
import { QUARTER_MS } from './interval.ts';

/**
 * A business day: half-open, in instants; 23 or 25 hours long where clocks change. It begins and
 * ends on quarter hours of UTC, as the tallies do.
 */
export interface BusinessDay {
  readonly startAt: Instant;
  readonly endAt: Instant;
}

/** Where a queue's day begins: an IANA zone and minutes after local midnight (0, 15, … 1425). */
export interface DayRule {
  readonly timeZone: string;
  readonly dayStartMinutes: number;
}

/** Whether `zone` is an IANA zone this machine knows. */
export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * Minutes after midnight of "HH:MM", or null when it is not a time of day on a quarter hour:
 * contacts are tallied by quarter hour, and one of them cannot belong to two days.
 */
export function parseDayStart(text: string): number | null {
  const match = /^([01]\d|2[0-3]):(00|15|30|45)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/**
 * The business day that holds `at`. It starts at the first instant whose local time is the day's
 * start or later, so a start inside a spring gap moves to the gap's end, and of a repeated hour
 * the first counts. A date that a zone left out (Apia, 30 December 2011) begins no day. Where old
 * clocks put the start between two quarter hours of UTC, it is the later one.
 */
export function businessDay(at: Instant, rule: DayRule): BusinessDay {
  const key = `${rule.timeZone}|${rule.dayStartMinutes}`;
  const last = lastDay.get(key);
  if (last && at >= last.startAt && at < last.endAt) return last;
  const local = at + offsetAt(at, rule.timeZone);
  const startMs = rule.dayStartMinutes * MINUTE_MS;
  let dayNumber = Math.floor((local - startMs) / DAY_MS);
  let startAt = dayStart(dayNumber, rule);
  let endAt = dayStart(dayNumber + 1, rule);
  // A clock change between `at` and the day's edge can put the first guess one day off.
  while (at < startAt) {
    dayNumber -= 1;
    endAt = startAt;
    startAt = dayStart(dayNumber, rule);
  }
  while (at >= endAt) {
    dayNumber += 1;
    startAt = endAt;
    endAt = dayStart(dayNumber + 1, rule);
  }
  const day = { startAt, endAt };
  lastDay.set(key, day);
  return day;
}

/** What to add to an instant to get `zone`'s wall clock read as if it were UTC, in milliseconds. */
export function offsetAt(at: Instant, zone: string): number {
  if (zone === 'UTC') return 0;
  // "7/1/2026, 14:05:09". Reading it is three times as fast as asking for the parts.
  const numbers = formatterOf(zone).format(at).match(NUMBERS)!.map(Number);
  const [month = 1, day, year = 1970, hour, minute, second] = numbers;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return wall - Math.floor(at / 1000) * 1000;
}

/** Days since 1970-01-01 on `zone`'s calendar, and minutes since its midnight. */
export function localTime(at: Instant, zone: string): { dayNumber: number; minutes: number } {
  const local = at + offsetAt(at, zone);
  const dayNumber = Math.floor(local / DAY_MS);
  return { dayNumber, minutes: Math.floor((local - dayNumber * DAY_MS) / MINUTE_MS) };
}

const NUMBERS = /\d+/g;
const formatters = new Map<string, Intl.DateTimeFormat>();
// The last day asked for, a rule: nearly every question is about today, and Intl is slow.
const lastDay = new Map<string, BusinessDay>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      calendar: 'gregory',
      numberingSystem: 'latn',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** First quarter hour at which the zone's wall clock reads `dayNumber` at the rule's start, or later. */
function dayStart(dayNumber: number, rule: DayRule): Instant {
  const wall = dayNumber * DAY_MS + rule.dayStartMinutes * MINUTE_MS;
  // Offsets lie within -12..+14 h; try the offsets in force on either side of the edge.
  const before = offsetAt(wall - 15 * HOUR_MS, rule.timeZone);
  const after = offsetAt(wall + 15 * HOUR_MS, rule.timeZone);
  // The larger offset gives the earlier instant: of a repeated hour the first.
  const larger = Math.max(before, after);
  const smaller = Math.min(before, after);
  for (const offset of [larger, smaller])
    if (offsetAt(wall - offset, rule.timeZone) === offset) return quarterFrom(wall - offset);
  // The wall time does not exist. Where a whole date is missing, the next one's start is meant.
  if (larger - smaller >= DAY_MS) return dayStart(dayNumber + 1, rule);
  return quarterFrom(gapEnd(wall - larger, wall - smaller, rule.timeZone));
}

function quarterFrom(at: Instant): Instant {
  return Math.ceil(at / QUARTER_MS) * QUARTER_MS;
}

/** Bisects for the instant of the offset change in `(from, to]`. */
function gapEnd(from: Instant, to: Instant, zone: string): Instant {
  const target = offsetAt(to, zone);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === target) high = middle;
    else low = middle;
  }
  return high;
}
