import { expect, test } from 'vitest';
import { drawDay, stepAt, type DayInput } from '#web/charts/geometry/day.ts';
import { usualOf } from '#web/charts/geometry/usual.ts';
import { parseDay, wallDay, wallPlaces } from '#web/format/wall-time.ts';

const HOUR = 3_600_000;

function input(values: readonly (number | null)[], nowHours: number): DayInput {
  return {
    startAt: 0,
    endAt: 4 * HOUR,
    stepMs: HOUR,
    steps: values.map((value, n) => ({ at: n * HOUR, minutes: n * 60, again: false, value })),
    usual: values.map(() => usualOf([])),
    now: nowHours * HOUR,
    unit: 'count',
    width: 400,
    height: 200,
    mostTicks: 4,
  };
}

test('a step is drawn at its middle, and what is missing leaves a gap instead of a zero', () => {
  const drawing = drawDay(input([4, null, 4, 2], 4));
  expect(drawing.actual).not.toContain('150');
  expect(drawing.points).toEqual([{ x: 50, y: 0 }, null, { x: 250, y: 0 }, { x: 350, y: 100 }]);
  expect(drawing.dots, 'a value alone would be on no line').toEqual([{ x: 50, y: 0 }]);
  expect(drawing.nowX).toBeNull();
  expect(drawing.running).toBeNull();
});

test('the step that runs is no part of the line: half an hour of contacts is not a fall', () => {
  const drawing = drawDay(input([4, 4, 1, null], 2.5));
  expect(drawing.running).toEqual({ x: 250, y: 150 });
  expect(drawing.actual).toBe('M50,0L150,0');
  expect(drawing.nowX).toBe(250);
});

test('a day that has not begun has no line, and none of what is not known', () => {
  const drawing = drawDay(input([null, null, null, null], -1));
  expect(drawing).toMatchObject({ actual: '', median: '', band: '', dots: [], running: null });
});

test('median and band are drawn where there are days enough, and break where there are none', () => {
  const usual = [usualOf([1, 2, 3, 4]), usualOf([2]), usualOf([]), usualOf([4, 4, 4, 4])];
  const drawing = drawDay({ ...input([null, null, null, null], 4), usual });
  expect(drawing.median.match(/M/g)).toHaveLength(2);
  expect(drawing.band.match(/Z/g)).toHaveLength(2);
});

test('a pointer finds the step it is over, and none outside', () => {
  const drawing = drawDay(input([1, 2, 3, 4], 4));
  expect(drawing.edges).toEqual([0, 100, 200, 300, 400]);
  expect([-1, 0, 99, 100, 399, 400].map((x) => stepAt(drawing, x))).toEqual([
    null,
    0,
    0,
    1,
    3,
    null,
  ]);
});

test('a day of 25 hours is drawn with the hour that comes twice, evenly, and marks each hour once', () => {
  const zone = 'Europe/Berlin';
  const { startAt, endAt } = wallDay(parseDay('2026-10-25')!, zone)!;
  const starts = Array.from({ length: 25 }, (_, n) => startAt + n * HOUR);
  const steps = wallPlaces(starts, zone).map((place, n) => ({
    ...place,
    at: starts[n]!,
    value: n,
  }));
  const usual = steps.map(() => usualOf([]));
  const drawing = drawDay({
    ...{ startAt, endAt, stepMs: HOUR, steps, usual, now: endAt, unit: 'count' },
    ...{ width: 2_500, height: 100, mostTicks: 24 },
  });
  expect(drawing.points.map((point) => point!.x)).toEqual(starts.map((_, n) => n * 100 + 50));
  expect(drawing.hours).toHaveLength(24);
});
