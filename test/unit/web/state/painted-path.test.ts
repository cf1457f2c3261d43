import { describe, expect, test } from 'vitest';
import { bucketOf } from '#schema/latency.ts';
import {
  PaintedPath,
  REPORT_EVERY_MS,
  type PaintedCounts,
} from '#web/state/painted-path.svelte.ts';
import { manualPageClock } from '../manual-page-clock.ts';

function setup() {
  const clock = manualPageClock();
  const reports: PaintedCounts[] = [];
  const path = new PaintedPath({
    clock,
    report: (counts) => reports.push(counts),
  });
  return {
    clock,
    path,
    reports,
    /** An update that took `serverMs` in the server is received, and painted `paintMs` later. */
    paint(serverMs: number, paintMs: number) {
      const arrivedAt = clock.now();
      clock.pass(paintMs);
      path.drawn([{ way: { acceptedAt: 1_000, sentAt: 1_000 + serverMs }, arrivedAt }]);
    },
    beats(seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        clock.pass(1_000);
        path.beat();
      }
    },
  };
}

const countsIn = (counts: readonly number[]): Record<number, number> =>
  Object.fromEntries([...counts.entries()].filter(([, count]) => count > 0));

describe('what a screen reports', () => {
  test('is measured from receipt to the drawn frame, with half a round trip for the way', () => {
    const { path, paint, beats, reports } = setup();
    path.roundTrip(60);
    paint(8, 20);
    beats(11);
    expect(reports.map(({ sentToPainted }) => countsIn(sentToPainted))).toEqual([
      { [bucketOf(50)]: 1 },
    ]);
    expect(reports.map(({ acceptedToPainted }) => countsIn(acceptedToPainted))).toEqual([
      { [bucketOf(58)]: 1 },
    ]);
  });

  test('is at most one message in ten seconds, none where nothing was painted, and nothing twice', () => {
    const { paint, beats, reports } = setup();
    for (let second = 0; second < 30; second += 1) {
      for (let update = 0; update < 9; update += 1) paint(5, 10);
      beats(1);
    }
    beats(60);
    const painted = reports.map(({ sentToPainted }) =>
      sentToPainted.reduce((sum, n) => sum + n, 0),
    );
    expect(painted.reduce((sum, n) => sum + n, 0)).toBe(270);
    expect(reports.length).toBeLessThanOrEqual(Math.ceil((30 * 1_090) / REPORT_EVERY_MS) + 1);
  });

  test('an update that tells of no live event is not measured: a snapshot, a second that passed', () => {
    const { path, beats, reports } = setup();
    path.drawn([{ way: null, arrivedAt: 0 }]);
    beats(30);
    expect(reports).toEqual([]);
    expect(path.p95Ms).toBeNull();
  });
});

test('what the screen says of itself forgets what was more than ten minutes ago', () => {
  const { path, paint, beats } = setup();
  paint(5, 4_000);
  beats(11);
  expect(path.p95Ms).toBeGreaterThan(3_000);
  beats(300);
  paint(5, 5);
  beats(320);
  expect(path.p95Ms).toBeLessThan(20);
});
