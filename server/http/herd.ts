import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Clock } from '#server/kit/clock.ts';

/*
 * Screens that lost one server at one instant come back to it together. Each is told, while all is
 * well, over how long so many have to spread; whoever comes too fast all the same is asked to wait.
 */

/** Fifty screens a second come back with ease. */
const MS_PER_SCREEN = 20;
/** What is missing from a wall for longer is an outage of its own. */
const MOST_SPREAD_MS = 30 * SECOND_MS;
/** Who is asked to wait comes to a door where others stand. */
const LEAST_DEFERRED_MS = 2 * SECOND_MS;
/** Sockets that are taken in within any second. */
export const ADMITTED_A_SECOND = 100;

/** Over how long so many screens spread their coming back, in milliseconds; one alone is back at once. */
export function spreadMsOf(screens: number): number {
  return Math.min(MOST_SPREAD_MS, screens * MS_PER_SCREEN);
}

/** The same for who was not taken in because too many came at once. */
export function deferredSpreadMsOf(screens: number): number {
  return Math.max(LEAST_DEFERRED_MS, spreadMsOf(screens));
}

/** Counts who comes in. */
export interface Admission {
  /** Whether one more may come in now; counts it where it may. */
  admits(): boolean;
  /** How many were asked to come again. */
  readonly deferred: number;
}

/** Lets at most `perSecond` in within any second, not only within those that begin on the clock. */
export function createAdmission(options: {
  readonly clock: Clock;
  readonly perSecond: number;
}): Admission {
  const { clock, perSecond } = options;
  /** When the last ones came in; written round and round. */
  const admittedAt = new Array<Instant>(perSecond).fill(-Infinity);
  let next = 0;
  let deferred = 0;
  return {
    admits() {
      const now = clock.now();
      const oldest = admittedAt[next]!;
      // A clock that was set back must not shut the door for so long.
      if (oldest <= now && now - oldest < SECOND_MS) {
        deferred += 1;
        return false;
      }
      admittedAt[next] = now;
      next = (next + 1) % perSecond;
      return true;
    },
    get deferred() {
      return deferred;
    },
  };
}
