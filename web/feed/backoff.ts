/*
 * When to try again, so that five hundred screens come back neither together nor late.
 *
 * The first try after a loss falls anywhere within the time that the server told (what it needs for
 * all of its screens; one screen alone is back at once). Later ones are spaced from the start of one
 * try to the start of the next, in windows that widen to about a dozen seconds and no further:
 *
 *   1. whenever the server is back, everyone is within fifteen seconds of it, also in a browser that
 *      holds a socket back for up to five seconds because many before it failed, as Chromium does;
 *   2. five hundred of them are some forty tries a second, however long it takes.
 */

/** What a wait follows. */
export interface TryFacts {
  /** Over how long a first try is to be spread, in milliseconds. */
  readonly withinMs: number;
  /** How long the try took that failed. */
  readonly triedForMs: number;
  /** What was lost is a connection that stood: others may have lost theirs in the same instant. */
  readonly stood: boolean;
  /** Nobody answered the try. */
  readonly hung: boolean;
}

/** The waits of one supervisor. */
export interface Backoff {
  /** How long to wait from now, in milliseconds. */
  next(facts: TryFacts): number;
  /** The next one is a first try again. */
  reset(): void;
}

export const RETRY = {
  /** Over how long the first try is spread where no server ever said. */
  spreadMs: 8_000,
  /** The most that a server can ask for. */
  mostSpreadMs: 60_000,
  /** From the start of one try to the start of the next: the second try, the third, …; the last for ever. */
  windowsMs: [
    [1_000, 3_000],
    [2_000, 7_000],
    [5_000, 12_000],
    [10_000, 13_000],
  ],
  /**
   * A try that is not answered goes on knocking: TCP repeats itself after one second and after three. The
   * window, which is the last one then, counts from there.
   */
  lastKnockMs: 3_000,
  /** A try that took as long as its window is still followed by a breath. */
  leastMs: 250,
} as const;

/** `random` is uniform in [0, 1). It never ends. */
export function createBackoff(random: () => number): Backoff {
  let tries = 0;
  return {
    next({ withinMs, triedForMs, stood, hung }) {
      tries = hung ? Math.max(tries + 1, LAST) : tries + 1;
      const spreadMs = random() * withinMs;
      if (tries === 1) return spreadMs;
      const [fromMs, toMs] = RETRY.windowsMs[Math.min(tries, LAST) - 2]!;
      // Where many come, the early windows would be too narrow for all of them.
      const mostMs = Math.max(toMs, Math.min(withinMs, RETRY.windowsMs[LAST - 2]![0]));
      const windowMs = fromMs + random() * (mostMs - fromMs);
      if (stood) return Math.max(spreadMs, windowMs);
      const sinceMs = hung ? triedForMs - RETRY.lastKnockMs : triedForMs;
      return Math.max(RETRY.leastMs, windowMs - sinceMs);
    },
    reset() {
      tries = 0;
    },
  };
}

/** The number of the try that the last window follows first. */
const LAST = RETRY.windowsMs.length + 1;
