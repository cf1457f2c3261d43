import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serviceLevelTone, wilsonUpperBound } from '#web/format/service-level-tone.ts';

test('a handful of contacts has no colour', () => {
  expect(serviceLevelTone({ ratio: 0, contacts: 4, target: 0.8 })).toBe('calm');
});

test('a ratio under target warns; only evidence makes it critical', () => {
  expect(serviceLevelTone({ ratio: 0.7, contacts: 10, target: 0.8 })).toBe('warning');
  expect(serviceLevelTone({ ratio: 0.7, contacts: 400, target: 0.8 })).toBe('critical');
  expect(serviceLevelTone({ ratio: 0.8, contacts: 400, target: 0.8 })).toBe('calm');
});

test('no ratio or no target has no colour', () => {
  expect(serviceLevelTone({ ratio: null, contacts: 400, target: 0.8 })).toBe('calm');
  expect(serviceLevelTone({ ratio: 0.1, contacts: 400, target: null })).toBe('calm');
});

test('the upper bound is that of Wilson at 90 %: 16 of 20 reach 90.7 %', () => {
  expect(wilsonUpperBound(0.8, 20)).toBeCloseTo(0.9069, 4);
});

test('the bound lies above the ratio and never above one', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 5, max: 100_000 }),
      (ratio, contacts) => {
        const bound = wilsonUpperBound(ratio, contacts);
        expect(bound).toBeGreaterThanOrEqual(ratio - 1e-12);
        expect(bound).toBeLessThanOrEqual(1 + 1e-12);
      },
    ),
  );
});
