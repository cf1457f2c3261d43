import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAxis, type AxisUnit } from '#web/charts/geometry/value-axis.ts';
import { runs } from '../../../support/runs.ts';

test('each unit is marked at what people count in', () => {
  expect(valueAxis([173], 'count', 5).ticks).toEqual([0, 50, 100, 150, 200]);
  expect(valueAxis([2], 'count', 5).ticks).toEqual([0, 1, 2]);
  expect(valueAxis([0.93], 'ratio', 5).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(valueAxis([74_000], 'duration', 5).ticks).toEqual([
    0, 15_000, 30_000, 45_000, 60_000, 75_000,
  ]);
  expect(valueAxis([500_000], 'duration', 5).ticks).toEqual([
    0, 120_000, 240_000, 360_000, 480_000, 600_000,
  ]);
});

test('without values there is still an axis', () => {
  expect(valueAxis([], 'count', 5)).toMatchObject({ from: 0, to: 4 });
  expect(valueAxis([0, 0], 'ratio', 5)).toMatchObject({ from: 0, to: 1 });
});

test('whatever the values are, they lie on the axis, which has a few even marks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<AxisUnit>('count', 'ratio', 'duration', 'number'),
      fc.array(
        fc.integer({ min: 0, max: 1e9 }).map((value) => value / 1_000),
        { maxLength: 20 },
      ),
      fc.integer({ min: 2, max: 8 }),
      (unit, values, count) => {
        const { from, to, ticks } = valueAxis(values, unit, count);
        expect(from).toBe(0);
        for (const value of values) expect(value).toBeLessThanOrEqual(to * (1 + 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(2 * count + 2);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBe(to);
        if (unit === 'count') for (const tick of ticks) expect(Number.isInteger(tick)).toBe(true);
      },
    ),
    runs(500),
  );
});
