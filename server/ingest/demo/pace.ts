import type { Instant } from '#schema/ids.ts';
import type { IncomingEvent } from '../connector.ts';

/** The last event that was stored: its time, and its time in the simulation (the same at speed 1). */
export interface DemoPosition {
  readonly at: Instant;
  readonly simulatedAt: Instant;
  /** When the floor was first opened, in the simulation: a surge follows soon; null: not known. */
  readonly openedAt: Instant | null;
}

/** Where the simulation is when the server starts, and when its events happen on the floor. */
export interface Pace {
  /** Simulated time at the start. */
  readonly simulatedNow: Instant;
  /** The event at its time on the floor; null where it has none there. */
  onFloor(event: IncomingEvent): IncomingEvent | null;
}

/**
 * At speed 1 simulated time is the floor's time. Otherwise simulated time runs `speed` times as
 * fast from the start on: an event at `s` happens on the floor at `start + (s - s0) / speed`, so
 * that no event lies in the future and durations are shorter by `speed`. `s0` is the start itself,
 * and what lies before it is told as it was; after a restart `s0` is where the simulation had
 * come to, for the ids up to there are used. Forecasts and plans are left out then: their half
 * hours would not be the floor's.
 */
export function createPace(
  speed: number,
  { position, nowAt }: { position: DemoPosition | null; nowAt: Instant },
): Pace {
  if (speed === 1) return { simulatedNow: nowAt, onFloor: (event) => event };
  const simulatedNow = position?.simulatedAt ?? nowAt;
  const toFloor = (at: Instant) =>
    at <= simulatedNow && !position ? at : Math.round(nowAt + (at - simulatedNow) / speed);
  return {
    simulatedNow,
    onFloor(event) {
      if (event.type === 'forecast.published' || event.type === 'schedule.published') return null;
      const { dueAt } = event.data;
      const at = toFloor(event.at);
      if (typeof dueAt !== 'string') return { ...event, at };
      const due = new Date(toFloor(Date.parse(dueAt))).toISOString();
      return { ...event, at, data: { ...event.data, dueAt: due } };
    },
  };
}

/** The position as it was stored; null on a first start, or where it is none of ours. */
export function readPosition(position: unknown): DemoPosition | null {
  if (typeof position !== 'object' || position === null) return null;
  const { at, simulatedAt, openedAt } = position as Partial<DemoPosition>;
  if (typeof at !== 'number' || typeof simulatedAt !== 'number') return null;
  return { at, simulatedAt, openedAt: typeof openedAt === 'number' ? openedAt : null };
}
