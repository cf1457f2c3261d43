import type { FloorOptions } from '#server/floor/fold.ts';
import { firstEventAt } from '#server/ingest/replay/recording.ts';
import type { Checkpoints } from '#server/journal/checkpoints.ts';
import type { Journal } from '#server/journal/journal.ts';
import type { SourceSpec } from '#server/config/source-url.ts';
import { createKeeper, recallFromLog, restoreWorld, type Keeper } from './pipeline-checkpoint.ts';
import {
  applyStored,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
  type WorldChange,
} from './pipeline-world.ts';

/** A log and what was folded of it before. */
export interface LogFolder {
  readonly journal: Journal;
  readonly checkpoints: Checkpoints;
}

export interface FoldLogOptions extends FloorOptions {
  /** Called with what each batch changed, up to the entry `seq`, and before a checkpoint of it is written. */
  readonly onFolded?: (world: World, change: WorldChange, seq: number) => Promise<void>;
}

/**
 * The world as the log tells it: from the newest checkpoint on, or from the beginning. A long way is
 * strewn with checkpoints, so that its moments can be shown again, and it need not be gone twice.
 */
export async function foldLog(
  { journal, checkpoints }: LogFolder,
  options: FoldLogOptions,
): Promise<{ readonly world: World; readonly keeper: Keeper }> {
  const restored = restoreWorld(checkpoints, journal.lastSeq);
  const world = openWorld(restored?.state ?? createWorldState(options));
  recallFromLog(world.state.floor, journal);
  const keeper = createKeeper({ world, checkpoints, restored });
  for (const batch of journal.read({ after: restored?.seq ?? 0 })) {
    const change = createWorldChange();
    for (const stored of batch) applyStored(world, stored, change);
    const { seq } = batch.at(-1)!;
    await options.onFolded?.(world, change, seq);
    // A checkpoint saves time; where the disk refuses it, the floor opens all the same.
    if (keeper.isDue(seq)) await keeper.save(seq).catch(() => undefined);
  }
  return { world, keeper };
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
