import { addCounts, emptyCounts } from '#server/floor/counts.ts';
import type { Counts } from '#server/floor/state.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import { addFractions, serviceLevel, type Fraction } from './service-level.ts';
import type { MetricValues } from './view.ts';

/** What one queue counted in a window. */
export interface Part {
  readonly counts: Counts;
  readonly longestWaitMs: number | null;
  readonly variant: ServiceLevelVariant;
}

/**
 * The metrics of one queue, or of several rolled up: numerators and denominators are summed, never
 * percentages averaged (metrics.md 2.2, rule 7). In a roll-up the queues' own variants meet as
 * the share of contacts that met their own queue's target.
 */
export function metricValues(
  parts: readonly Part[],
  beside: { readonly undecided: number | null; readonly occupancy: Fraction },
): MetricValues {
  const sum = emptyCounts();
  let longestWaitMs: number | null = null;
  for (const part of parts) {
    addCounts(sum, part.counts, 1);
    if (part.longestWaitMs !== null && part.longestWaitMs > (longestWaitMs ?? -1))
      longestWaitMs = part.longestWaitMs;
  }
  const left =
    sum.answered + sum.abandoned + sum.shortAbandoned + sum.overflowed + sum.transferredOut;
  return {
    offered: sum.offered,
    answered: sum.answered,
    abandoned: sum.abandoned,
    shortAbandoned: sum.shortAbandoned,
    overflowed: sum.overflowed,
    transferredOut: sum.transferredOut,
    transferredAfterAnswer: sum.transferredAfterAnswer,
    handled: sum.handled,
    undecided: beside.undecided ?? sum.offered - left,
    answeredWithinThreshold: sum.answeredWithinThreshold,
    abandonedWithinThreshold: sum.abandonedWithinThreshold,
    pastThreshold: sum.pastThreshold,
    serviceLevelRatio: (variant) =>
      ratio(addFractions(parts.map((part) => serviceLevel(part.counts, variant ?? part.variant)))),
    abandonmentRatio: quotient(sum.abandoned, sum.offered),
    averageSpeedOfAnswerMs: quotient(sum.waitAnsweredMs, sum.answered),
    averageTalkTimeMs: quotient(sum.talkMs, sum.ended),
    averageHandleTimeMs: quotient(sum.handleMs, sum.handled),
    averageAfterContactWorkMs: quotient(sum.afterContactWorkMs, sum.handled),
    averageHoldTimeMs: quotient(sum.holdMs, sum.held),
    longestWaitMs,
    occupancyRatio: ratio(beside.occupancy),
    firstResponseTimeMs: quotient(sum.firstResponseMs, sum.firstResponses),
    averageResponseTimeMs: quotient(sum.responseMs, sum.responses),
    satisfactionRatio: quotient(sum.satisfied, sum.rated),
    botContainmentRatio: quotient(sum.botResolved, sum.botEngaged),
  };
}

/** Null where nothing counts: 0/0 is "no data", not 0 % (metrics.md 2.2, rule 6). */
function ratio({ numerator, denominator }: Fraction): number | null {
  return quotient(numerator, denominator);
}

function quotient(numerator: number, denominator: number): number | null {
  return denominator > 0 ? numerator / denominator : null;
}
