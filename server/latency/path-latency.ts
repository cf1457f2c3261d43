import type { Instant } from '#schema/ids.ts';
import { BUCKET_BOUNDS_MS, PATH_STEPS, percentile, type PathStep } from '#schema/latency.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { WrittenMarks } from '#server/live/change-set.ts';
import { createRecentCounts, type RecentCounts } from './recent-counts.ts';

/*
 * How long events take from their source to the screens, counted step by step. Only what is live counts: no replay,
 * no past, no catching up.
 *
 *   event ─► accepted ─► durable ─► applied ─► sent ─► painted
 *            └────────── server ─────────────────┘     └ told by the screens
 */

/** What a screen counted since its last report, by bucket (`schema/latency.ts`). */
export interface PaintedCounts {
  readonly sentToPainted: readonly number[];
  readonly acceptedToPainted: readonly number[];
}

/** One step over the last minutes; percentiles in milliseconds, null where nothing was counted. */
export interface StepLatency {
  readonly step: PathStep;
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** One step since the start, for the monitoring. */
export interface StepTotal {
  readonly step: PathStep;
  /** By bucket, one more than there are bounds. */
  readonly counts: readonly number[];
  /** Milliseconds, each taken as the middle of its bucket. */
  readonly sumMs: number;
}

export interface PathLatency {
  /** Events of one group were written down and applied. */
  written(marks: WrittenMarks, now: Instant): void;
  /** An update with these events goes out now. */
  sent(marks: WrittenMarks, now: Instant): void;
  /** A screen's report; false where too many come: then nothing of it counts but that it came. */
  painted(report: PaintedCounts, now: Instant): boolean;
  /** Every step over the running minute and the `minutes - 1` before it. */
  recent(minutes: number, now: Instant): readonly StepLatency[];
  totals(): readonly StepTotal[];
  /** Reports of screens that were not taken. */
  readonly refused: number;
}

/** Five hundred screens report fifty times a second; four times as many are let in. */
const MOST_REPORTS_A_SECOND = 200;

export function createPathLatency(): PathLatency {
  const steps = Object.fromEntries(
    PATH_STEPS.map((step) => [step, createRecentCounts()]),
  ) as Record<PathStep, RecentCounts>;
  let second = -1;
  let reports = 0;
  let refused = 0;

  return {
    written({ eventAt, acceptedAt, durableAt, appliedAt }, now) {
      steps.eventToAccepted.add(acceptedAt - eventAt, now);
      steps.acceptedToDurable.add(durableAt - acceptedAt, now);
      steps.durableToApplied.add(appliedAt - durableAt, now);
    },
    sent({ eventAt, acceptedAt, appliedAt }, now) {
      steps.appliedToSent.add(now - appliedAt, now);
      steps.acceptedToSent.add(now - acceptedAt, now);
      steps.eventToSent.add(now - eventAt, now);
    },
    painted(report, now) {
      if (Math.floor(now / SECOND_MS) !== second) {
        second = Math.floor(now / SECOND_MS);
        reports = 0;
      }
      reports += 1;
      if (reports > MOST_REPORTS_A_SECOND) {
        refused += 1;
        return false;
      }
      steps.sentToPainted.addAll(report.sentToPainted, now);
      steps.acceptedToPainted.addAll(report.acceptedToPainted, now);
      return true;
    },
    recent: (minutes, now) =>
      PATH_STEPS.map((step) => {
        const counts = steps[step].recent(minutes, now);
        return {
          step,
          count: counts.reduce((sum, count) => sum + count, 0),
          p50Ms: percentile(counts, 0.5),
          p95Ms: percentile(counts, 0.95),
          p99Ms: percentile(counts, 0.99),
        };
      }),
    totals: () =>
      PATH_STEPS.map((step) => {
        const counts = steps[step].total;
        return { step, counts, sumMs: sumOf(counts) };
      }),
    get refused() {
      return refused;
    },
  };
}

/** The sum in milliseconds of all that was counted, each taken as the middle of its bucket. */
function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count, bucket) => {
    const from = BUCKET_BOUNDS_MS[bucket - 1] ?? 0;
    const to = BUCKET_BOUNDS_MS[bucket] ?? from;
    return sum + (count * (from + to)) / 2;
  }, 0);
}
