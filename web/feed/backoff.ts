/** When to try again, so that a hundred screens do not come back in the same instant. */
export interface Backoff {
  /** How long to wait before the next try, in milliseconds. */
  next(): number;
}

export const RETRY = {
  /** The first try after a short run: screens of a restarting server spread over this. */
  spreadMs: 8_000,
  /** The first try after a quiet run: one lost connection should be back before anybody looks up. */
  snappyMs: 1_500,
  leastMs: 1_000,
  mostMs: 15_000,
} as const;

/**
 * The first wait is uniform in `[0, firstWithinMs)`, each later one uniform between one second and
 * three times the wait before it, at most fifteen seconds. It never ends.
 */
export function decorrelatedBackoff(firstWithinMs: number, random: () => number): Backoff {
  let last: number | null = null;
  return {
    next() {
      if (last === null) {
        last = RETRY.leastMs;
        return random() * firstWithinMs;
      }
      last = Math.min(RETRY.mostMs, RETRY.leastMs + random() * (last * 3 - RETRY.leastMs));
      return last;
    },
  };
}
