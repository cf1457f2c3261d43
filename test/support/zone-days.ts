import { businessDay, type BusinessDay } from '#schema/time/business-day.ts';
import { DAY_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { offsetSpans, type OffsetSpan, type Years } from './zone-transitions.ts';

/** What a look at one zone's days found. */
export interface ZoneReport {
  readonly transitions: number;
  readonly days: number;
  /** A sentence for each day that is not what the zone's own clock changes make it. */
  readonly wrong: readonly string[];
}

/** The starts of days that people use: midnight, and the end of the night shift. */
const STARTS = [0, 4 * 60];

/**
 * Compares the business day with `dayByDefinition` in the hours and days round every clock change of
 * the zone, with days that begin at midnight, in the night, and in the very hour that is left out or
 * repeated; and at `samples` random instants.
 */
export function compareDays(
  zone: string,
  years: Years,
  random: () => number,
  samples: number,
): ZoneReport {
  const from = Date.UTC(years.from, 0);
  const to = Date.UTC(years.to + 1, 0);
  const spans = offsetSpans(zone, from - 4 * DAY_MS, to + 4 * DAY_MS);
  const wrong: string[] = [];
  let days = 0;
  const look = (at: number, dayStartMinutes: number): void => {
    days += 1;
    const rule = { timeZone: zone, dayStartMinutes };
    const day = businessDay(at, rule);
    const expected = dayByDefinition(spans, at, dayStartMinutes);
    if (day.startAt !== expected.startAt || day.endAt !== expected.endAt)
      wrong.push(`${zone} ${dayStartMinutes} min: ${text(day)}, not ${text(expected)}`);
    if (at < day.startAt || at >= day.endAt)
      wrong.push(`${zone} ${dayStartMinutes} min: ${text(day)} lacks ${new Date(at).toJSON()}`);
    if (businessDay(day.endAt, rule).startAt !== day.endAt)
      wrong.push(`${zone} ${dayStartMinutes} min: ${text(day)} is not followed by the next day`);
  };
  for (const [index, { at }] of spans.entries()) {
    if (index === 0 || at < from || at >= to) continue;
    for (const start of new Set([...STARTS, ...changeMinutes(spans, index)]))
      for (const instant of [at - DAY_MS, at - 1, at, at + DAY_MS]) look(instant, start);
  }
  for (let count = 0; count < samples; count += 1)
    look(Math.floor(from + random() * (to - from)), Math.floor(random() * 96) * 15);
  return { transitions: spans.length - 1, days, wrong };
}

/**
 * The day by its definition, from the zone's offsets alone: a date's day begins at the first instant
 * at which the wall clock shows the start, or more, of that date; a date that the clocks never showed
 * begins none; then the next quarter hour of UTC. The day of `at` is the last that has begun.
 */
export function dayByDefinition(
  spans: readonly OffsetSpan[],
  at: number,
  dayStartMinutes: number,
): BusinessDay {
  const around = Math.floor(at / DAY_MS);
  const starts: number[] = [];
  for (let date = around - 3; date <= around + 3; date += 1)
    if (isShown(spans, date))
      starts.push(intervalStart(firstShown(spans, date, dayStartMinutes) - 1, QUARTER_MS));
  const begins = starts.map((start) => start + QUARTER_MS);
  const next = begins.findIndex((start) => start > at);
  return { startAt: begins[next - 1]!, endAt: begins[next]! };
}

/** What wall clocks show, as quarter hours of the day in minutes, at the first and last end of a change. */
export function changeMinutes(spans: readonly OffsetSpan[], index: number): [number, number] {
  const { at, offsetMs } = spans[index]!;
  const before = spans[index - 1]!.offsetMs;
  return [minutesOf(at + Math.min(before, offsetMs)), minutesOf(at + Math.max(before, offsetMs))];
}

function firstShown(spans: readonly OffsetSpan[], date: number, minutes: number): number {
  const wall = date * DAY_MS + minutes * MINUTE_MS;
  for (const [index, span] of spans.entries()) {
    const at = Math.max(span.at, wall - span.offsetMs);
    if (at < (spans[index + 1]?.at ?? Infinity)) return at;
  }
  throw new Error('the spans are expected to reach to the end of time');
}

/** Whether the wall clock ever showed a moment of the date. */
function isShown(spans: readonly OffsetSpan[], date: number): boolean {
  return spans.some(({ at, offsetMs }, index) => {
    const first = Math.max(at, date * DAY_MS - offsetMs);
    const end = Math.min(spans[index + 1]?.at ?? Infinity, (date + 1) * DAY_MS - offsetMs);
    return first < end;
  });
}

/** The quarter hour of the day that a wall clock shows. */
function minutesOf(wallMs: number): number {
  return intervalStart(wallMs - intervalStart(wallMs, DAY_MS), QUARTER_MS) / MINUTE_MS;
}

function text({ startAt, endAt }: BusinessDay): string {
  return `${new Date(startAt).toJSON()} to ${new Date(endAt).toJSON()}`;
}
