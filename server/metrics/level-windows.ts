import type { Instant, QueueId } from '#schema/ids.ts';
import { variantFormula } from '#schema/metrics/variants.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { Sum } from '#schema/metrics/formula.ts';
import { emptyCounts, SLOT } from '#server/floor/counts.ts';
import type { CountChange } from '#server/floor/delta.ts';
import type { Counts, FloorState, Moment } from '#server/floor/state.ts';
import { legsWithin } from '#server/floor/waking-collections.ts';

/** Contacts that count for a service level, and those of them that met it. */
export interface LevelCounts {
  readonly met: number;
  readonly counted: number;
}

/**
 * The service level of every queue over some sliding windows, in the queue's own variant: what the rules
 * of alerts look at each second. Only what counts for it is kept, so that the clock may pass
 * without a look at everything else that happened.
 *
 *   at      ──┬────┬──┬─────┬───┬──> now      what counted, by its time
 *   heads     │    └ 5 minutes begin here
 *             └ 30 minutes begin here; before it nothing is kept
 */
export interface LevelWindows {
  apply(changes: readonly CountChange[]): void;
  /** The queue's policy is another one. */
  rebuild(queue: QueueId): void;
  /** Lets go of what has left by `now`; calls `changed` with every queue of which something did. */
  advance(now: Instant, changed: (queue: QueueId) => void): void;
  /** When something leaves next, or sooner; Infinity where nothing is kept. */
  readonly nextAt: Instant;
  /** Of a queue, over the window of that place in `lengths`. */
  counts(queue: QueueId, place: number): LevelCounts;
}

/** How much of each counter is met, and counts, in a variant: by the counters' slots. */
interface Weights {
  readonly met: Counts;
  readonly counted: Counts;
}

interface Kept {
  readonly variant: ServiceLevelVariant;
  readonly weights: Weights;
  /** Sorted by time; the same place in each is the same thing. */
  readonly at: Instant[];
  readonly met: number[];
  readonly counted: number[];
  /** Of each window: its first place, and the sums from there on. */
  readonly windows: { head: number; met: number; counted: number }[];
}

function weightsOf(variant: ServiceLevelVariant): Weights {
  const { numerator, denominator } = variantFormula(variant);
  const weigh = (sum: Sum): Counts => {
    const weights = emptyCounts();
    for (const { counter, factor } of sum) weights[SLOT[counter]]! += factor;
    return weights;
  };
  return { met: weigh(numerator), counted: weigh(denominator!) };
}

/** What nothing counts for. */
const NOTHING: LevelCounts = { met: 0, counted: 0 };
/** Places before the first window that are cut off together. */
const MOST_GONE = 256;

/** `lengths` in milliseconds, the longest first. */
export function createLevelWindows(state: FloorState, lengths: readonly number[]): LevelWindows {
  const queues = new Map<QueueId, Kept>();
  /** The windows end here. */
  let passedAt = state.now;
  let nextAt = Infinity;
  for (const id of state.queues.keys()) build(id);

  return {
    apply(changes) {
      for (const { queue, before, after } of changes) {
        const kept = queues.get(queue) ?? fresh(queue);
        for (const moment of before) add(kept, moment, -1);
        for (const moment of after) add(kept, moment, 1);
      }
    },
    rebuild(queue) {
      const variant = state.queues.get(queue)?.policy.serviceLevelVariant;
      if (queues.get(queue)?.variant !== variant) build(queue);
    },
    advance(now, changed) {
      passedAt = now;
      if (now < nextAt) return;
      nextAt = Infinity;
      for (const [queue, kept] of queues) if (letGo(kept)) changed(queue);
    },
    get nextAt() {
      return nextAt;
    },
    counts(queue, place) {
      const { met, counted } = queues.get(queue)?.windows[place] ?? NOTHING;
      return { met, counted };
    },
  };

  function fresh(queue: QueueId): Kept {
    const variant = state.queues.get(queue)?.policy.serviceLevelVariant ?? 'neg';
    const windows = lengths.map(() => ({ head: 0, met: 0, counted: 0 }));
    const weights = weightsOf(variant);
    const kept: Kept = { variant, weights, at: [], met: [], counted: [], windows };
    queues.set(queue, kept);
    return kept;
  }

  /** From all legs; the assistant's part counts for no service level. */
  function build(queue: QueueId): void {
    const kept = fresh(queue);
    const from = passedAt - lengths[0]!;
    const known = state.queues.get(queue);
    if (!known) return;
    for (const leg of legsWithin(known, { after: from })) {
      // What counts for a service level has come about with the exit.
      if (leg.exitAt !== null && leg.exitAt <= from) continue;
      for (const moment of leg.counted) add(kept, moment, 1);
    }
  }

  function add(kept: Kept, { at, counts }: Moment, by: 1 | -1): void {
    if (at <= passedAt - lengths[0]!) return;
    const { weights } = kept;
    let met = 0;
    let counted = 0;
    for (let index = 0; index < counts.length; index += 2) {
      met += weights.met[counts[index]!]! * counts[index + 1]!;
      counted += weights.counted[counts[index]!]! * counts[index + 1]!;
    }
    if (met !== 0 || counted !== 0) put(kept, at, by * met, by * counted);
  }

  function put(kept: Kept, at: Instant, met: number, counted: number): void {
    const place = placeOf(kept, at);
    kept.met[place]! += met;
    kept.counted[place]! += counted;
    for (let index = 0; index < lengths.length; index += 1) {
      const lengthMs = lengths[index]!;
      if (at <= passedAt - lengthMs) continue;
      const window = kept.windows[index]!;
      window.met += met;
      window.counted += counted;
      nextAt = Math.min(nextAt, at + lengthMs);
    }
  }

  /** Where `at` is kept, made if it is not; nearly always the end is the place. */
  function placeOf(kept: Kept, at: Instant): number {
    let place = kept.at.length;
    while (place > 0 && kept.at[place - 1]! > at) place -= 1;
    if (place > 0 && kept.at[place - 1] === at) return place - 1;
    if (place === kept.at.length) {
      kept.at.push(at);
      kept.met.push(0);
      kept.counted.push(0);
    } else for (const list of [kept.at, kept.met, kept.counted]) list.splice(place, 0, 0);
    kept.at[place] = at;
    lengths.forEach((lengthMs, index) => {
      if (at <= passedAt - lengthMs) kept.windows[index]!.head += 1;
    });
    return place;
  }

  /** Whether anything that counts has left a window. */
  function letGo(kept: Kept): boolean {
    let gone = false;
    for (let index = 0; index < lengths.length; index += 1) {
      const lengthMs = lengths[index]!;
      const window = kept.windows[index]!;
      for (; kept.at[window.head]! <= passedAt - lengthMs; window.head += 1) {
        const met = kept.met[window.head]!;
        const counted = kept.counted[window.head]!;
        gone ||= met !== 0 || counted !== 0;
        window.met -= met;
        window.counted -= counted;
      }
      if (window.head < kept.at.length) nextAt = Math.min(nextAt, kept.at[window.head]! + lengthMs);
    }
    const out = kept.windows[0]!.head;
    if (out > MOST_GONE) {
      for (const list of [kept.at, kept.met, kept.counted]) list.splice(0, out);
      for (const window of kept.windows) window.head -= out;
    }
    return gone;
  }
}
