import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { Counts } from '#server/floor/state.ts';
import { unreachable } from '#server/kit/unreachable.ts';

export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The service level in one of the seven variants (metrics.md 2.2). The first three come from the
 * three-counter engine, in which a waiting contact that is already late counts as failed at once;
 * short abandons are out before any formula.
 */
export function serviceLevel(counts: Counts, variant: ServiceLevelVariant): Fraction {
  const { answeredWithinThreshold: a, abandonedWithinThreshold: b, pastThreshold: late } = counts;
  switch (variant) {
    case 'neg':
      return { numerator: a, denominator: a + b + late };
    case 'pos':
      return { numerator: a + b, denominator: a + b + late };
    case 'ign':
      return { numerator: a, denominator: a + late };
    case 'answered':
      return { numerator: a, denominator: counts.answered };
    case 'genesys':
      return { numerator: a, denominator: counts.answered + counts.abandoned };
    case 'avayaVdn':
      return {
        numerator: a,
        denominator: counts.answered + counts.abandoned + counts.overflowed + counts.transferredOut,
      };
    case 'amazonSlx':
      return { numerator: a + b, denominator: counts.offered - counts.shortAbandoned };
    default:
      return unreachable(variant);
  }
}

export function addFractions(fractions: readonly Fraction[]): Fraction {
  let numerator = 0;
  let denominator = 0;
  for (const fraction of fractions) {
    numerator += fraction.numerator;
    denominator += fraction.denominator;
  }
  return { numerator, denominator };
}
