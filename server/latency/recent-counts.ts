import type { Instant } from '#schema/ids.ts';
import { BUCKETS, bucketOf, emptyBuckets } from '#schema/latency.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';

/** How far back it can be asked: an hour. */
export const MOST_MINUTES = 60;

/** Durations counted by bucket, since the start and minute by minute for the last hour. */
export interface RecentCounts {
  add(durationMs: number, now: Instant): void;
  /** The same for many at once; `counts` by bucket. */
  addAll(counts: readonly number[], now: Instant): void;
  /** Of the running minute and the `minutes - 1` before it. */
  recent(minutes: number, now: Instant): readonly number[];
  /** Since the start. */
  readonly total: readonly number[];
}

export function createRecentCounts(): RecentCounts {
  const total = emptyBuckets();
  /** By the minute's number modulo an hour; one that is older than an hour is emptied when it is used again. */
  const ring = Array.from({ length: MOST_MINUTES }, () => ({ minute: -1, counts: emptyBuckets() }));

  function minuteAt(now: Instant): number[] {
    const minute = Math.floor(now / MINUTE_MS);
    const place = ring[minute % MOST_MINUTES]!;
    if (place.minute !== minute) {
      place.minute = minute;
      place.counts.fill(0);
    }
    return place.counts;
  }

  return {
    total,
    add(durationMs, now) {
      const bucket = bucketOf(durationMs);
      total[bucket]! += 1;
      minuteAt(now)[bucket]! += 1;
    },
    addAll(counts, now) {
      const minute = minuteAt(now);
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        total[bucket]! += counts[bucket] ?? 0;
        minute[bucket]! += counts[bucket] ?? 0;
      }
    },
    recent(minutes, now) {
      const newest = Math.floor(now / MINUTE_MS);
      const sum = emptyBuckets();
      for (const { minute, counts } of ring)
        if (minute > newest - minutes && minute <= newest)
          for (let bucket = 0; bucket < BUCKETS; bucket += 1) sum[bucket]! += counts[bucket]!;
      return sum;
    },
  };
}
