import type { Instant } from '#schema/ids.ts';

/**
 * How late what arrives is. The server's clock and the page's go on at the same rate, so what came quickest of
 * late tells how far one is ahead of the other; what is behind that was held up on its way, and is old though it
 * has just arrived. Nothing has to be known of either clock, and both may be wrong by years.
 */
export interface Lateness {
  /** For what the server sent at `at` by its clock and the page got at `now` by its own; in milliseconds. */
  of(at: Instant, now: number): number;
}

/** For so long at least, and twice as long at most, the quickest is remembered: clocks drift, and are set. */
const REMEMBER_MS = 30_000;
/** The floor's clock moves with events and once a second: so much is no lateness. */
const GRACE_MS = 2_000;

export function createLateness(): Lateness {
  let beganAt = -Infinity;
  let quickest = -Infinity;
  let quickestBefore = -Infinity;
  return {
    of(at, now) {
      if (now - beganAt >= REMEMBER_MS) {
        // After a gap nothing is known.
        quickestBefore = now - beganAt < 2 * REMEMBER_MS ? quickest : -Infinity;
        quickest = -Infinity;
        beganAt = now;
      }
      quickest = Math.max(quickest, at - now);
      const lateMs = Math.max(quickest, quickestBefore) - (at - now);
      return lateMs > GRACE_MS ? lateMs : 0;
    },
  };
}
