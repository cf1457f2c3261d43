import { decodeEvent } from '#schema/events/decode.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { simulateDays } from '#server/ingest/demo/days.ts';
import type { Entry } from '#server/journal/journal.ts';

/** About a third of the roster is at work at a time. */
const PLAN = { seed: 1, agents: 300, queues: 9 };
/** A Monday. */
const START_AT = Date.parse('2026-03-02T00:00:00Z');

/** The first `count` events of the simulated floor's days, from a midnight on; the same in every run. */
export function busyEvents(count: number): IncomingEvent[] {
  const events: IncomingEvent[] = [];
  // Noon: the evening before is over then, and the day is told from its beginning.
  const nowAt = START_AT + DAY_MS / 2;
  for (const event of simulateDays({ plan: PLAN, timeZone: 'UTC', nowAt, fromAt: null })) {
    if (events.length >= count) break;
    events.push(event);
  }
  return events;
}

type EventEntry = Extract<Entry, { kind: 'event' }>;

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
