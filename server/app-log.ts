import type { Instant } from '#schema/ids.ts';
import { layBase, type FloorBase } from '#server/floor/base.ts';
import type { FloorOptions } from '#server/floor/fold.ts';
import type { History } from '#server/history/history.ts';
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
} from './pipeline-world.ts';

/** A log and what was folded of it before. */
export interface LogFolder {
  readonly journal: Journal;
  readonly checkpoints: Checkpoints;
  /** Null where nobody keeps numbers for later. */
  readonly history: History | null;
}

export interface FoldLogOptions extends FloorOptions {
  /** What stays true of the time before the log's first entry. */
  readonly base?: FloorBase | null;
}

/**
 * The world as the log tells it: from the newest checkpoint on, or from the beginning. A long way is
 * strewn with checkpoints, so that its moments can be shown again, and it need not be gone twice.
 */
export async function foldLog(
  { journal, checkpoints, history }: LogFolder,
  options: FoldLogOptions,
): Promise<{ readonly world: World; readonly keeper: Keeper }> {
  checkpoints.dropAfter(journal.lastSeq);
  // What the history has not got yet has to pass by once more.
  const kept = history?.appliedSeq ?? journal.lastSeq;
  const restored = restoreWorld(checkpoints, Math.min(journal.lastSeq, kept));
  const world = openWorld(restored?.state ?? createWorldState(options));
  if (!restored && options.base) layBase(world.state.floor, options.base);
  recallFromLog(world.state.floor, journal);
  const beganAt = restored ? world.state.floor.now : journal.firstAt;
  const keeper = createKeeper({ world, checkpoints, restored });
  for (const batch of journal.read({ after: restored?.seq ?? 0 })) {
    const change = createWorldChange();
    for (const stored of batch) {
      if (stored.seq > kept) listen(world, history, beganAt);
      applyStored(world, stored, change);
    }
    const { seq } = batch.at(-1)!;
    if (!keeper.isDue(seq)) continue;
    history?.flushNow();
    // A checkpoint saves time; where the disk refuses it, the floor opens all the same.
    if (!history || history.appliedSeq >= seq) await keeper.save(seq).catch(() => undefined);
  }
  listen(world, history, beganAt);
  return { world, keeper };
}

function listen(world: World, history: History | null, beganAt: Instant | null): void {
  if (!history || world.listener) return;
  const { floor, alerts } = world.state;
  world.listener = history.listen({
    floor,
    beganAt,
    seq: () => floor.seq,
    alerts: () => alerts.alerts.values(),
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
