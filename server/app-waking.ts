import { wakeSome } from '#server/floor/resting-contacts.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';

/** Closed contacts in one turn of the event loop: a few milliseconds. */
const SLICE = 100;
/** Between two turns, so that whoever asks meanwhile is answered. */
const PAUSE_MS = 5;

/** Wakes the contacts that rest after a restart, a few at a time, while the floor is at work. */
export function startWaking(floor: FloorState, clock: Clock): { stop(): void } {
  let timer: Timer = clock.after(PAUSE_MS, wake);
  return { stop: () => timer.cancel() };

  function wake(): void {
    if (wakeSome(floor, SLICE)) timer = clock.after(PAUSE_MS, wake);
  }
}
