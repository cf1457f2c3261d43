import { deserialize, serialize } from 'node:v8';
import type { Instant } from '#schema/ids.ts';
import { firstEventAt } from '#server/ingest/replay/recording.ts';
import type { FloorOptions } from '#server/floor/fold.ts';
import type { Journal } from '#server/journal/journal.ts';
import type { SourceSpec } from '#server/config/source-url.ts';
import {
  advanceWorld,
  applyEntry,
  applyStored,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
  type WorldState,
} from './pipeline-world.ts';

/** After so many entries a checkpoint is written: folding them anew takes about a second. */
export const CHECKPOINT_EVERY = 20_000;

export interface FoldOptions extends FloorOptions {
  /** The code that folds: a checkpoint of other code is not believed. */
  readonly format: string;
}

/** The world as the log tells it: from the newest checkpoint on, or from the beginning. */
export function foldLog(journal: Journal, options: FoldOptions): World {
  const checkpoint = journal.loadCheckpoint(formatOf(options));
  const world = openWorld(
    checkpoint ? (deserialize(checkpoint.state) as WorldState) : createWorldState(options),
  );
  for (const batch of journal.read({ after: checkpoint?.seq ?? 0 }))
    for (const stored of batch) applyStored(world, stored, createWorldChange());
  return world;
}

/** The world as it was shown at a past instant: the log up to there, folded anew. Null before the log begins. */
export async function foldUntil(
  journal: Journal,
  at: Instant,
  options: FoldOptions,
): Promise<World | null> {
  const world = openWorld(createWorldState(options));
  for (const batch of journal.read()) {
    for (const { entry } of batch) {
      if (entry.floorAt > at) {
        if (world.state.floor.now === 0) return null;
        advanceWorld(world, at, createWorldChange());
        return world;
      }
      applyEntry(world, entry, createWorldChange());
    }
    // A long log must not hold up the live floor.
    await new Promise(setImmediate);
  }
  if (world.state.floor.now === 0) return null;
  // The log says nothing later yet; time has passed all the same.
  if (at > world.state.floor.now) advanceWorld(world, at, createWorldChange());
  return world;
}

export async function saveCheckpoint(
  journal: Journal,
  world: World,
  options: FoldOptions & { readonly seq: number },
): Promise<void> {
  await journal.saveCheckpoint({
    format: formatOf(options),
    seq: options.seq,
    state: serialize(world.state),
  });
}

/**
 * Whether a replay has to begin on an empty floor: it was played to its end before, or its events lie
 * before the floor's clock and were never begun. Else it resumes, or goes on from the history there is.
 */
export async function replayBeginsAnew(
  world: World,
  journal: Journal,
  sources: readonly SourceSpec[],
): Promise<boolean> {
  const replays = sources.filter((source) => source.kind === 'replay');
  const { floor } = world.state;
  if (replays.length === 0 || floor.now === 0) return false;
  if (replays.every(({ id }) => floor.sources.get(id)?.state === 'ended')) return true;
  for (const { id, path } of replays) {
    if (journal.position(id) !== undefined) continue;
    const first = await firstEventAt(path).catch(() => null);
    if (first !== null && first < floor.now) return true;
  }
  return false;
}

function formatOf({ format, timeZone }: FoldOptions): string {
  return `${format} ${timeZone}`;
}
