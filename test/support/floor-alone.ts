import { decodeEvent } from '#schema/events/decode.ts';
import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import { createDelta } from '#server/floor/delta.ts';
import { advanceFloor, applyFloorEvent, createFloor } from '#server/floor/fold.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';

/** The floor's fold without the rooms behind it: for tests that look at what a connector's events make of it. */
export interface FloorAlone {
  readonly state: FloorState;
  /** Takes a connector's event through the real gate, as the log would at `floorAt`. */
  take(event: IncomingEvent, floorAt: Instant): void;
}

export function floorAlone(options: { startAt: Instant; source: string }): FloorAlone {
  const state = createFloor({ timeZone: 'UTC' });
  state.now = options.startAt;
  return {
    state,
    take(event, floorAt) {
      const decoded = decodeEvent({ ...event, source: event.source ?? options.source });
      if (!decoded.ok) throw new Error(`an event is expected to be good: ${decoded.reason}`);
      for (
        let second = Math.floor(state.now / SECOND_MS + 1) * SECOND_MS;
        second <= floorAt;
        second += SECOND_MS
      )
        advanceFloor(state, second, createDelta());
      advanceFloor(state, floorAt, createDelta());
      applyFloorEvent(state, decoded.event, createDelta());
    },
  };
}
