import type { MetricFacts } from './why-model.ts';

/** The metrics in which every word is found: in a name, an explanation, the formula, the id or the rule. */
export function findMetrics(
  metrics: readonly MetricFacts[],
  words: string,
): readonly MetricFacts[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return metrics;
  return metrics.filter((metric) => {
    const { name, explanation, formula, id, rule } = metric;
    const text = [
      name.en,
      name.zh,
      explanation?.en,
      explanation?.zh,
      formula.en,
      formula.zh,
      id,
      rule,
    ]
      .join('\n')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
