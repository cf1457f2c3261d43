import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawArrivals, expectedByNow } from '#web/charts/geometry/arrivals.ts';

const HALF_HOUR = 1_800_000;
const box = { startAt: 0, lengthMs: HALF_HOUR, width: 480, height: 100, tickEveryMs: 7_200_000 };

describe('a day of arrivals', () => {
  test('half an interval does not look like a fall', () => {
    const now = 10.5 * HALF_HOUR;
    const drawing = drawArrivals({
      ...box,
      offered: [...Array.from({ length: 10 }, () => 20), 10],
      expected: null,
      now,
    });
    const heights = [...drawing.actual.matchAll(/,([\d.]+)/g)].map((found) => Number(found[1]));
    expect(new Set(heights).size).toBe(1);
    expect(heights).toHaveLength(11);
  });

  test('nothing that came is drawn to the right of now', () => {
    const now = 10.2 * HALF_HOUR;
    const drawing = drawArrivals({
      ...box,
      offered: Array.from({ length: 11 }, () => 20),
      expected: null,
      now,
    });
    expect(drawing.tip?.x).toBeCloseTo(drawing.nowX ?? Number.NaN, 6);
  });

  test('at whatever hour, a label that is moved inwards at the end lies on no other', () => {
    const half = 0.08 * box.width;
    for (let intervals = 1; intervals <= 48; intervals += 1) {
      const offered = Array.from({ length: intervals }, () => 3);
      const now = intervals * HALF_HOUR;
      const { ticks } = drawArrivals({ ...box, offered, expected: null, now });
      const centres = ticks.map(({ x }) => Math.min(Math.max(x, half), box.width - half));
      for (const [place, x] of centres.slice(1).entries())
        expect(x - centres[place]!, `${intervals} intervals`).toBeGreaterThanOrEqual(2 * half - 1);
    }
  });

  test('an interval that has barely begun is not drawn at all', () => {
    const drawing = drawArrivals({
      ...box,
      offered: [5, 5, 3],
      expected: null,
      now: 2.05 * HALF_HOUR,
    });
    expect(drawing.actual.match(/[ML]/g)).toHaveLength(2);
  });

  test('without history there is no band to mislead', () => {
    expect(
      drawArrivals({ ...box, offered: [1], expected: null, now: HALF_HOUR }).expected,
    ).toBeNull();
  });

  test('an empty day draws nothing and does not fall over', () => {
    const drawing = drawArrivals({ ...box, offered: [], expected: null, now: 0 });
    expect(drawing).toMatchObject({ actual: '', tip: null });
  });

  test('nothing is ever drawn outside of the box', () => {
    const counts = fc.array(fc.nat(500), { maxLength: 50 });
    const means = fc.option(
      fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 50 }),
    );
    fc.assert(
      fc.property(
        counts,
        means,
        fc.integer({ min: 0, max: 86_400_000 }),
        (offered, expected, now) => {
          const whole = offered.slice(0, Math.floor(now / HALF_HOUR) + 1);
          const drawing = drawArrivals({ ...box, offered: whole, expected, now });
          const paths = [
            drawing.actual,
            drawing.expected?.line ?? '',
            drawing.expected?.band ?? '',
          ];
          for (const [, x, y] of paths.join('').matchAll(/(-?[\d.]+),(-?[\d.]+)/g)) {
            expect(Number(x)).toBeGreaterThanOrEqual(-0.1);
            expect(Number(x)).toBeLessThanOrEqual(box.width + 0.1);
            expect(Number(y)).toBeGreaterThanOrEqual(-0.1);
            expect(Number(y)).toBeLessThanOrEqual(box.height + 0.1);
          }
        },
      ),
    );
  });
});

test('what was expected by now counts the running interval by its share', () => {
  const day = { startAt: 0, lengthMs: HALF_HOUR, expected: [10, 20, 30] };
  expect(expectedByNow({ ...day, now: 1.5 * HALF_HOUR })).toBe(20);
  expect(expectedByNow({ ...day, now: 99 * HALF_HOUR })).toBe(60);
  expect(expectedByNow({ ...day, expected: null, now: HALF_HOUR })).toBeNull();
});
