/*
 * How long an event takes from its source to the screens, step by step. Server and page count into the same buckets.
 */

/** The steps of the way, and three sums of them. */
export const PathStep = {
  /** By two clocks: the source's and the server's. */
  eventToAccepted: 'eventToAccepted',
  acceptedToDurable: 'acceptedToDurable',
  durableToApplied: 'durableToApplied',
  appliedToSent: 'appliedToSent',
  sentToPainted: 'sentToPainted',
  eventToSent: 'eventToSent',
  acceptedToSent: 'acceptedToSent',
  acceptedToPainted: 'acceptedToPainted',
} as const;
export type PathStep = (typeof PathStep)[keyof typeof PathStep];

export const PATH_STEPS: readonly PathStep[] = Object.values(PathStep);

/** Upper bounds of the buckets that durations are counted in, inclusive, in milliseconds; one more takes what is longer. */
export const BUCKET_BOUNDS_MS: readonly number[] = [
  1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 55, 75, 100, 130, 175, 250, 350, 500, 700, 1_000, 1_400, 2_000,
  3_000, 5_000, 10_000, 30_000, 60_000,
];

export const BUCKETS = BUCKET_BOUNDS_MS.length + 1;

/** The bucket of a duration in milliseconds; what two clocks make negative counts as nothing. */
export function bucketOf(durationMs: number): number {
  const at = BUCKET_BOUNDS_MS.findIndex((bound) => durationMs <= bound);
  return at === -1 ? BUCKET_BOUNDS_MS.length : at;
}

/** Nothing counted yet. */
export function emptyBuckets(): number[] {
  return new Array<number>(BUCKETS).fill(0);
}

/**
 * The duration in milliseconds that the share `rank` (0..1) of what was counted did not exceed, taken to lie evenly
 * within its bucket. Null where nothing was counted. What is longer than the last bound is told as that bound.
 */
export function percentile(counts: readonly number[], rank: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = rank * total;
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) {
      const from = BUCKET_BOUNDS_MS[bucket - 1] ?? 0;
      const to = BUCKET_BOUNDS_MS[bucket] ?? from;
      return from + (to - from) * Math.max(0, (wanted - below) / count);
    }
    below += count;
  }
  return BUCKET_BOUNDS_MS.at(-1)!;
}
