import { describe, expect, test } from 'vitest';
import { emptyCounts } from '#server/floor/counts.ts';
import { serviceLevel } from '#server/metrics/service-level.ts';
import { metricValues } from '#server/metrics/values.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';

/** The example of metrics.md 2.2: of 100 contacts 70 answered in time, 14 late; 10 abandoned in time, 6 late. */
const HOUR = {
  ...emptyCounts(),
  offered: 100,
  answered: 84,
  abandoned: 16,
  answeredWithinThreshold: 70,
  abandonedWithinThreshold: 10,
  pastThreshold: 20,
};

describe('the service level in its variants (SPEC M)', () => {
  test.each([
    ['neg', 70, 100],
    ['pos', 80, 100],
    ['ign', 70, 90],
    ['answered', 70, 84],
    ['genesys', 70, 100],
    ['avayaVdn', 70, 100],
    ['amazonSlx', 80, 100],
  ] as const)('%s reads %i of %i', (variant, numerator, denominator) => {
    expect(serviceLevel(HOUR, variant)).toEqual({ numerator, denominator });
  });

  test('an overflow counts in the denominator of those that say so', () => {
    const counts = { ...HOUR, offered: 103, overflowed: 3 };
    expect(serviceLevel(counts, 'avayaVdn')).toEqual({ numerator: 70, denominator: 103 });
    expect(serviceLevel(counts, 'amazonSlx')).toEqual({ numerator: 80, denominator: 103 });
    expect(serviceLevel(counts, 'neg')).toEqual({ numerator: 70, denominator: 100 });
  });

  test('is no number where nothing counts, in any variant', () => {
    const nothing = { numerator: 0, denominator: 0 };
    const values = metricValues([{ counts: emptyCounts(), longestWaitMs: null, variant: 'neg' }], {
      undecided: null,
      occupancy: nothing,
    });
    for (const variant of SERVICE_LEVEL_VARIANTS)
      expect(values.serviceLevelRatio(variant), variant).toBeNull();
    expect(values).toMatchObject({
      abandonmentRatio: null,
      averageSpeedOfAnswerMs: null,
      longestWaitMs: null,
      occupancyRatio: null,
    });
  });

  test('is rolled up by sums, never by averaging percentages', () => {
    const busy = { ...emptyCounts(), offered: 90, answered: 90, answeredWithinThreshold: 90 };
    const quiet = { ...emptyCounts(), offered: 10, pastThreshold: 10, abandoned: 10 };
    const values = metricValues(
      [
        { counts: busy, longestWaitMs: 10_000, variant: 'neg' },
        { counts: quiet, longestWaitMs: 90_000, variant: 'ign' },
      ],
      { undecided: null, occupancy: { numerator: 1, denominator: 4 } },
    );
    expect(values.serviceLevelRatio(null)).toBe(0.9);
    expect(values).toMatchObject({ longestWaitMs: 90_000, occupancyRatio: 0.25 });
  });
});

test('every metric of the contract has a definition in both languages', () => {
  const values = metricValues([], { undecided: 0, occupancy: { numerator: 0, denominator: 0 } });
  const { transferredAfterAnswer: _, undecided: __, ...named } = values;
  expect(METRIC_DEFINITIONS.map(({ id }) => id).sort()).toEqual(Object.keys(named).sort());
  for (const { id, en, zh } of METRIC_DEFINITIONS) {
    expect(en.name.length * en.explanation.length, id).toBeGreaterThan(0);
    expect(zh.name + zh.explanation, id).toMatch(/\p{Script=Han}/u);
  }
});
