import { COUNTERS, type Counter } from '#schema/metrics/counters.ts';
import type { Counts, Moment } from './state.ts';

const NOTHING: Counts = Object.fromEntries(
  Object.keys(COUNTERS).map((counter) => [counter, 0]),
) as Counts;

export function emptyCounts(): Counts {
  return { ...NOTHING };
}

/** Adds `counts` to `target` in place, or takes them away (`by` -1). */
export function addCounts(target: Counts, counts: Partial<Counts>, by: 1 | -1): void {
  for (const key in counts) target[key as Counter] += by * counts[key as Counter]!;
}

/**
 * Puts the very moments of `known` in the place of equal ones in `moments`, and answers what remains:
 * what no longer counts (`before`) and what counts newly (`after`).
 */
export function keepSame(
  known: readonly Moment[],
  moments: Moment[],
): { readonly before: readonly Moment[]; readonly after: readonly Moment[] } {
  let before: Moment[] | null = null;
  const after: Moment[] = [];
  for (let index = 0; index < moments.length; index += 1) {
    const moment = moments[index]!;
    const there = known[index];
    // Nearly always the same stands in the same place, and only the end is new.
    if (before === null && there && isSameMoment(there, moment)) {
      moments[index] = there;
      continue;
    }
    before ??= known.slice(index);
    const place = before.findIndex((each) => isSameMoment(each, moment));
    if (place < 0) after.push(moment);
    else moments[index] = before.splice(place, 1)[0]!;
  }
  return { before: before ?? known.slice(moments.length), after };
}

/** Whether two moments count for the same. */
export function isSameMoment(a: Moment, b: Moment): boolean {
  if (a.at !== b.at || a.waitMs !== b.waitMs) return false;
  for (const key in a.counts)
    if (a.counts[key as Counter] !== b.counts[key as Counter]) return false;
  for (const key in b.counts) if (!(key in a.counts)) return false;
  return true;
}
