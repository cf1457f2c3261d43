import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilsonBand } from '#schema/metrics/wilson.ts';
import { serviceLevelTone, verdictOf } from '#web/format/service-level-tone.ts';

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

test('a share is called met only when even its lower bound reaches the target', () => {
  expect(verdictOf({ ratio: 0.81, contacts: 100, target: 0.8 })).toBe('maybeMet');
  expect(verdictOf({ ratio: 0.9, contacts: 400, target: 0.8 })).toBe('met');
  expect(verdictOf({ ratio: 1, contacts: 4, target: 0.8 })).toBe('tooFew');
  expect(verdictOf({ ratio: null, contacts: 0, target: 0.8 })).toBeNull();
});

test('colour and band are one computation: critical exactly where the drawn band ends below target', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 5_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (contacts, share, target) => {
        const met = Math.floor(share * contacts);
        const tone = serviceLevelTone({ ratio: met / contacts, contacts, target });
        const upper = wilsonBand(met, contacts)!.upper;
        if (Math.abs(upper - target) > 1e-9) expect(tone === 'critical').toBe(upper < target);
      },
    ),
  );
});
