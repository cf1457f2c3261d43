import { viewOf } from '#server/app-ports.ts';
import { advanceFloor } from '#server/floor/fold.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import type { FloorView, QueueView } from '#server/metrics/view.ts';
import {
  advanceWorld,
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
  type WorldChange,
} from '#server/pipeline-world.ts';
import { eventEntry } from './scenario.ts';

/** A floor of one queue, `q`, whose clock is moved in leaps; the last seconds of each leap are lived. */
export interface OpenQueue {
  readonly view: FloorView;
  readonly queue: QueueView;
  /** Lets time pass with ticks alone; what that changed. */
  until(at: number): WorldChange;
  /** An event told when it happens. */
  say(at: number, type: string, data: Record<string, unknown>): void;
}

/** How much of a leap is lived second by second. */
const LIVED_MS = 3_000;

export function openQueue(
  startAt: number,
  rule: { readonly timeZone: string; readonly dayStart: string },
): OpenQueue {
  // The floor's own zone is another one, so that a queue that took it would be found out.
  const world = openWorld(createWorldState({ timeZone: 'Pacific/Pitcairn' }));
  const view = viewOf(world, createRefusals());
  let told = 0;
  advanceWorld(world, startAt, createWorldChange());
  const opened: OpenQueue = {
    view,
    get queue() {
      return view.queue('q')!;
    },
    until(at) {
      const change = createWorldChange();
      const leapTo = Math.floor((at - LIVED_MS) / 1000) * 1000;
      if (leapTo > view.now) {
        advanceFloor(world.state.floor, leapTo, world.step);
        // What the leap changed is told with the second after it.
        advanceWorld(world, leapTo + 1_000, createWorldChange());
      }
      advanceWorld(world, at, change);
      return change;
    },
    say(at, type, data) {
      told += 1;
      opened.until(at);
      const event = { id: `e${told}`, source: '/test', type, at, data };
      applyEntry(world, eventEntry(event), createWorldChange());
    },
  };
  opened.say(startAt, 'queue.defined', { queue: 'q', ...rule });
  return opened;
}
