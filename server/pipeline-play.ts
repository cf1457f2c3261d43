import type { Instant } from '#schema/ids.ts';
import type { Journal, Stored } from '#server/journal/journal.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';
import { createHub } from '#server/live/hub.ts';
import type { HubUpdate } from '#server/live/hub-update.ts';
import { changeSetOf } from './pipeline-changes.ts';
import type { OpenedPast } from './pipeline-past.ts';
import { advanceWorld, applyStored, createWorldChange, type World } from './pipeline-world.ts';

/** How often the played floor moves on: ten times a second, as the live one does at the most. */
const STEP_MS = 100;
/** Entries applied in one step: more of them are played slower than asked rather than hold up the floor of now. */
const MOST_A_STEP = 2_000;

export interface PlayOptions {
  readonly past: OpenedPast;
  readonly journal: Pick<Journal, 'read' | 'lastSeq'>;
  readonly clock: Clock;
  /** Floor seconds in a second. */
  readonly speed: number;
  /** The floor's clock now: where the past ends. */
  presentAt(): Instant;
  readonly onEnd: () => void;
}

/** A past world that moves, and what changes in it. */
export interface Play {
  readonly world: World;
  /** First a snapshot, then patches; done once the past has reached the present. */
  readonly updates: AsyncIterableIterator<HubUpdate>;
}

/** Plays the log from where a past world stands. It stops when its reader lets go of it. */
export function play(options: PlayOptions): Play {
  const { past, journal, clock, speed } = options;
  const { world } = past;
  const { floor } = world.state;
  const hub = createHub({ clock, epoch: `past-${floor.now}`, minIntervalMs: STEP_MS });
  const updates = hub.subscribe();
  let startedAt = clock.now();
  let fromAt = floor.now;
  let seq = past.seq;
  let ended = false;
  let timer: Timer = clock.after(STEP_MS, step);
  /** What was read and not yet applied, from `place` on. */
  let page: readonly Stored[] = [];
  let place = 0;

  return {
    world,
    updates: {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => updates.next(),
      async return() {
        end();
        await updates.return?.();
        return { done: true, value: undefined };
      },
    },
  };

  function step(): void {
    if (ended) return;
    const wanted = fromAt + (clock.now() - startedAt) * speed;
    const presentAt = options.presentAt();
    const to = Math.min(Math.floor(wanted), presentAt);
    const change = createWorldChange();
    const isThere = applyUntil(to, change);
    if (isThere) advanceWorld(world, to, change);
    else {
      // So much happened that it takes longer than it took: time is counted from here anew.
      startedAt = clock.now();
      fromAt = floor.now;
    }
    hub.publish(changeSetOf(world, change), floor.now);
    if (isThere && to >= presentAt) end();
    else timer = clock.after(STEP_MS, step);
  }

  /** Applies what the log tells up to `to`; false where that was too much for one step. */
  function applyUntil(to: Instant, change: ReturnType<typeof createWorldChange>): boolean {
    for (let count = 0; count < MOST_A_STEP; count += 1) {
      const next = peek();
      if (!next || next.entry.floorAt > to) return true;
      applyStored(world, next, change);
      seq = next.seq;
      place += 1;
    }
    return false;
  }

  function peek(): Stored | null {
    if (place === page.length) {
      page = seq < journal.lastSeq ? firstOf(journal.read({ after: seq, batch: 200 })) : [];
      place = 0;
    }
    return page[place] ?? null;
  }

  function end(): void {
    if (ended) return;
    ended = true;
    timer.cancel();
    hub.close();
    options.onEnd();
  }
}

function firstOf(pages: Iterable<readonly Stored[]>): readonly Stored[] {
  for (const page of pages) return page;
  return [];
}
