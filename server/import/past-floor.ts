import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import { clearDelta, createDelta } from '#server/floor/delta.ts';
import { advanceFloor, applyFloorEvent, createFloor, nextChangeAt } from '#server/floor/fold.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { Listener } from '#server/history/history.ts';

/**
 * The floor's fold without what only a wall needs: of the past nobody is alarmed, and no number of now
 * is shown. For whoever listens it goes through the same as the pipeline's world does.
 */
export interface PastFloor {
  readonly state: FloorState;
  /** Told at the end of each step, and with the clock at every quarter hour of UTC. */
  listener: Listener | null;
  /** What happened at `event.at`, or after what was told before it. */
  apply(event: FloorEvent | UnknownEvent): void;
  pass(to: Instant): void;
}

/** `kept`: the floor as it was left. */
export function openPastFloor(kept: FloorState | null, timeZone: string): PastFloor {
  // In the past a quiet night is a quiet night.
  const state = kept ?? createFloor({ timeZone, silentAfterMs: null });
  const step = createDelta();
  const settle = (event: FloorEvent | UnknownEvent | null): void => {
    floor.listener?.(step, event);
    clearDelta(step);
  };
  const visit = (to: Instant): void => {
    advanceFloor(state, to, step);
    settle(null);
  };
  const floor: PastFloor = {
    state,
    listener: null,
    apply(event) {
      floor.pass(Math.max(state.now, event.at));
      applyFloorEvent(state, event, step);
      settle(event);
    },
    pass(to) {
      if (state.now === 0) state.now = Math.max(0, to);
      const last = Math.floor(to / SECOND_MS) * SECOND_MS;
      for (let second = nextVisit(state); second <= last; second = nextVisit(state)) visit(second);
      if (to > state.now) visit(to);
    },
  };
  return floor;
}

/** The next whole second at which the clock alone may change anything. */
function nextVisit(state: FloorState): Instant {
  const second = Math.floor(state.now / SECOND_MS) * SECOND_MS + SECOND_MS;
  return Math.max(Math.ceil(nextChangeAt(state) / SECOND_MS) * SECOND_MS, second);
}
