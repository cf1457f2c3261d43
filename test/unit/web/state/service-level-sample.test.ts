import fc from 'fast-check';
import { expect, test } from 'vitest';
import { variantFormula } from '#schema/metrics/variants.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';
import {
  serviceLevelContacts,
  totalServiceLevelContacts,
} from '#web/state/service-level-sample.ts';
import { noMetrics } from '../no-metrics.ts';

const count = fc.integer({ min: 0, max: 1_000 });
const metrics = fc
  .record({
    answered: count,
    abandoned: count,
    shortAbandoned: count,
    overflowed: count,
    transferredOut: count,
    answeredWithinThreshold: count,
    abandonedWithinThreshold: count,
    pastThreshold: count,
    waiting: count,
  })
  .map(({ waiting, ...counts }) => ({
    ...noMetrics,
    ...counts,
    undecided: waiting,
    offered:
      counts.answered +
      counts.abandoned +
      counts.shortAbandoned +
      counts.overflowed +
      counts.transferredOut +
      waiting,
  }));

test.each(SERVICE_LEVEL_VARIANTS)(
  'the sample that colours a service level is the denominator of its formula: %s',
  (variant) => {
    fc.assert(
      fc.property(metrics, (counts) => {
        const counters: Readonly<Record<string, unknown>> = {
          ...counts,
          offeredWithoutShort: counts.offered - counts.shortAbandoned,
        };
        const law = variantFormula(variant).denominator!.reduce(
          (sum, { counter, factor }) => sum + factor * (counters[counter] as number),
          0,
        );
        const onWire = variant.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
        expect(serviceLevelContacts(counts, onWire)).toBe(law);
      }),
    );
  },
);

test('a floor of queues with different formulas rests on the contacts of each by its own', () => {
  const today = {
    ...noMetrics,
    answered: 5,
    answeredWithinThreshold: 5,
    abandonedWithinThreshold: 2,
    pastThreshold: 3,
  };
  const queues = [
    { serviceLevelVariant: 'NEG', today },
    { serviceLevelVariant: 'IGN', today },
  ];
  expect(totalServiceLevelContacts({ today }, queues)).toBe(10 + 8);
  expect(totalServiceLevelContacts({ today }, queues.slice(1))).toBe(8);
  expect(totalServiceLevelContacts(null, queues)).toBe(0);
});
