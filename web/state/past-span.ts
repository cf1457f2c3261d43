import type { Instant } from '#schema/ids.ts';
import { businessDay, localTime } from '#schema/time/business-day.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import type { AlertMark } from './past-model.ts';
import type { Severity } from './model.ts';

/*
 * The stretch of time that a timeline shows, and what stands on it. A place on it is a share of its
 * width: 0 on the left, 1 on the right.
 */

/** How much of the past is on the timeline. */
export const Span = { hour: 'hour', day: 'day', week: 'week', all: 'all' } as const;
export type Span = (typeof Span)[keyof typeof Span];
export const SPANS: readonly Span[] = Object.values(Span);

/** `[from, to)`. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

const LENGTH_MS: Record<Exclude<Span, 'all'>, number> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
};
/** A stretch that follows the present moves on by this share of it at a time, not every second. */
const STEPS = 60;

/**
 * The stretch that ends at `end`, or with the present where that is null: then a little room is left
 * behind it. All of the past begins with the log.
 */
export function stretchOf(asked: {
  readonly span: Span;
  readonly end: Instant | null;
  readonly firstAt: Instant | null;
  readonly present: Instant;
}): Stretch {
  const { span, end, firstAt, present } = asked;
  if (span === 'all') {
    const until = nextMultiple(present, MINUTE_MS);
    const kept = Math.max(HOUR_MS, until - (firstAt ?? until));
    return { from: until - kept, to: until + kept / STEPS };
  }
  const lengthMs = LENGTH_MS[span];
  const to = end ?? nextMultiple(present, lengthMs / STEPS);
  return { from: to - lengthMs, to };
}

/** The span in which a young log is not a sliver, and an old one not a blur. */
export function firstSpan(keptMs: number): Span {
  return keptMs < 2 * HOUR_MS ? Span.hour : Span.day;
}

export function placeOf(at: Instant, { from, to }: Stretch): number {
  return (at - from) / (to - from);
}

/** The moment at a place, on a whole second: a hand is no finer than that. */
export function momentAt(place: number, { from, to }: Stretch): Instant {
  const at = from + Math.max(0, Math.min(1, place)) * (to - from);
  return Math.round(at / 1000) * 1000;
}

/** A labelled line of the timeline. */
export interface Tick {
  readonly at: Instant;
  /** A local midnight: it is labelled with its day. */
  readonly midnight: boolean;
}

/** Lines at round local times, at most so many. A local time that comes twice has two, one left out none. */
export function ticksOf(stretch: Stretch, timeZone: string, most: number): readonly Tick[] {
  const minutes = (stretch.to - stretch.from) / MINUTE_MS;
  const everyMinutes =
    TICK_MINUTES.find((every) => minutes / every <= Math.max(1, most)) ?? TICK_MINUTES.at(-1)!;
  const everyDays = everyMinutes / DAY_MINUTES;
  if (everyDays >= 1) {
    return daysOf(stretch, timeZone)
      .filter((at) => localTime(at, timeZone).dayNumber % everyDays === 0)
      .map((at) => ({ at, midnight: true }));
  }
  const ticks: Tick[] = [];
  const walkMs = Math.min(everyMinutes, 15) * MINUTE_MS;
  for (let at = Math.ceil(stretch.from / walkMs) * walkMs; at < stretch.to; at += walkMs) {
    const local = localTime(at, timeZone).minutes;
    if (local % everyMinutes === 0) ticks.push({ at, midnight: local === 0 });
  }
  return ticks;
}

/** The local midnights of a stretch: where a day begins, whatever its clocks do. */
export function daysOf({ from, to }: Stretch, timeZone: string): readonly Instant[] {
  const days: Instant[] = [];
  const rule = { timeZone, dayStartMinutes: 0 };
  for (let at = businessDay(from, rule).endAt; at < to; at = businessDay(at, rule).endAt)
    days.push(at);
  return days;
}

/** So many alerts as fit side by side: where several share a place, the loudest stands for all. */
export function gatherMarks(
  marks: readonly AlertMark[],
  stretch: Stretch,
  places: number,
): readonly { readonly mark: AlertMark; readonly place: number; readonly count: number }[] {
  const gathered = new Map<number, { mark: AlertMark; place: number; count: number }>();
  for (const mark of marks) {
    const place = placeOf(mark.firedAt, stretch);
    if (place < 0 || place > 1 || mark.severity === 'INFO') continue;
    const cell = Math.floor(place * places);
    const there = gathered.get(cell);
    if (there === undefined) gathered.set(cell, { mark, place, count: 1 });
    else {
      const louder = LOUDNESS[mark.severity] > LOUDNESS[there.mark.severity];
      const count = there.count + 1;
      gathered.set(cell, louder ? { mark, place, count } : { ...there, count });
    }
  }
  return [...gathered.values()].sort((one, other) => one.place - other.place);
}

/** How wide the bars of the volume are: a quarter of an hour, unless that were too many. */
export function volumeStepMs({ from, to }: Stretch): number {
  return VOLUME_STEPS_MS.find((stepMs) => (to - from) / stepMs <= MOST_BARS) ?? 7 * DAY_MS;
}

function nextMultiple(at: Instant, ofMs: number): Instant {
  return Math.ceil((at + 1) / ofMs) * ofMs;
}

const DAY_MINUTES = 1_440;
const TICK_MINUTES = [
  ...[1, 5, 10, 15, 30, 60, 120, 180, 360, 720],
  ...[1, 2, 7, 14, 28, 91, 364].map((days) => days * DAY_MINUTES),
];
const LOUDNESS: Record<Severity, number> = { CRITICAL: 2, WARNING: 1, INFO: 0 };
const VOLUME_STEPS_MS = [HOUR_MS / 4, HOUR_MS, 6 * HOUR_MS, DAY_MS];
const MOST_BARS = 200;
