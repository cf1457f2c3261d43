import type { AgentId, Instant } from '#schema/ids.ts';
import type { Counter } from '#schema/metrics/counters.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { amountOf, amountsOf, COUNTER_NAMES } from '#server/floor/counts.ts';
import { lastHandler } from '#server/floor/leg.ts';
import type { Leg, Moment, QueueState } from '#server/floor/state.ts';
import { legsWithin } from '#server/floor/waking-collections.ts';
import type { DayRow } from './day-row.ts';

/*
 * A queue's quarter hour, read off the floor while the floor still has all of it. Two kinds of things:
 * counted by arrival (names of counters, and `#…` beside them), and measured in time (`@…`).
 */

/** Longest wait that ended, and a millisecond more: 0 says that none ended. */
export const LONGEST = '#longestWaitMs';
/** When the interval was corrected by something told late. */
export const CORRECTED = '#correctedAt';
/** Waits of the answered, ascending, in milliseconds. */
export const WAITS = '#waits';

export interface OwnCounts {
  readonly agent: AgentId;
  readonly counts: ReadonlyMap<Counter, number>;
}

export function isByArrival(name: string): boolean {
  return !name.startsWith('@');
}

/** Writes what came in within the quarter into the queue's row; answers what of it is whose. */
export function countQuarter(
  row: DayRow,
  place: number,
  { queue, start }: { readonly queue: QueueState; readonly start: Instant },
): OwnCounts[] {
  row.clear(place, isByArrival);
  const tally = queue.tallies.get(start);
  if (tally) {
    tally.counts.forEach((count, slot) => row.set(COUNTER_NAMES[slot]!, place, count));
    row.set(LONGEST, place, tally.longestWaitMs === null ? 0 : tally.longestWaitMs + 1);
    row.set(CORRECTED, place, tally.correctedAt ?? 0);
  }
  const waits: number[] = [];
  const own = new Map<AgentId, Map<Counter, number>>();
  const end = start + QUARTER_MS;
  const legs = legsWithin(queue, { after: start - 1, before: end });
  for (let index = firstFrom(legs, start); index < legs.length; index += 1) {
    const leg = legs[index]!;
    if (leg.offeredAt >= end) break;
    const handler = lastHandler(leg);
    let counts = handler === null ? undefined : own.get(handler);
    if (handler !== null && !counts) own.set(handler, (counts = new Map()));
    for (const moment of leg.counted) {
      if (isAnswer(moment)) waits.push(moment.waitMs!);
      if (counts) addTo(counts, moment, 1);
    }
  }
  row.setList(
    WAITS,
    place,
    waits.sort((a, b) => a - b),
  );
  return [...own].map(([agent, counts]) => ({ agent, counts }));
}

export function isAnswer(moment: Moment): boolean {
  return moment.waitMs !== undefined && (amountOf(moment, 'answered') ?? 0) > 0;
}

export function addTo(target: Map<Counter, number>, moment: Moment, by: 1 | -1): void {
  for (const [counter, amount] of amountsOf(moment))
    target.set(counter, (target.get(counter) ?? 0) + by * amount);
}

/** The first of the legs, which are sorted by arrival, that came at `at` or later. */
export function firstFrom(legs: readonly Leg[], at: Instant): number {
  let low = 0;
  let high = legs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (legs[middle]!.offeredAt < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
