import type { Instant } from '#schema/ids.ts';
import { businessDay, localTime } from '#schema/time/business-day.ts';
import { HOUR_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '../connector.ts';
import { LONGEST_TAIL_MS, simulateDay, type CalendarDay, type FloorPlan } from './day.ts';

export interface DaysOptions {
  readonly plan: FloorPlan;
  readonly timeZone: string;
  readonly nowAt: Instant;
  /** What is older need not be told; null: nothing was told yet, and today is enough. */
  readonly fromAt: Instant | null;
}

/**
 * The demo floor's events without end, in order of time, from the beginning of the day that holds
 * `fromAt` (or `nowAt`). Where a day begins while the one before is still being brought to its end,
 * both are told, interleaved. Days between that of `fromAt` and today are left out when there is
 * more than the night between them: what was under way is ended, and the floor goes on with today.
 */
export function* simulateDays(options: DaysOptions): Generator<IncomingEvent> {
  const { plan } = options;
  let active: Running[] = [];
  for (const upcoming of daysOf(options)) {
    const events = upcoming.wanted(simulateDay(plan, upcoming.day));
    active = yield* tellUntil(active, upcoming.day.startAt);
    const first = events.next();
    if (!first.done) active.push({ events, head: first.value });
  }
}

/** The calendar day of the zone that holds `at`. */
export function calendarDay(at: Instant, timeZone: string): CalendarDay {
  const { startAt, endAt } = businessDay(at, { timeZone, dayStartMinutes: 0 });
  // Noon is in the day for certain, also where clocks change at midnight.
  const { dayNumber } = localTime(startAt + 12 * HOUR_MS, timeZone);
  return { dayNumber, startAt, endAt };
}

interface Running {
  readonly events: Generator<IncomingEvent>;
  head: IncomingEvent;
}

interface Upcoming {
  readonly day: CalendarDay;
  wanted(events: Generator<IncomingEvent>): Generator<IncomingEvent>;
}

function* daysOf({ timeZone, nowAt, fromAt }: DaysOptions): Generator<Upcoming> {
  const today = calendarDay(nowAt, timeZone);
  const all = (events: Generator<IncomingEvent>) => events;
  const first = calendarDay(fromAt ?? nowAt, timeZone);
  const before = calendarDay(first.startAt - 1, timeZone);
  if ((fromAt ?? nowAt) < first.startAt + LONGEST_TAIL_MS)
    yield { day: before, wanted: fromAt === null ? (events) => underWay(events, nowAt) : all };
  yield { day: first, wanted: all };
  const yesterday = calendarDay(today.startAt - 1, timeZone);
  let last = first;
  if (first.startAt < yesterday.startAt) {
    yield { day: today, wanted: all };
    last = today;
  }
  for (;;) {
    last = calendarDay(last.endAt, timeZone);
    yield { day: last, wanted: all };
  }
}

/** Tells what is due before `endAt`, the earlier day first where times are equal; answers what is left. */
function* tellUntil(
  active: readonly Running[],
  endAt: Instant,
): Generator<IncomingEvent, Running[]> {
  let left = [...active];
  for (;;) {
    let next: Running | null = null;
    for (const running of left) if (!next || running.head.at < next.head.at) next = running;
    if (!next || next.head.at >= endAt) return left;
    const { head } = next;
    const following = next.events.next();
    if (following.done) left = left.filter((running) => running !== next);
    else next.head = following.value;
    yield head;
  }
}

/** Of a day that is nearly over, only the contacts and agents that are still heard of at `nowAt` or later. */
function* underWay(events: Generator<IncomingEvent>, nowAt: Instant): Generator<IncomingEvent> {
  const all = [...events];
  const alive = new Set(all.filter(({ at }) => at >= nowAt).flatMap(namesOf));
  yield* all.filter((event) => namesOf(event).some((name) => alive.has(name)));
}

function namesOf({ data }: IncomingEvent): readonly unknown[] {
  return data.contact === undefined ? [data.agent].filter(Boolean) : [data.contact];
}
