import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';

/*
 * Screens that lost one server at one instant come back to it together. Each is told, while all is
 * well, over how long so many have to spread; whoever comes too fast all the same waits in line at the
 * door, and is asked to come again only where the line is long. So a client that knows nothing of this
 * is taken in, too.
 */

/** Fifty screens a second come back with ease. */
const MS_PER_SCREEN = 20;
/** What is missing from a wall for longer is an outage of its own. */
const MOST_SPREAD_MS = 30 * SECOND_MS;
/** Who is asked to wait comes to a door where others stand. */
const LEAST_DEFERRED_MS = 2 * SECOND_MS;
/** Sockets that are taken in within any second. */
export const ADMITTED_A_SECOND = 100;
/** So many seconds' worth of sockets stand in line: who waits for longer has lost patience. */
const LINE_SECONDS = 20;

/** Over how long so many screens spread their coming back, in milliseconds; one alone is back at once. */
export function spreadMsOf(screens: number): number {
  return Math.min(MOST_SPREAD_MS, screens * MS_PER_SCREEN);
}

/** The same for who was not taken in because too many came at once. */
export function deferredSpreadMsOf(screens: number): number {
  return Math.max(LEAST_DEFERRED_MS, spreadMsOf(screens));
}

/** Who comes in, and when. */
export interface Admission {
  /**
   * Calls `admit` at once where there is room and nobody waits, else as soon as it is its turn. It says
   * whether somebody came in: who has gone meanwhile takes nobody's room. False where the line is too
   * long: it is not called.
   */
  enter(admit: () => boolean): boolean;
  /** How many were asked to come again. */
  readonly deferred: number;
  /** How many wait in line. */
  readonly waiting: number;
  /** Nobody comes in any more. */
  close(): void;
}

/** Lets at most `perSecond` in within any second, not only within those that begin on the clock. */
export function createAdmission(options: {
  readonly clock: Clock;
  readonly perSecond: number;
}): Admission {
  const { clock, perSecond } = options;
  /** When the last ones came in; written round and round. */
  const admittedAt = new Array<Instant>(perSecond).fill(-Infinity);
  const line: (() => boolean)[] = [];
  let next = 0;
  let deferred = 0;
  let timer: Timer | null = null;
  let isClosed = false;
  return {
    enter(admit) {
      if (isClosed || line.length >= LINE_SECONDS * perSecond) {
        deferred += 1;
        return false;
      }
      line.push(admit);
      if (!timer) takeIn();
      return true;
    },
    get deferred() {
      return deferred;
    },
    get waiting() {
      return line.length;
    },
    close() {
      isClosed = true;
      timer?.cancel();
      line.length = 0;
    },
  };

  function takeIn(): void {
    timer = null;
    while (line.length > 0) {
      const waitMs = roomInMs();
      if (waitMs > 0) {
        timer = clock.after(waitMs, takeIn);
        return;
      }
      if (!line.shift()!()) continue;
      admittedAt[next] = clock.now();
      next = (next + 1) % perSecond;
    }
  }

  function roomInMs(): number {
    const sinceMs = clock.now() - admittedAt[next]!;
    // A clock that was set back must not shut the door for so long.
    return sinceMs < 0 ? 0 : Math.max(0, SECOND_MS - sinceMs);
  }
}
