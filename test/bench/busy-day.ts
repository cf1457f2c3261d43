import { decodeEvent } from '#schema/events/decode.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { simulateDay } from '#server/ingest/demo/day.ts';
import { calendarDay } from '#server/ingest/demo/days.ts';
import type { Entry } from '#server/journal/journal.ts';

export type EventEntry = Extract<Entry, { kind: 'event' }>;

/** About 23,000 contacts and 220,000 events; of the roster some 100 agents are at work at a time. */
const PLAN = { seed: 1, agents: 300, queues: 9 };
const DAY = calendarDay(Date.parse('2026-03-02T12:00:00Z'), 'UTC');

/** A busy Monday, the same in every run; its first `most` events where a number is given. */
export function busyDay(most = Number.POSITIVE_INFINITY): IncomingEvent[] {
  const events: IncomingEvent[] = [];
  for (const event of simulateDay(PLAN, DAY)) {
    if (events.length >= most) break;
    events.push(event);
  }
  return events;
}

/** As the log holds them, through the real gate; told when they happened. */
export function entriesOf(events: readonly IncomingEvent[], source = '/bench'): EventEntry[] {
  return events.map((event) => {
    const decoded = decodeEvent({ ...event, source });
    if (!decoded.ok) throw new Error(`a simulated event is expected to be good: ${decoded.reason}`);
    const { id, type, at, data } = decoded.event;
    return { kind: 'event', floorAt: at, id, source, type, at, data };
  });
}

/** In batches of `size`. */
export function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
