import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilsonBand } from '#schema/metrics/wilson.ts';
import { drawBand } from '#web/charts/geometry/band.ts';

test('a scale of whole tenths shows band, value and target with room beside them', () => {
  const drawing = drawBand({ value: 0.812, lower: 0.782, upper: 0.838, target: 0.82 });
  expect(drawing).toMatchObject({ from: 0.6, to: 0.9 });
  expect(drawing.left).toBeCloseTo(60.67, 1);
  expect(drawing.width).toBeCloseTo(18.67, 1);
  expect(drawing.value).toBeCloseTo(70.67, 1);
  expect(drawing.target).toBeCloseTo(73.33, 1);
});

test('whatever was counted, everything lies on the scale, the value inside of its band', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      (n, share, target) => {
        const met = Math.round(share * n);
        const band = wilsonBand(met, n)!;
        const drawing = drawBand({ value: met / n, ...band, target });
        expect(drawing.from).toBeGreaterThanOrEqual(0);
        expect(drawing.to).toBeLessThanOrEqual(1);
        expect(drawing.to - drawing.from).toBeGreaterThanOrEqual(0.3 - 1e-9);
        expect(drawing.left).toBeGreaterThanOrEqual(0);
        expect(drawing.left + drawing.width).toBeLessThanOrEqual(100 + 1e-9);
        expect(drawing.width).toBeGreaterThan(0);
        expect(drawing.value).toBeGreaterThanOrEqual(drawing.left - 1e-9);
        expect(drawing.value).toBeLessThanOrEqual(drawing.left + drawing.width + 1e-9);
        if (target !== null) {
          const at = drawing.from + ((drawing.target ?? -1) / 100) * (drawing.to - drawing.from);
          expect(at).toBeCloseTo(target, 9);
        }
      },
    ),
  );
});
