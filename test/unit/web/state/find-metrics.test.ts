import { expect, test } from 'vitest';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { findMetrics } from '#web/state/find-metrics.ts';
import type { MetricFacts } from '#web/state/why-model.ts';

const ALL: readonly MetricFacts[] = METRIC_DEFINITIONS.map((metric) => ({
  id: metric.id,
  name: { en: metric.en.name, zh: metric.zh.name },
  explanation: { en: metric.en.explanation, zh: metric.zh.explanation },
  formula: { en: metric.formula, zh: metric.formulaZh ?? metric.formula },
  unit: 'NUMBER',
  direction: metric.direction,
  attribution: metric.attribution,
  rule: metric.rule,
}));

test('a number is found by a word of either language, a counter, or its rule', () => {
  for (const words of ['speed answer', '应答速度', 'waitAnsweredMs', 'm-9'])
    expect(
      findMetrics(ALL, words).map(({ id }) => id),
      words,
    ).toContain('averageSpeedOfAnswerMs');
});

test('no words find all, and words that nothing has find none', () => {
  expect(findMetrics(ALL, '  ')).toHaveLength(ALL.length);
  expect(findMetrics(ALL, 'offered xyzzy')).toEqual([]);
});
