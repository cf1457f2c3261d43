import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import { baseOf, type FloorBase } from '#server/floor/base.ts';
import type { History } from '#server/history/history.ts';
import type { Checkpoints } from '#server/journal/checkpoints.ts';
import type { Journal } from '#server/journal/journal.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { Keeper } from './pipeline-checkpoint.ts';
import type { Past } from './pipeline-past.ts';

/*
 * What is done beside the floor's work, so that a restart is short, the past can be opened, numbers
 * are kept for years, and the log does not fill the disk:
 *
 *   every 5 s             what has changed goes into the history
 *   every few thousand    a checkpoint; never of more than the history has
 *   every hour            what is older than the log is kept: its whole segments are dropped, but
 *                         what stays true of that time is written down first (base.json)
 */

const FLUSH_EVERY_MS = 5_000;
/** More entries than this between two beats are a past that is told: all of it is written anew with each flush. */
const FLOOD_ENTRIES = 500;
/** After so much work it rests so many times as long while they keep coming. */
const REST_SHARE = 3;

export interface UpkeepOptions {
  /** The journal's folder. */
  readonly path: string;
  readonly journal: Journal;
  readonly checkpoints: Checkpoints;
  readonly history: History;
  readonly keeper: Keeper;
  readonly past: Past;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long the log's entries are kept, in days. */
  readonly entriesDays: number;
  /** The floor's clock. */
  floorNow(): Instant;
  /** The newest entry that the floor has applied. */
  appliedSeq(): number;
}

export interface Upkeep {
  /** To be called once a second; never rejects. */
  beat(): void;
  /** Writes what is left; idempotent. */
  stop(): Promise<void>;
}

export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { journal, checkpoints, history, keeper, past, clock, logger } = options;
  let busy: Promise<void> = Promise.resolve();
  let isBusy = false;
  let beatSeq = 0;
  let restsUntil: Instant = -Infinity;
  let flushedAt = clock.now();
  let droppedAt: Instant = 0;
  let basedAt: Instant = -Infinity;
  let stopping: Promise<void> | null = null;

  return {
    beat() {
      const seq = options.appliedSeq();
      const isFlood = seq - beatSeq > FLOOD_ENTRIES;
      beatSeq = seq;
      if (isBusy || stopping) return;
      const now = clock.now();
      if (isFlood && now < restsUntil) return;
      if (keeper.isDue(seq, now)) inTurn(checkpoint);
      else if (now - flushedAt >= FLUSH_EVERY_MS) inTurn(flush);
      else if (options.floorNow() - droppedAt >= HOUR_MS) inTurn(drop);
    },
    stop() {
      stopping ??= busy.then(() => tried('keeping what is left', checkpoint));
      return stopping;
    },
  };

  function inTurn(work: () => Promise<void>): void {
    isBusy = true;
    const beganAt = clock.now();
    busy = tried('upkeep', work).finally(() => {
      isBusy = false;
      restsUntil = clock.now() + REST_SHARE * (clock.now() - beganAt);
    });
  }

  async function tried(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      logger.warn(`${what} was not possible; it is tried again`, { reason: String(error) });
    }
  }

  async function flush(): Promise<void> {
    flushedAt = clock.now();
    await history.flush();
  }

  async function checkpoint(): Promise<void> {
    await flush();
    // What came in between two slices; from here to the copy of the state nothing can.
    history.flushNow();
    const seq = options.appliedSeq();
    if (history.appliedSeq >= seq) await keeper.save(seq, clock.now());
  }

  async function drop(): Promise<void> {
    const now = options.floorNow();
    droppedAt = now;
    const before = now - options.entriesDays * DAY_MS;
    const { firstAt } = journal;
    // Segments are about a day long: more often there is nothing whole to drop.
    if (firstAt === null || firstAt >= before || before - basedAt < DAY_MS) return;
    const boundary = await past.open(before);
    if (boundary) await writeBase(options.path, journal, baseOf(boundary.world.state.floor));
    basedAt = before;
    const { segments, entries } = await journal.dropBefore(before);
    if (segments === 0) return;
    checkpoints.dropBefore(journal.firstSeq);
    logger.info('the oldest part of the log was dropped, as configured', { segments, entries });
  }
}

interface BaseFile extends FloorBase {
  readonly journal: string;
}

/** Whole or not at all. */
async function writeBase(path: string, journal: Journal, base: FloorBase): Promise<void> {
  const file: BaseFile = { journal: journal.identity, ...base };
  const aside = await open(join(path, 'base.json.new'), 'w');
  try {
    await aside.writeFile(JSON.stringify(file));
    await aside.sync();
  } finally {
    await aside.close();
  }
  await rename(join(path, 'base.json.new'), join(path, 'base.json'));
  // What it replaces is dropped next: its new name has to survive a power cut. Windows cannot open a folder.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What stays true of the time before the log's first entry; null where nothing was dropped. */
export function readBase(path: string, journal: Journal): FloorBase | null {
  if (journal.firstSeq <= 1) return null;
  try {
    const base = JSON.parse(readFileSync(join(path, 'base.json'), 'utf8')) as BaseFile;
    return base.journal === journal.identity ? base : null;
  } catch {
    return null;
  }
}
