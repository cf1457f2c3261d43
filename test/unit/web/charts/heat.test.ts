import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  classOf,
  heatCells,
  heatClasses,
  MOST_CLASSES,
  SLOTS,
  usedSlots,
  WEEKDAYS,
  type HeatStep,
} from '#web/charts/geometry/heat.ts';
import type { AxisUnit } from '#web/charts/geometry/value-axis.ts';
import { parseDay, wallDay, wallPlaces, weekdayOf } from '#web/format/wall-time.ts';
import { runs } from '../../../support/runs.ts';

const anyStep = fc.record({
  weekday: fc.integer({ min: 0, max: 6 }),
  minutes: fc.integer({ min: 0, max: 47 }).map((slot) => slot * 30),
  value: fc.option(fc.integer({ min: 0, max: 1e9 }).map((value) => value / 1_000)),
});

test('a cell is the median of its days and says of how many; without any it is empty, which is not 0', () => {
  const steps: HeatStep[] = [1, 5, 100].map((value) => ({ weekday: 2, minutes: 615, value }));
  const cells = heatCells([
    ...steps,
    { weekday: 2, minutes: 660, value: 0 },
    { weekday: 2, minutes: 690, value: null },
  ]);
  expect(cells[2]![20]).toMatchObject({ value: 5, days: 3, minutes: 600 });
  expect(cells[2]![22]).toMatchObject({ value: 0, days: 1 });
  expect(cells[2]![23]).toMatchObject({ value: null, days: 0 });
});

test('an hour that a day shows twice gives its cell two values, one left out gives none', () => {
  const zone = 'Europe/Berlin';
  const steps = ['2026-10-25', '2026-03-29'].flatMap((text) => {
    const { startAt, endAt } = wallDay(parseDay(text)!, zone)!;
    const starts = Array.from(
      { length: (endAt - startAt) / 1_800_000 },
      (_, n) => startAt + n * 1_800_000,
    );
    return wallPlaces(starts, zone).map(({ dayNumber, minutes }) => ({
      weekday: weekdayOf(dayNumber),
      minutes,
      value: 1,
    }));
  });
  const sunday = heatCells(steps)[6]!;
  expect(sunday[4]!.days, '02:00').toBe(2);
  expect(sunday[2]!.days, '01:00').toBe(2);
  expect(heatCells(steps.slice(50))[6]![4]!.days, '02:00 in spring').toBe(0);
});

test('no value is lost: the days of all cells are as many as the values', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 400 }), (steps) => {
      const cells = heatCells(steps);
      expect(cells).toHaveLength(WEEKDAYS);
      expect(cells.every((row) => row.length === SLOTS)).toBe(true);
      expect(cells.flat().reduce((sum, { days }) => sum + days, 0)).toBe(
        steps.filter(({ value }) => value !== null).length,
      );
    }),
    runs(200),
  );
});

test('classes are few, even, in round numbers, and hold every value', () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 1, maxLength: 60 }),
      fc.constantFrom<AxisUnit>('count', 'ratio', 'duration', 'number'),
      (steps, unit) => {
        const cells = heatCells(steps);
        const known = cells.flat().flatMap(({ value }) => (value === null ? [] : [value]));
        const classes = heatClasses(cells, unit);
        if (known.length === 0) {
          expect(classes).toBeNull();
          return;
        }
        const { bounds, to } = classes!;
        expect(bounds.length).toBeGreaterThanOrEqual(1);
        expect(bounds.length).toBeLessThanOrEqual(MOST_CLASSES);
        expect(bounds).toEqual(bounds.toSorted((one, other) => one - other));
        for (const value of known) {
          const place = classOf(value, classes!);
          expect(bounds[place]!).toBeLessThanOrEqual(value * (1 + 1e-9));
          expect(value).toBeLessThanOrEqual((bounds[place + 1] ?? to) * (1 + 1e-9));
        }
      },
    ),
    runs(500),
  );
});

test('bounds are read at a glance', () => {
  const of = (values: readonly number[], unit: AxisUnit): readonly number[] =>
    heatClasses(
      heatCells(values.map((value, n) => ({ weekday: 0, minutes: n * 30, value }))),
      unit,
    )!.bounds;
  expect(of([4, 350], 'count')).toEqual([0, 60, 120, 180, 240, 300]);
  expect(of([0, 3], 'count')).toEqual([0, 1, 2]);
  expect(of([0.67, 0.94], 'ratio')).toEqual([0.65, 0.7, 0.75, 0.8, 0.85, 0.9]);
  expect(of([12_000, 95_000], 'duration')).toEqual([0, 20_000, 40_000, 60_000, 80_000]);
});

test('hours that no weekday has a value in are left out at both ends, and a zero is a value', () => {
  const cells = heatCells([
    { weekday: 1, minutes: 450, value: 0 },
    { weekday: 4, minutes: 1_080, value: 3 },
  ]);
  expect(usedSlots(cells)).toEqual({ from: 14, to: 38 });
  expect(usedSlots(heatCells([]))).toEqual({ from: 0, to: SLOTS });
});
