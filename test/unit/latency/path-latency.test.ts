import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUCKET_BOUNDS_MS, bucketOf, emptyBuckets, percentile } from '#schema/latency.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { createPathLatency } from '#server/latency/path-latency.ts';
import { createRecentCounts } from '#server/latency/recent-counts.ts';
import { runs } from '#test/support/runs.ts';

const AT = 1_800_000_000_000;
const LAST_BOUND_MS = BUCKET_BOUNDS_MS.at(-1)!;

describe('percentiles', () => {
  test('a percentile lies in the bucket of the duration that has that rank, whatever was measured', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 400 }),
        fc.constantFrom(0.5, 0.95, 0.99),
        (durations, rank) => {
          const counts = emptyBuckets();
          for (const ms of durations) counts[bucketOf(ms)]! += 1;
          const sorted = durations.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil(rank * sorted.length) - 1]!;
          const told = percentile(counts, rank)!;
          const bucket = bucketOf(exact);
          expect(told).toBeGreaterThanOrEqual(BUCKET_BOUNDS_MS[bucket - 1] ?? 0);
          expect(told).toBeLessThanOrEqual(BUCKET_BOUNDS_MS[bucket]!);
        },
      ),
      runs(300),
    );
  });

  test('nothing counted has none; what is longer than all bounds is told as the last', () => {
    expect(percentile(emptyBuckets(), 0.95)).toBeNull();
    const counts = emptyBuckets();
    counts[bucketOf(10 * LAST_BOUND_MS)]! += 1;
    expect(percentile(counts, 0.5)).toBe(LAST_BOUND_MS);
  });
});

describe('the last minutes', () => {
  test('a window holds exactly what was counted in its minutes, also after hours of nothing', () => {
    const added = fc.record({
      afterMs: fc.integer({ min: 0, max: 40 * MINUTE_MS }),
      ms: fc.nat(9_000),
    });
    fc.assert(
      fc.property(
        fc.array(added, { maxLength: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (all, minutes) => {
          const counts = createRecentCounts();
          let now = AT;
          const told: { at: number; ms: number }[] = [];
          for (const { afterMs, ms } of all) {
            now += afterMs;
            counts.add(ms, now);
            told.push({ at: now, ms });
          }
          const wanted = emptyBuckets();
          const from = (Math.floor(now / MINUTE_MS) - minutes + 1) * MINUTE_MS;
          for (const { at, ms } of told) if (at >= from) wanted[bucketOf(ms)]! += 1;
          expect(counts.recent(minutes, now)).toEqual(wanted);
          expect(counts.total.reduce((sum, count) => sum + count, 0)).toBe(told.length);
        },
      ),
      runs(200),
    );
  });
});

describe('the way', () => {
  const marks = { eventAt: AT, acceptedAt: AT + 40, durableAt: AT + 45, appliedAt: AT + 46 };
  const stepsOf = (latency: ReturnType<typeof createPathLatency>, now: number) =>
    Object.fromEntries(
      latency.recent(1, now).map(({ step, count, p50Ms }) => [step, [count, p50Ms]]),
    );

  test('each step is counted by itself, and what no screen told is not known', () => {
    const latency = createPathLatency();
    latency.written(marks, AT + 46);
    latency.sent(marks, AT + 60);
    const steps = stepsOf(latency, AT + 100);
    expect(steps['eventToAccepted']![1]).toBeCloseTo(34);
    expect(steps['acceptedToDurable']![1]).toBeCloseTo(4);
    expect(steps['durableToApplied']![1]).toBeCloseTo(0.5);
    expect(steps['appliedToSent']![1]).toBeCloseTo(12);
    expect(steps['eventToSent']![1]).toBeCloseTo(65);
    expect(steps['sentToPainted']).toEqual([0, null]);
  });

  test('a source whose clock is ahead counts as no delay, never as a negative one', () => {
    const latency = createPathLatency();
    latency.written({ ...marks, eventAt: AT + 9_000 }, AT + 46);
    expect(stepsOf(latency, AT + 100)['eventToAccepted']![1]).toBeLessThanOrEqual(1);
  });

  test('a flood of reports is cut off within its second and counted; the next second is heard again', () => {
    const latency = createPathLatency();
    const counts = emptyBuckets();
    counts[bucketOf(30)] = 2;
    const report = { sentToPainted: counts, acceptedToPainted: counts };
    const taken = Array.from({ length: 1_000 }, () => latency.painted(report, AT)).filter(Boolean);
    expect(taken.length).toBe(200);
    expect(latency.refused).toBe(800);
    expect(latency.painted(report, AT + 1_000)).toBe(true);
    expect(stepsOf(latency, AT + 1_000)['sentToPainted']![0]).toBe(402);
  });
});
