import type { Instant } from '#schema/ids.ts';
import type { FloorOptions } from '#server/floor/fold.ts';
import type { Checkpoints } from '#server/journal/checkpoints.ts';
import type { Journal } from '#server/journal/journal.ts';
import { recallFromLog, restoreWorld } from './pipeline-checkpoint.ts';
import {
  advanceWorld,
  applyStored,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
} from './pipeline-world.ts';

/*
 * Moments of the past. Each is a world of its own: the newest checkpoint before it, and the entries
 * from there on, folded by the same code as the floor of now.
 */

/** Moments that are kept for the next question about them: opening a number asks for its board again. */
const KEPT = 6;
/** Of floors with more contacts than this only the last moment is kept: each is a floor's memory. */
const LARGE = 20_000;
/** Entries folded between two looks at the event loop. */
const SLICE = 500;

export interface Past {
  /** The floor as it was shown at an instant; nobody may change it. Null before the log begins. */
  at(at: Instant): Promise<World | null>;
  /** The same, to go on from: the asker's own. */
  open(at: Instant): Promise<OpenedPast | null>;
}

export interface OpenedPast {
  readonly world: World;
  /** The last entry that was applied. */
  readonly seq: number;
}

export interface PastOptions extends FloorOptions {
  readonly journal: Pick<Journal, 'read' | 'seqAt' | 'firstSeq'>;
  readonly checkpoints: Checkpoints;
}

export function createPast(options: PastOptions): Past {
  const { journal, checkpoints } = options;
  const kept = new Map<Instant, Promise<World | null>>();
  // One after another: each takes the whole processor.
  let line: Promise<unknown> = Promise.resolve();

  return {
    at(at) {
      // An entry that comes in belongs to a moment as soon as it is told: the newest one may still change.
      const seq = journal.seqAt(at);
      const known = kept.get(at);
      if (known && kept.delete(at)) {
        kept.set(at, known);
        return known.then((world) =>
          world && world.state.floor.seq < seq ? remember(at) : Promise.resolve(world),
        );
      }
      return remember(at);
    },
    open: (at) => inLine(() => foldTo(at)),
  };

  function remember(at: Instant): Promise<World | null> {
    const world = inLine(async () => (await foldTo(at))?.world ?? null);
    kept.set(at, world);
    world.then(
      (found) => trim(found && found.state.floor.contacts.size > LARGE ? 1 : KEPT),
      () => kept.delete(at),
    );
    return world;
  }

  function trim(most: number): void {
    for (const at of kept.keys()) {
      if (kept.size <= most) return;
      kept.delete(at);
    }
  }

  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = line.then(work);
    line = done.catch(() => undefined);
    return done;
  }

  async function foldTo(at: Instant): Promise<OpenedPast | null> {
    const last = journal.seqAt(at);
    if (last < journal.firstSeq) return null;
    const restored = restoreWorld(checkpoints, last);
    const world = openWorld(restored?.state ?? createWorldState(options));
    recallFromLog(world.state.floor, journal);
    let seq = restored?.seq ?? 0;
    reading: for (const batch of journal.read({ after: seq, batch: SLICE })) {
      for (const stored of batch) {
        if (stored.seq > last) break reading;
        applyStored(world, stored, createWorldChange());
        seq = stored.seq;
      }
      // A long way must not hold up the floor of now.
      await new Promise(setImmediate);
    }
    // The log says nothing later yet; time has passed all the same.
    if (at > world.state.floor.now) advanceWorld(world, at, createWorldChange());
    return { world, seq };
  }
}
