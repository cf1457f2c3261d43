import type { Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { Disk } from './disk.ts';
import type { IdIndex } from './id-index.ts';
import { removeIndexFile, writeIndexFile } from './index-file.ts';
import type { Dropped } from './journal.ts';
import type { LogWriter } from './log-writer.ts';
import { Scrub } from './scrub.ts';
import type { Segment, Segments } from './segments.ts';
import type { TailFile } from './tail-mark.ts';

export interface LogUpkeepOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly disk: Disk;
  readonly identity: string;
  readonly segments: Segments;
  readonly tail: TailFile;
  readonly ids: IdIndex;
}

/** What is done for a log while nobody waits for it: indexes written, records verified, segments dropped. */
export class LogUpkeep {
  readonly #options: LogUpkeepOptions;
  readonly #scrub: Scrub;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: LogUpkeepOptions) {
    this.#options = options;
    this.#scrub = new Scrub({ ...options, againAfterMs: DAY_MS });
  }

  start(unindexed: readonly Segment[]): void {
    for (const segment of unindexed) this.#keepIndex(segment);
    this.#tidyIds();
    this.#scrub.start();
  }

  /** A segment will not change any more. */
  sealed(segment: Segment): void {
    const { ids, segments } = this.#options;
    ids.sealed((segments.newest?.firstSeq ?? 1) - 1);
    this.#keepIndex(segment);
    this.#tidyIds();
  }

  /** Rejects with the disk's error; what was dropped by then stays dropped. */
  dropBefore(at: Instant, writer: LogWriter): Promise<Dropped> {
    return this.#inTurn(() => this.#drop(at, writer));
  }

  async stop(): Promise<void> {
    this.#scrub.stop();
    await this.#work;
  }

  async #drop(at: Instant, writer: LogWriter): Promise<Dropped> {
    const { disk, segments, tail } = this.#options;
    const { list } = segments;
    let count = 0;
    while (count < list.length - 1 && list[count]!.index.maxAt < at) count += 1;
    const next = list[count];
    if (count === 0 || !next) return { segments: 0, entries: 0 };
    const going = list.slice(0, count);
    // Said before it is done: else a power cut in between would make it look like damage.
    writer.firstKept = next.firstSeq;
    await writer.mark();
    await tail.sync();
    for (const segment of going) {
      segments.drop(segment);
      await disk.unlink(segments.path(segment.firstSeq));
      await removeIndexFile(disk, segments.path(segment.firstSeq));
    }
    await disk.syncFolder(segments.folder);
    this.#tidyIds();
    return { segments: count, entries: next.firstSeq - going[0]!.firstSeq };
  }

  #keepIndex(segment: Segment): void {
    const { disk, identity, segments } = this.#options;
    const path = segments.path(segment.firstSeq);
    this.#derived(() => writeIndexFile(disk, path, { identity, segment }));
  }

  #tidyIds(): void {
    const { ids, segments } = this.#options;
    this.#derived(() => ids.tidy(segments.list[0]?.firstSeq ?? 0));
  }

  /** What can be made again out of the log: a disk that refuses it costs time at the next start. */
  #derived(work: () => Promise<void>): void {
    this.#inTurn(work).catch((error: unknown) =>
      this.#options.logger.warn('an index of the log could not be written', {
        reason: String(error),
      }),
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}
