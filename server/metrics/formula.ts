import type { MetricName } from '#schema/metrics/definitions.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { formulaOf, type Formula, type Sum } from '#schema/metrics/formula.ts';
import { variantFormula } from '#schema/metrics/variants.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import { reading, type Part, type Reading } from './question.ts';

/** What is asked for by name: a formula for all queues, or the service level, whose variant may differ by queue. */
export type FormulaFor = (part: Pick<Part, 'variant'>) => Formula;

const FORMULAS: ReadonlyMap<MetricName, Formula> = new Map(
  METRIC_DEFINITIONS.filter(({ engine }) => engine === 'formula').map(({ id, formula }) => [
    id,
    formulaOf(formula),
  ]),
);

/** The formula of a registered metric; null where another engine works it out. */
export function formulaFor(
  metric: MetricName,
  variant: ServiceLevelVariant | null,
): FormulaFor | null {
  if (metric === 'serviceLevelRatio') return (part) => variantFormula(variant ?? part.variant);
  const formula = FORMULAS.get(metric);
  return formula ? () => formula : null;
}

/**
 * A formula over several queues: numerators and denominators are summed, never percentages averaged
 * (metrics.md 2.2, rule 7). Queues with different service-level variants meet as the share that met
 * its own queue's target.
 */
export function readFormula(parts: readonly Part[], formulaOfPart: FormulaFor): Reading {
  let numerator = 0;
  let denominator = 0;
  let divided = false;
  for (const part of parts) {
    const formula = formulaOfPart(part);
    numerator += sumOver(formula.numerator, part);
    if (formula.denominator === null) continue;
    divided = true;
    denominator += sumOver(formula.denominator, part);
  }
  if (parts.length > 0 && divided) return reading(numerator, denominator);
  return parts.length > 0 || !isQuotient(formulaOfPart)
    ? { value: numerator, numerator, denominator: null }
    : reading(0, 0);
}

/** A sum of counters as they stand in a part. */
export function sumOver(sum: Sum, part: Pick<Part, 'count'>): number {
  let total = 0;
  for (const { counter, factor } of sum) total += factor * part.count(counter);
  return total;
}

function isQuotient(formulaOfPart: FormulaFor): boolean {
  return formulaOfPart({ variant: 'neg' }).denominator !== null;
}
