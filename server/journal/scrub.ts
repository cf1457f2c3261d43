import type { Clock, Timer } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { RecordWalk } from './record-walk.ts';
import { HEADER_BYTES } from './segment-header.ts';
import type { Segment, Segments } from './segments.ts';

export interface ScrubOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly segments: Segments;
  /** From the end of a round to the beginning of the next. */
  readonly againAfterMs: number;
}

/** Read in one go, which takes some two milliseconds; then others have their turn. */
const SLICE_BYTES = 512 * 1024;
const PAUSE_MS = 10;

/**
 * Reads all segments that do not change any more, over and over, so that a flipped bit is found
 * before somebody needs what it hit. What it finds, `Segments` tells.
 */
export class Scrub {
  readonly #options: ScrubOptions;
  #timer: Timer | null = null;
  #at: { readonly segment: Segment; readonly walk: RecordWalk } | null = null;
  #done = 0;

  constructor(options: ScrubOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = this.#options.clock.after(PAUSE_MS, () => this.#slice());
  }

  /** Idempotent. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #slice(): void {
    const { clock, logger, againAfterMs } = this.#options;
    let pauseMs = PAUSE_MS;
    try {
      this.#at ??= this.#next();
      if (this.#at) this.#read(this.#at);
      else {
        this.#done = 0;
        pauseMs = againAfterMs;
      }
    } catch (error) {
      // A disk that does not answer now may answer at the next round.
      logger.warn('a segment of the log could not be verified', { reason: String(error) });
      this.#at = null;
    }
    this.#timer = clock.after(pauseMs, () => this.#slice());
  }

  #read({ segment, walk }: { readonly segment: Segment; readonly walk: RecordWalk }): void {
    const until = walk.end + SLICE_BYTES;
    const { segments } = this.#options;
    while (walk.end < until) {
      const goesOn = walk.next();
      if (!segments.list.includes(segment)) this.#at = null;
      else if (walk.gap) {
        segments.check(segment, walk.gap.from);
        this.#at = null;
      } else if (!goesOn) this.#at = null;
      if (!this.#at) return;
    }
  }

  #next(): { readonly segment: Segment; readonly walk: RecordWalk } | null {
    const { segments } = this.#options;
    const segment = segments.list.slice(0, -1).find(({ firstSeq }) => firstSeq > this.#done);
    if (!segment) return null;
    this.#done = segment.firstSeq;
    const { firstSeq, end } = segment;
    const file = segments.file(segment);
    const { seed } = segments;
    const from = HEADER_BYTES;
    return { segment, walk: new RecordWalk({ file, seed, from, to: end, leastSeq: firstSeq - 1 }) };
  }
}
