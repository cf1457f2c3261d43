import { join } from 'node:path';
import { systemClock, type Clock } from '#server/kit/clock.ts';
import { silentLogger, type Logger } from '#server/kit/logger.ts';
import { nodeDisk, type Disk } from './disk.ts';
import { convertSqlite } from './from-sqlite.ts';
import { IdIndex } from './id-index.ts';
import { JournalRefused } from './journal-refused.ts';
import type { Journal } from './journal.ts';
import { makeWritable } from './make-writable.ts';
import { openLog } from './open-log.ts';
import { SegmentJournal } from './segment-journal.ts';

export interface JournalOptions {
  /** The journal's own folder; made where it is missing. Holds the log, the checkpoint and the lock. */
  readonly path: string;
  /** Dates outages and times the tries to end them. Default: the machine's. */
  readonly clock?: Clock;
  /** Told of what was found at start, of a disk that refuses, and of its recovery. Default: nobody. */
  readonly logger?: Logger;
  /** Default: the machine's. */
  readonly disk?: Disk;
  /** A segment this long is followed by a new one; default 16 MiB. */
  readonly segmentBytes?: number;
  /** At a new day (UTC, of the floor) one this long is followed by a new one; default 1 MiB. */
  readonly dayBytes?: number;
  /** Ids from which on they are kept in a file instead of in memory; default 32,768. */
  readonly leastInRun?: number;
}

/**
 * Opens the journal of a folder, or begins one. Rejects with `JournalRefused` where another process
 * has the folder, where newer code wrote it, or where the disk does not let it be opened. Damage is
 * no reason to refuse: it is told in `health`, and what is whole is answered.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { path, clock = systemClock, logger = silentLogger, disk = nodeDisk } = options;
  const lock = disk.lock(path);
  try {
    await convertSqlite(disk, path, logger);
    const folder = join(path, 'log');
    disk.makeFolder(folder);
    const opened = openLog(disk, folder);
    const tail = await makeWritable(disk, folder, opened);
    if (opened.torn > 0)
      logger.info('the last write was torn before it was acknowledged', { cutBytes: opened.torn });
    for (const damage of opened.segments.damage) logger.error('the log is damaged', { ...damage });
    const idFolder = join(path, 'ids');
    disk.makeFolder(idFolder);
    const { segments, newestIds: newest } = opened;
    const { leastInRun } = options;
    const ids = new IdIndex({ disk, folder: idFolder, segments, newest, leastInRun });
    return new SegmentJournal({ ...options, clock, logger, disk, lock, opened, tail, ids });
  } catch (error) {
    lock.release();
    if (error instanceof JournalRefused) throw error;
    throw new JournalRefused(
      `The journal in ${path} cannot be opened: ${(error as Error).message}.`,
    );
  }
}
