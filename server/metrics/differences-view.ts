import type { FloorState } from '#server/floor/state.ts';
import type { SourceId } from '#schema/ids.ts';
import type { DifferenceView, ReconciliationView } from './view.ts';

/** So many differences are listed; the rest are counted. */
const MOST_LISTED = 200;

/** How a source's newest list compares with the floor. */
export function reconciliationView(state: FloorState, source: SourceId): ReconciliationView {
  const known = state.reconciliations.get(source);
  if (!known) return { reconciledAt: null, differences: [], differenceCount: 0, corrections: 0 };
  const standing = [...known.differences.values()]
    .sort((a, b) => a.since - b.since)
    .map(({ lists, ...difference }): DifferenceView => ({
      ...difference,
      confirmed: lists > 1,
      corrected: false,
    }));
  const corrected = known.corrected.map((difference): DifferenceView => ({
    ...difference,
    since: known.at,
    confirmed: false,
    corrected: true,
  }));
  return {
    reconciledAt: known.at,
    differences: [...standing, ...corrected].slice(0, MOST_LISTED),
    differenceCount: standing.length,
    corrections: known.corrections,
  };
}
