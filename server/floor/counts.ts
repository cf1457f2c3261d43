import { COUNTERS, type Counter } from '#schema/metrics/counters.ts';
import type { CountPairs, Counts, Moment } from './state.ts';

/** Every counter, by its place in `Counts`. */
export const COUNTER_NAMES: readonly Counter[] = Object.keys(COUNTERS) as Counter[];

/** The place of each counter in `Counts`. */
export const SLOT = Object.fromEntries(
  COUNTER_NAMES.map((counter, slot) => [counter, slot]),
) as Readonly<Record<Counter, number>>;

export function emptyCounts(): Counts {
  return new Array<number>(COUNTER_NAMES.length).fill(0);
}

/** Counts of which only these are not 0. */
export function countsOf(amounts: Readonly<Partial<Record<Counter, number>>>): Counts {
  return COUNTER_NAMES.map((counter) => amounts[counter] ?? 0);
}

/** Adds what a moment counts for to `target` in place, or takes it away (`by` -1). */
export function addCounts(target: Counts, pairs: CountPairs, by: 1 | -1): void {
  for (let index = 0; index < pairs.length; index += 2)
    target[pairs[index]!]! += by * pairs[index + 1]!;
}

/** What a moment adds to a counter; undefined where it says nothing of it. */
export function amountOf({ counts }: Moment, counter: Counter): number | undefined {
  const slot = SLOT[counter];
  for (let index = 0; index < counts.length; index += 2)
    if (counts[index] === slot) return counts[index + 1];
  return undefined;
}

/** What a moment counts for, by the counters' names. */
export function amountsOf({ counts }: Moment): [counter: Counter, amount: number][] {
  const amounts: [Counter, number][] = [];
  for (let index = 0; index < counts.length; index += 2)
    amounts.push([COUNTER_NAMES[counts[index]!]!, counts[index + 1]!]);
  return amounts;
}

/** Whether two moments count for the same. */
export function isSameMoment(a: Moment, b: Moment): boolean {
  return a.at === b.at && a.waitMs === b.waitMs && isSamePairs(a.counts, b.counts, b.counts.length);
}

/** Whether the first `length` numbers of `b` are what `a` is. */
export function isSamePairs(a: CountPairs, b: CountPairs, length: number): boolean {
  if (a.length !== length) return false;
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
