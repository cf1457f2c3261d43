import { describe, expect, test } from 'vitest';
import { countsOf, emptyCounts, SLOT } from '#server/floor/counts.ts';
import { serviceLevel } from '#server/metrics/service-level.ts';
import { questionOf } from '#server/metrics/question-of.ts';
import { metricValues, type MetricValues } from '#server/metrics/values.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { parseFormula } from '#schema/metrics/formula.ts';
import { SERVICE_LEVEL_VARIANTS, type ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { Counts } from '#server/floor/state.ts';
import { scenario } from '#test/support/scenario.ts';

/** The example of metrics.md 2.2: of 100 contacts 70 answered in time, 14 late; 10 abandoned in time, 6 late. */
const HOUR = {
  offered: 100,
  offeredWithoutShort: 100,
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
    expect(serviceLevel(countsOf(HOUR), variant)).toEqual({ numerator, denominator });
  });

  test('an overflow counts in the denominator of those that say so', () => {
    const told = { ...HOUR, offered: 103, offeredWithoutShort: 103, overflowed: 3 };
    const counts = countsOf(told);
    expect(serviceLevel(counts, 'avayaVdn')).toEqual({ numerator: 70, denominator: 103 });
    expect(serviceLevel(counts, 'amazonSlx')).toEqual({ numerator: 80, denominator: 103 });
    expect(serviceLevel(counts, 'neg')).toEqual({ numerator: 70, denominator: 100 });
  });

  test('is no number where nothing counts, in any variant', () => {
    const values = valuesOf([{ counts: emptyCounts(), variant: 'neg' }]);
    for (const variant of SERVICE_LEVEL_VARIANTS)
      expect(values.serviceLevelRatio(variant), variant).toBeNull();
    expect(values).toMatchObject({
      abandonmentRatio: null,
      averageSpeedOfAnswerMs: null,
      longestWaitMs: null,
      occupancyRatio: null,
      offered: 0,
    });
  });

  test('is rolled up by sums, never by averaging percentages', () => {
    const busy = countsOf({ offered: 90, answered: 90, answeredWithinThreshold: 90 });
    const quiet = countsOf({ offered: 10, pastThreshold: 10, abandoned: 10 });
    const values = valuesOf([
      { counts: busy, longestWaitMs: 10_000, variant: 'neg' },
      { counts: quiet, longestWaitMs: 90_000, variant: 'ign' },
    ]);
    expect(values.serviceLevelRatio(null)).toBe(0.9);
    expect(values).toMatchObject({ longestWaitMs: 90_000, offered: 100 });
  });
});

test('every metric is explained in both languages, and its formula can be executed', () => {
  for (const { id, engine, formula, en, zh } of METRIC_DEFINITIONS) {
    expect(en.name.length * en.explanation.length, id).toBeGreaterThan(0);
    expect(zh.name, id).toMatch(/\p{Script=Han}/u);
    expect(zh.explanation, id).toMatch(/\p{Script=Han}/u);
    if (engine === 'formula') expect(parseFormula(formula), id).toMatchObject({ ok: true });
  }
});

/** The metrics of parts that counted what a test says, with nobody signed in. */
function valuesOf(
  parts: readonly {
    counts: Counts;
    variant: ServiceLevelVariant;
    longestWaitMs?: number;
  }[],
): MetricValues {
  const floor = scenario();
  const { floor: state } = floor.world.state;
  const nobody = { queues: [], agents: [], workforce: () => [] };
  const question = questionOf(state, floor.world.windows, nobody, { kind: 'today' });
  return metricValues({
    ...question,
    parts: parts.map(({ counts, variant, longestWaitMs = null }) => ({
      variant,
      longestWaitMs,
      correctedAt: null,
      count: (counter) => counts[SLOT[counter]]!,
    })),
  });
}
