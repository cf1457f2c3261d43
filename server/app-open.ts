import { join } from 'node:path';
import type { Config } from '#server/config/config.ts';
import type { FloorOptions } from '#server/floor/fold.ts';
import type { History } from '#server/history/history.ts';
import { openHistory } from '#server/history/open-history.ts';
import { openCheckpoints, removeOldCheckpoint } from '#server/journal/checkpoints.ts';
import type { Disk } from '#server/journal/disk.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { floorFolder, putAside } from './app-folders.ts';
import { readBase } from './app-upkeep.ts';
import { foldLog, replayBeginsAnew, type LogFolder } from './app-log.ts';
import type { Keeper } from './pipeline-checkpoint.ts';
import type { World } from './pipeline-world.ts';

export interface OpenOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly foldId: string;
  readonly disk?: Disk | undefined;
}

/** A log that is open, and the floor as it tells it. */
export interface OpenedLog extends LogFolder {
  /** Their folder. */
  readonly path: string;
  readonly history: History;
  readonly world: World;
  readonly keeper: Keeper;
}

/** Opens the journal and folds it; a replay that has to begin anew finds an empty one. */
export async function openFloorLog(options: OpenOptions, fold: FloorOptions): Promise<OpenedLog> {
  const { config, logger, clock, disk, foldId } = options;
  const path = floorFolder(config.data, config.sources);
  const opened = await open();
  if (!(await replayBeginsAnew(opened.world, opened.journal, config.sources))) return opened;
  logger.info('the replay begins anew; its journal of before is kept beside it', { path });
  await opened.history.close();
  await opened.journal.close();
  putAside(path);
  return open();

  async function open(): Promise<OpenedLog> {
    const journal = await openJournal({ path, clock, logger, ...(disk && { disk }) });
    removeOldCheckpoint(path);
    const format = `${foldId} ${config.timeZone}`;
    const checkpoints = openCheckpoints({ path, journal: journal.identity, format });
    const history = openHistory({
      path: join(path, 'history.sqlite'),
      identity: journal.identity,
      lastSeq: journal.lastSeq,
      keepDays: config.keep.historyDays,
      timeZone: config.timeZone,
      logger,
    });
    const log = { journal, checkpoints, history };
    return { path, ...log, ...(await foldLog(log, { ...fold, base: readBase(path, journal) })) };
  }
}
