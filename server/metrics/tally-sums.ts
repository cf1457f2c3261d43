import type { Instant } from '#schema/ids.ts';
import type { Counter } from '#schema/metrics/counters.ts';
import { QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { addCounts, emptyCounts, SLOT } from '#server/floor/counts.ts';
import type { Leg, QueueState, Tally } from '#server/floor/state.ts';
import type { Part } from './question.ts';
import type { SlidingWindows } from './sliding-windows.ts';
import type { Window } from './window.ts';
import { boundsOf } from './window-legs.ts';

/** What a queue counted in a window: by arrival from the tallies, or by event time from the sliding windows. */
export function partOf(
  queue: QueueState,
  window: Window,
  at: { readonly now: Instant; readonly windows: SlidingWindows },
): Part {
  const variant = queue.policy.serviceLevelVariant;
  const { from, to } = boundsOf(queue, window, at.now);
  if (window.kind !== 'last') {
    // Not spread: it is asked for by every queue of every number of every update.
    const { longestWaitMs, correctedAt, count } = sumTallies(queue, from, to);
    return { variant, longestWaitMs, correctedAt, count };
  }
  const counts = at.windows.counts(queue.id, window.lengthMs);
  return {
    variant,
    correctedAt: null,
    count: (counter) => counts[SLOT[counter]]!,
    // Looked for only when asked: it is not additive.
    get longestWaitMs() {
      return at.windows.sum(queue.id, window.lengthMs).longestWaitMs;
    },
  };
}

/** What the legs of a queue that are somebody's own counted in a window. */
export function ownPartOf(
  queue: QueueState,
  window: Window,
  at: { readonly now: Instant; readonly isOwn: (leg: Leg) => boolean },
): Part {
  const { by, from, to } = boundsOf(queue, window, at.now);
  const counts = emptyCounts();
  let longestWaitMs: number | null = null;
  for (const leg of queue.legs) {
    if (!at.isOwn(leg)) continue;
    if (by === 'arrival' && (leg.offeredAt < from || leg.offeredAt >= to)) continue;
    for (const moment of leg.counted) {
      if (by === 'moment' && moment.at <= from) continue;
      addCounts(counts, moment.counts, 1);
      longestWaitMs = longer(longestWaitMs, moment.waitMs ?? null);
    }
  }
  const variant = queue.policy.serviceLevelVariant;
  return { variant, longestWaitMs, correctedAt: null, count: (counter) => counts[SLOT[counter]]! };
}

/** What arrived in `[from, to)`; the bounds lie on quarter hours, as days and intervals do. */
export function sumTallies(queue: QueueState, from: Instant, to: Instant): Omit<Part, 'variant'> {
  const tallies: Tally[] = [];
  let longestWaitMs: number | null = null;
  let correctedAt: number | null = null;
  for (let start = intervalStart(from, QUARTER_MS); start < to; start += QUARTER_MS) {
    const tally = queue.tallies.get(start);
    if (!tally) continue;
    tallies.push(tally);
    longestWaitMs = longer(longestWaitMs, tally.longestWaitMs);
    correctedAt = longer(correctedAt, tally.correctedAt);
  }
  return {
    longestWaitMs,
    correctedAt,
    count(counter: Counter) {
      let sum = 0;
      for (const { counts } of tallies) sum += counts[SLOT[counter]]!;
      return sum;
    },
  };
}

function longer(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
