import { variantFormula } from '#schema/metrics/variants.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { Counter } from '#schema/metrics/counters.ts';
import { SLOT } from '#server/floor/counts.ts';
import type { Counts } from '#server/floor/state.ts';
import { sumOver } from './formula.ts';

export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** The service level of what was counted, in one of the seven variants (schema/metrics/variants.ts). */
export function serviceLevel(counts: Counts, variant: ServiceLevelVariant): Fraction {
  const { numerator, denominator } = variantFormula(variant);
  const part = { count: (counter: Counter) => counts[SLOT[counter]]! };
  return { numerator: sumOver(numerator, part), denominator: sumOver(denominator!, part) };
}
