import type { Instant, QueueId } from '#schema/ids.ts';
import { addCounts, emptyCounts } from '#server/floor/counts.ts';
import type { CountChange } from '#server/floor/delta.ts';
import type { Counts, FloorState, Moment } from '#server/floor/state.ts';

/** The longest window that can be asked for. */
export const MAX_WINDOW_MS = 24 * 3_600_000;

/** What a queue counted by event time in `(now - lengthMs, now]`. */
export interface WindowSum {
  readonly counts: Counts;
  readonly longestWaitMs: number | null;
}

/**
 * Sliding windows over the moments of the floor, exact to the millisecond. A watched length is kept
 * up to date by each change and each step of the clock; any other is summed on demand.
 */
export interface SlidingWindows {
  /** Keeps a length up to date until the returned function is called (twice is fine). */
  watch(lengthMs: number): () => void;
  apply(changes: readonly CountChange[]): void;
  /** Lets go of what has left; names the queues in which something did. */
  advance(now: Instant): ReadonlySet<QueueId>;
  sum(queue: QueueId, lengthMs: number): WindowSum;
  /** The counts of `sum` alone, without looking for the longest wait. */
  counts(queue: QueueId, lengthMs: number): Counts;
}

interface Kept {
  /** Sorted by time. */
  readonly moments: Moment[];
  readonly counts: Counts;
}

interface Watched {
  watchers: number;
  readonly queues: Map<QueueId, Kept>;
}

export function createSlidingWindows(state: FloorState): SlidingWindows {
  const watched = new Map<number, Watched>();

  return {
    watch(lengthMs) {
      let window = watched.get(lengthMs);
      if (!window) {
        window = { watchers: 0, queues: build(state, lengthMs) };
        watched.set(lengthMs, window);
      }
      const own = window;
      own.watchers += 1;
      let watching = true;
      return () => {
        if (!watching) return;
        watching = false;
        own.watchers -= 1;
        if (own.watchers === 0) watched.delete(lengthMs);
      };
    },
    apply(changes) {
      for (const [lengthMs, { queues }] of watched) {
        const from = state.now - lengthMs;
        for (const { queue, before, after } of changes) {
          const kept = keptOf(queues, queue);
          for (const moment of before) take(kept, moment);
          for (const moment of after) if (moment.at > from) put(kept, moment);
        }
      }
    },
    advance(now) {
      const changed = new Set<QueueId>();
      for (const [lengthMs, { queues }] of watched)
        for (const [queue, kept] of queues) if (evict(kept, now - lengthMs)) changed.add(queue);
      return changed;
    },
    sum(queue, lengthMs) {
      const kept = keptIn(queue, lengthMs);
      return { counts: kept.counts, longestWaitMs: longestOf(kept.moments) };
    },
    counts: (queue, lengthMs) => keptIn(queue, lengthMs).counts,
  };

  function keptIn(queue: QueueId, lengthMs: number): Kept {
    const window = watched.get(lengthMs);
    return window ? (window.queues.get(queue) ?? NOTHING) : sumOf(state, queue, lengthMs);
  }
}

const NOTHING: Kept = { moments: [], counts: emptyCounts() };

function build(state: FloorState, lengthMs: number): Map<QueueId, Kept> {
  const queues = new Map<QueueId, Kept>();
  for (const id of state.queues.keys()) queues.set(id, sumOf(state, id, lengthMs));
  return queues;
}

function sumOf(state: FloorState, id: QueueId, lengthMs: number): Kept {
  const kept: Kept = { moments: [], counts: emptyCounts() };
  const from = state.now - lengthMs;
  const add = (moments: readonly Moment[]): void => {
    for (const moment of moments) if (moment.at > from) kept.moments.push(moment);
  };
  for (const leg of state.queues.get(id)?.legs ?? []) add(leg.counted);
  for (const { story } of state.contacts.values())
    if (story.bot?.queue === id) add(story.bot.counted);
  kept.moments.sort((a, b) => a.at - b.at);
  for (const moment of kept.moments) addCounts(kept.counts, moment.counts, 1);
  return kept;
}

function keptOf(queues: Map<QueueId, Kept>, id: QueueId): Kept {
  let kept = queues.get(id);
  if (!kept) {
    kept = { moments: [], counts: emptyCounts() };
    queues.set(id, kept);
  }
  return kept;
}

function put(kept: Kept, moment: Moment): void {
  const { moments } = kept;
  let index = moments.length;
  while (index > 0 && moments[index - 1]!.at > moment.at) index -= 1;
  moments.splice(index, 0, moment);
  addCounts(kept.counts, moment.counts, 1);
}

function take(kept: Kept, moment: Moment): void {
  // From the end: what is corrected is nearly always recent.
  const index = kept.moments.lastIndexOf(moment);
  if (index < 0) return;
  kept.moments.splice(index, 1);
  addCounts(kept.counts, moment.counts, -1);
}

function evict(kept: Kept, from: Instant): boolean {
  const { moments } = kept;
  let gone = 0;
  while (gone < moments.length && moments[gone]!.at <= from) {
    addCounts(kept.counts, moments[gone]!.counts, -1);
    gone += 1;
  }
  if (gone > 0) moments.splice(0, gone);
  return gone > 0;
}

function longestOf(moments: readonly Moment[]): number | null {
  let longest: number | null = null;
  for (const { waitMs } of moments)
    if (waitMs !== undefined && waitMs > (longest ?? -1)) longest = waitMs;
  return longest;
}
