import type { Instant } from '#schema/ids.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { INTERVAL_MS, QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { addCounts, emptyCounts } from '#server/floor/counts.ts';
import type { QueueState } from '#server/floor/state.ts';
import type { SlidingWindows } from './sliding-windows.ts';
import type { Part } from './values.ts';
import type { Window } from './view.ts';

/** Where a window begins for a queue, at the floor's time `now`. */
export function windowStart(queue: QueueState, window: Window, now: Instant): Instant {
  switch (window.kind) {
    case 'today':
      return businessDay(now, queue.policy).startAt;
    case 'interval':
      return intervalStart(now, INTERVAL_MS);
    case 'last':
      return now - window.lengthMs;
  }
}

/** What a queue counted in a window: by arrival from the tallies, or by event time from the sliding windows. */
export function partOf(
  queue: QueueState,
  window: Window,
  at: { readonly now: Instant; readonly windows: SlidingWindows },
): Part {
  const variant = queue.policy.serviceLevelVariant;
  if (window.kind === 'last') return { ...at.windows.sum(queue.id, window.lengthMs), variant };
  const from = windowStart(queue, window, at.now);
  const to = window.kind === 'today' ? businessDay(at.now, queue.policy).endAt : from + INTERVAL_MS;
  return { ...sumTallies(queue, from, to), variant };
}

/** Contacts offered in each interval from `startAt` up to the one that holds `now`. */
export function arrivals(
  queue: QueueState,
  series: { readonly startAt: Instant; readonly lengthMs: number; readonly count: number },
): number[] {
  const offered = new Array<number>(series.count).fill(0);
  for (const [start, tally] of queue.tallies) {
    const index = Math.floor((start - series.startAt) / series.lengthMs);
    if (index >= 0 && index < series.count) offered[index]! += tally.counts.offered;
  }
  return offered;
}

function sumTallies(
  queue: QueueState,
  from: Instant,
  to: Instant,
): Pick<Part, 'counts' | 'longestWaitMs'> {
  const counts = emptyCounts();
  let longestWaitMs: number | null = null;
  for (let start = intervalStart(from, QUARTER_MS); start < to; start += QUARTER_MS) {
    const tally = queue.tallies.get(start);
    if (!tally) continue;
    addCounts(counts, tally.counts, 1);
    if (tally.longestWaitMs !== null && tally.longestWaitMs > (longestWaitMs ?? -1))
      longestWaitMs = tally.longestWaitMs;
  }
  return { counts, longestWaitMs };
}
