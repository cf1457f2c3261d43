import { SECOND_MS } from '#schema/time/duration.ts';
import type { PageClock } from '#web/clock.ts';

/*
 * When what has come is put on the page: at once, or, where the page has not yet rested from the last frame, as soon
 * as it has. What comes meanwhile waits and is put there with it. So a weak machine shows newer numbers, never more of
 * them, and has time left for whoever touches it.
 *
 *   asked ── rest is over ── all that waits runs ── frame ── drawn ── rest, so many times as long as that took
 */

export const PACE = {
  /** A page rests so many times as long as it worked: a ninth of its time goes into numbers, at the most. */
  restTimes: 8,
  /** Nothing waits longer than this for a rest to end. */
  longestWaitMs: SECOND_MS,
  /** What has waited so long is not left to timers and frames: browsers hold them back where nobody looks. */
  overdueMs: 2 * SECOND_MS,
} as const;

/** Something that changes what is on the page. */
export interface Commit {
  readonly run: () => void;
  /** The frame that shows it is drawn; not told where none is, as of a hidden page. */
  readonly onDrawn?: () => void;
}

/** One for the page: all that waits shares a frame. */
export class CommitPace {
  readonly #clock: PageClock;
  readonly #flush: () => void;
  #waiting = new Set<Commit>();
  /** Page time since when something waits. */
  #since = 0;
  /** Page time at which the page has rested from its last frame. */
  #restedAt = -Infinity;
  /** What ran last is in no frame yet. */
  #unframed = false;
  /** Counts what ran: what was scheduled before has nothing to do any more. */
  #turn = 0;

  /** `flush` puts on the page whatever has changed, at once. */
  constructor(clock: PageClock, flush: () => void = () => {}) {
    this.#clock = clock;
    this.#flush = flush;
  }

  /** Runs it when its time has come, in a task of its own; asked again before that, it still runs once. */
  ask(commit: Commit): void {
    const isFirst = this.#waiting.size === 0;
    this.#waiting.add(commit);
    if (isFirst) {
      this.#since = this.#clock.now();
      if (!this.#unframed) this.#schedule();
    } else if (this.#clock.now() - this.#since >= PACE.overdueMs) this.#run();
  }

  #schedule(): void {
    const turn = this.#turn;
    this.#clock.after(this.#restMs(), () => {
      if (turn === this.#turn) this.#run();
    });
  }

  /** How long what waits still has to. */
  #restMs(): number {
    const dueAt = Math.min(this.#restedAt, this.#since + PACE.longestWaitMs);
    return Math.max(0, dueAt - this.#clock.now());
  }

  #run(): void {
    const commits = [...this.#waiting];
    const beganAt = this.#clock.now();
    this.#waiting.clear();
    this.#turn += 1;
    for (const { run } of commits) run();
    this.#flush();
    const ranMs = this.#clock.now() - beganAt;
    this.#restFor(ranMs);
    this.#unframed = true;
    let framedAt = 0;
    this.#clock.nextFrame(
      () => (framedAt = this.#clock.now()),
      (isDrawn) => {
        this.#unframed = false;
        if (isDrawn) {
          this.#restFor(ranMs + this.#clock.now() - framedAt);
          for (const { onDrawn } of commits) onDrawn?.();
        }
        if (this.#waiting.size > 0) this.#schedule();
      },
    );
  }

  #restFor(workMs: number): void {
    this.#restedAt = this.#clock.now() + PACE.restTimes * workMs;
  }
}
