import type { Instant, QueueId } from '#schema/ids.ts';
import { addCounts, emptyCounts } from '#server/floor/counts.ts';
import type { CountChange } from '#server/floor/delta.ts';
import type { Counts, FloorState, Moment } from '#server/floor/state.ts';
import { contactsSince, legsWithin } from '#server/floor/waking-collections.ts';

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
  /** The lengths that are watched now. */
  readonly lengths: readonly number[];
  apply(changes: readonly CountChange[]): void;
  /** Lets go of what has left; names the queues in which something did. */
  advance(now: Instant): ReadonlySet<QueueId>;
  sum(queue: QueueId, lengthMs: number): WindowSum;
  /** The counts of `sum` alone, without looking for the longest wait. */
  counts(queue: QueueId, lengthMs: number): Counts;
}

interface Kept {
  /** Moments by the second they lie in: put, taken and let go without looking at the others. */
  readonly seconds: Map<number, Set<Moment>>;
  readonly counts: Counts;
  /** Nothing of an earlier second is kept. */
  oldest: number;
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
    get lengths() {
      return [...watched.keys()];
    },
    apply(changes) {
      for (const [lengthMs, { queues }] of watched) {
        const from = state.now - lengthMs;
        for (const { queue, before, after } of changes) {
          const kept = keptOf(queues, queue, from);
          for (const moment of before) take(kept, moment);
          for (const moment of after) if (moment.at > from) put(kept, moment);
        }
      }
    },
    advance(now) {
      let changed: Set<QueueId> | null = null;
      for (const [lengthMs, { queues }] of watched)
        for (const [queue, kept] of queues)
          if (evict(kept, now - lengthMs)) (changed ??= new Set()).add(queue);
      return changed ?? NOBODY;
    },
    sum(queue, lengthMs) {
      const kept = keptIn(queue, lengthMs);
      return { counts: kept.counts, longestWaitMs: longestOf(kept) };
    },
    counts: (queue, lengthMs) => keptIn(queue, lengthMs).counts,
  };

  function keptIn(queue: QueueId, lengthMs: number): Kept {
    const window = watched.get(lengthMs);
    return window ? (window.queues.get(queue) ?? NOTHING) : sumOf(state, queue, lengthMs);
  }
}

const NOBODY: ReadonlySet<QueueId> = new Set();
const NOTHING: Kept = { seconds: new Map(), counts: emptyCounts(), oldest: 0 };

function build(state: FloorState, lengthMs: number): Map<QueueId, Kept> {
  const queues = new Map<QueueId, Kept>();
  for (const id of state.queues.keys()) queues.set(id, sumOf(state, id, lengthMs));
  return queues;
}

function sumOf(state: FloorState, id: QueueId, lengthMs: number): Kept {
  const from = state.now - lengthMs;
  const kept = nothingSince(from);
  const add = (moments: readonly Moment[]): void => {
    for (const moment of moments) if (moment.at > from) put(kept, moment);
  };
  const queue = state.queues.get(id);
  if (queue) for (const leg of legsWithin(queue, { after: from })) add(leg.counted);
  for (const { story } of contactsSince(state, from))
    if (story.bot?.countedIn === id) add(story.bot.counted);
  return kept;
}

function keptOf(queues: Map<QueueId, Kept>, id: QueueId, from: Instant): Kept {
  let kept = queues.get(id);
  if (!kept) {
    kept = nothingSince(from);
    queues.set(id, kept);
  }
  return kept;
}

function nothingSince(from: Instant): Kept {
  return { seconds: new Map(), counts: emptyCounts(), oldest: secondOf(from) };
}

function put(kept: Kept, moment: Moment): void {
  const second = secondOf(moment.at);
  const moments = kept.seconds.get(second);
  if (moments) moments.add(moment);
  else kept.seconds.set(second, new Set([moment]));
  addCounts(kept.counts, moment.counts, 1);
}

function take(kept: Kept, moment: Moment): void {
  const second = secondOf(moment.at);
  const moments = kept.seconds.get(second);
  if (!moments?.delete(moment)) return;
  if (moments.size === 0) kept.seconds.delete(second);
  addCounts(kept.counts, moment.counts, -1);
}

/** Lets go of what is not after `from`; whether there was any. */
function evict(kept: Kept, from: Instant): boolean {
  const last = secondOf(from);
  let gone = false;
  for (; kept.oldest <= last; kept.oldest += 1) {
    // Where nothing is left there is nothing to look through, however far the clock has moved.
    if (kept.seconds.size === 0) kept.oldest = last;
    const moments = kept.seconds.get(kept.oldest);
    for (const moment of moments ?? [])
      if (moment.at <= from) {
        take(kept, moment);
        gone = true;
      }
    // The second that `from` lies in may hold later ones: it is looked at again.
    if (kept.oldest === last) break;
  }
  return gone;
}

function longestOf({ seconds }: Kept): number | null {
  let longest: number | null = null;
  for (const moments of seconds.values())
    for (const { waitMs } of moments)
      if (waitMs !== undefined && waitMs > (longest ?? -1)) longest = waitMs;
  return longest;
}

function secondOf(at: Instant): number {
  return Math.floor(at / 1000);
}
