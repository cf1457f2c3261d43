import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LEAST_DAYS_OF_BAND,
  usualDay,
  usualOf,
  type WallStep,
} from '#web/charts/geometry/usual.ts';
import { parseDay, wallDay, wallPlaces } from '#web/format/wall-time.ts';
import { runs } from '../../../support/runs.ts';

const BERLIN = 'Europe/Berlin';

/** A day in half hours, each with the value that `value` gives it. */
function day(text: string, value: (step: number) => number | null): WallStep[] {
  const { startAt, endAt } = wallDay(parseDay(text)!, BERLIN)!;
  const starts = Array.from(
    { length: (endAt - startAt) / 1_800_000 },
    (_, n) => startAt + n * 1_800_000,
  );
  return wallPlaces(starts, BERLIN).map((place, n) => ({
    ...place,
    at: starts[n]!,
    value: value(n),
  }));
}

function at(steps: readonly WallStep[], minutes: number, again = false): number {
  return steps.findIndex((step) => step.minutes === minutes && step.again === again);
}

test('median and quartiles of the days that have a value; a day without one is not a zero', () => {
  expect(usualOf([10, null, 20, 30, 40, 50, null])).toEqual({
    low: 20,
    middle: 30,
    high: 40,
    days: 5,
  });
  expect(usualOf([1, 2, 3, 4])).toEqual({ low: 1.75, middle: 2.5, high: 3.25, days: 4 });
  expect(usualOf([null, null])).toEqual({ low: null, middle: null, high: null, days: 0 });
});

test('of too few days there is a median and no band', () => {
  const few = Array.from({ length: LEAST_DAYS_OF_BAND - 1 }, (_, n) => n);
  expect(usualOf(few)).toEqual({ low: null, middle: 1, high: null, days: 3 });
});

test('whatever was counted, the band holds the median and lies within what was seen', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 })), { maxLength: 60 }),
      (values) => {
        const known = values.filter((value) => value !== null);
        const { low, middle, high, days } = usualOf(values);
        expect(days).toBe(known.length);
        expect(middle === null).toBe(known.length === 0);
        if (low === null || high === null || middle === null) {
          expect(known.length).toBeLessThan(LEAST_DAYS_OF_BAND);
          return;
        }
        expect(low).toBeGreaterThanOrEqual(Math.min(...known));
        expect(high).toBeLessThanOrEqual(Math.max(...known));
        // At least half lie inside, and half of all on either side of the median.
        expect(known.filter((value) => value <= middle).length * 2).toBeGreaterThanOrEqual(days);
        expect(known.filter((value) => value >= middle).length * 2).toBeGreaterThanOrEqual(days);
        const outside = Math.floor((days - 1) / 4) + 1;
        expect(known.filter((value) => value < low).length).toBeLessThanOrEqual(outside);
        expect(known.filter((value) => value > high).length).toBeLessThanOrEqual(outside);
        // The order of the weeks says nothing.
        expect(usualOf(values.toReversed())).toEqual({ low, middle, high, days });
      },
    ),
    runs(500),
  );
});

test('days are held against each other by the wall clock, not by the hours since midnight', () => {
  const today = day('2026-04-05', () => 1);
  // A week before the clocks went forward at two: its 10:00 is the eighteenth half hour, not the twentieth.
  const short = day('2026-03-29', (step) => step);
  const usual = usualDay(today, [short]);
  expect(usual[at(today, 600)]).toMatchObject({ middle: 18, days: 1 });
  expect(usual[at(today, 120)], 'an hour that was left out').toMatchObject({
    middle: null,
    days: 0,
  });
});

test('an hour shown twice is held against the same of the two, else against the one there is', () => {
  const long = day('2026-10-25', (step) => step);
  const plain = day('2026-10-18', (step) => step * 100);
  const usual = usualDay(long, [plain, day('2026-10-25', (step) => step + 1_000)]);
  expect(long).toHaveLength(50);
  expect(usual[at(long, 120)]).toMatchObject({ middle: (400 + 1_004) / 2, days: 2 });
  expect(usual[at(long, 120, true)]).toMatchObject({ middle: (400 + 1_006) / 2, days: 2 });
  const back = usualDay(plain, [long]);
  expect(back[at(plain, 120)], 'the first of the two').toMatchObject({ middle: 4, days: 1 });
});
