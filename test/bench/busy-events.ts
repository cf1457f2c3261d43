import { decodeEvent } from '#schema/events/decode.ts';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import type { FloorPlan } from '#server/ingest/demo/day.ts';
import { simulateDays } from '#server/ingest/demo/days.ts';
import type { Entry } from '#server/journal/journal.ts';

/** About a third of the roster is at work at a time. */
const PLAN = { seed: 1, agents: 300, queues: 9 };
/** A Monday. */
const START_AT = Date.parse('2026-03-02T00:00:00Z');

/** So many busy floors beside each other make more than a hundred events a second in the morning. */
const FLOORS = 40;
const MORNING_AT = START_AT + 9 * HOUR_MS;

/** The first `count` events of the simulated floor's days, from a midnight on; the same in every run. */
export function busyEvents(count: number): IncomingEvent[] {
  return firstOf(told(PLAN), count);
}

/** `count` events of a morning on a floor of thousands; who came before it comes just before it. */
export function denseEvents(count: number): IncomingEvent[] {
  const before: IncomingEvent[] = [];
  const begun = new Set<unknown>();
  const morning = function* (): Generator<IncomingEvent> {
    for (const event of told(PLAN)) {
      const { contact } = event.data;
      if (event.at >= MORNING_AT && !begun.has(contact)) yield event;
      else if (event.at < MORNING_AT && contact === undefined) before.push(event);
      else begun.add(contact);
    }
  };
  const events = firstOf(morning(), Math.ceil(count / FLOORS));
  const since = MORNING_AT - before.length;
  const early = before.map((event, index) => ({ ...event, at: since + index }));
  return [...early, ...events].flatMap(onEachFloor).slice(0, count);
}

/** The same event on every floor: other people, and of ten times as many queues one. */
function onEachFloor(event: IncomingEvent): IncomingEvent[] {
  const { contact, agent, queue, customer } = event.data;
  return Array.from({ length: FLOORS }, (_, floor) => ({
    ...event,
    id: `${event.id}/${floor}`,
    data: {
      ...event.data,
      ...(typeof contact === 'string' && { contact: `${contact}/${floor}` }),
      ...(typeof customer === 'string' && { customer: `${customer}/${floor}` }),
      ...(typeof agent === 'string' && { agent: `${agent}/${floor}` }),
      ...(typeof queue === 'string' && { queue: `${queue}/${floor % 10}` }),
    },
  }));
}

/** `count` events of a floor of six people: whole nights without any. */
export function sparseEvents(count: number): IncomingEvent[] {
  return firstOf(told({ seed: 1, agents: 6, queues: 6 }), count);
}

function told(plan: FloorPlan): Generator<IncomingEvent> {
  // Noon: the evening before is over then, and the day is told from its beginning.
  const nowAt = START_AT + DAY_MS / 2;
  return simulateDays({ plan, timeZone: 'UTC', nowAt, fromAt: null });
}

function firstOf(all: Iterable<IncomingEvent>, count: number): IncomingEvent[] {
  const events: IncomingEvent[] = [];
  for (const event of all) {
    if (events.length >= count) break;
    events.push(event);
  }
  return events;
}

export type EventEntry = Extract<Entry, { kind: 'event' }>;

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
