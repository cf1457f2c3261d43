import type { Instant, QueueId } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { RECENT_TICKS, TICK_MS, type QueueArrivals, type SurgeState } from './state.ts';

/** A surge that was called and is not over. */
export interface RunningSurge {
  /** When it was called. */
  readonly since: Instant;
  /** Seen over expected. */
  readonly ratio: number;
  /** At the level of before the surge. */
  readonly expectedPerMinute: number;
  /** Of the last five minutes, or since it began where that is shorter. */
  readonly seenPerMinute: number;
}

/** The surge that runs on the queue as of the last tick taken, or null. */
export function surgeOf(state: SurgeState, queue: QueueId): RunningSurge | null {
  const arrivals = state.queues.get(queue);
  return arrivals ? runningSurge(arrivals) : null;
}

/** The same, of one queue's arrivals. */
export function runningSurge(arrivals: QueueArrivals): RunningSurge | null {
  if (!arrivals.running || arrivals.nextTick === null) return null;
  const { since, level, onsetTick } = arrivals.running;
  const window = Math.min(LONGEST, Math.max(SHORTEST, arrivals.nextTick - onsetTick));
  const base = arrivals.profile
    ? (arrivals.profile[arrivals.place.slot]! * MINUTE_MS) / QUARTER_MS
    : MINUTE_MS / TICK_MS;
  const expectedPerMinute = level * base;
  const seen = seenPerMinute(arrivals, window);
  return { since, ratio: seen / expectedPerMinute, expectedPerMinute, seenPerMinute: seen };
}

/** Mean arrivals a minute of the last `ticks` taken (at most 60). */
export function seenPerMinute(arrivals: QueueArrivals, ticks: number): number {
  let seen = 0;
  for (let back = 1; back <= ticks; back++)
    seen += arrivals.recentSeen[(arrivals.nextTick! - back) % RECENT_TICKS]!;
  return (seen * MINUTE_MS) / (ticks * TICK_MS);
}

const LONGEST = (5 * MINUTE_MS) / TICK_MS;
const SHORTEST = MINUTE_MS / TICK_MS;
