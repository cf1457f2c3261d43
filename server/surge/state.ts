import type { Instant, QueueId } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';

/*
 * Terms. A *tick* is ten seconds of event time, `[n·10 s, (n+1)·10 s)`. A tick is *taken* once the
 * floor's clock has passed its end: from then on it is part of the statistic and is not revised.
 * *Warm*: enough past weeks are known to expect something of this time of day; *cold*: they are
 * not, and only the last hour speaks.
 *
 *   arrivals ─> pending (ticks to come) ─take─> recent (last 10 min) ─leave─> level (last hours)
 *          └──> rows (quarter hours of past weeks) ─────────────────────────> profile of the day
 *
 * Invariants: (1) everything is plain data; (2) one big step equals many small ones, to the last
 * digit; (3) `rows` counts every arrival known, the others what was known in time.
 */

export const TICK_MS = 10_000;
/** Ten minutes: what is younger does not move the level, so a surge cannot hide itself. */
export const RECENT_TICKS = (10 * MINUTE_MS) / TICK_MS;
/** Rises the bank listens for, as multiples of the reference. */
export const RISES = [1.5, 2, 3] as const;
/** Days of arrivals that are kept. */
export const HISTORY_DAYS = 56;
/** Dispersion where too little is known: contacts come in small bursts nearly everywhere. */
export const USUAL_DISPERSION = 1.5;
/** Quarter hours of a local day. */
export const SLOTS = 96;

/** All queues' arrivals as the detector remembers them; changed in place by the functions here. */
export interface SurgeState {
  readonly queues: Map<QueueId, QueueArrivals>;
}

export interface QueueArrivals {
  timeZone: string;
  /** Arrivals by local day number and quarter hour; 56 days. */
  readonly rows: Map<number, Uint16Array>;
  /** Local day of the oldest arrival ever noted; null before the first. */
  firstDay: number | null;
  /** The first tick not taken yet; null before the first arrival. */
  nextTick: number | null;
  /** The tick of the first arrival. */
  firstTick: number;
  /** Arrivals of ticks not taken yet. */
  readonly pending: Map<number, number>;
  /** Where `nextTick` lies on the queue's own calendar. */
  place: Place;
  /** Expected arrivals a quarter hour of `place.day`; null while cold. */
  profile: Float32Array | null;
  /** Variance of its quarter hours against Poisson counts; see dispersion.ts. */
  dispersion: number;
  /** Rings over the last 10 minutes, by tick modulo their length. */
  readonly recentSeen: Uint16Array;
  readonly recentExpected: Float32Array;
  level: Level;
  /** Highest level of the last days, arrivals a tick: what a cold queue has shown to be ordinary. */
  peak: number;
  /** Since which tick a cold queue has been busy enough to know its level. */
  busySince: number | null;
  /** The CUSUM bank, one slot a rise: evidence in nats, contacts beyond expectation, first tick of the run. */
  readonly evidence: Float64Array;
  readonly excess: Float64Array;
  readonly onset: Float64Array;
  /** Ticks the level has been frozen in this run. */
  frozenTicks: number;
  running: Running | null;
}

/** A quarter hour on a queue's own calendar. */
export interface Place {
  readonly quarterAt: Instant;
  readonly day: number;
  readonly slot: number;
}

/** Discounted sums: what came, and what was expected (cold: ticks). */
export interface Level {
  seen: number;
  expected: number;
}

/** A surge that was called and is not over. */
export interface Running {
  readonly since: Instant;
  readonly onsetTick: number;
  /** The level when it was called, kept for what is shown. */
  readonly level: number;
  /** Ticks in a row that looked ordinary. */
  calmTicks: number;
}

export function createSurge(): SurgeState {
  return { queues: new Map() };
}

/**
 * The queue's local zone (IANA), for "the same time of past weeks". UTC until it is told. A changed
 * zone forgets the past weeks: they were cut along other quarter hours.
 */
export function setZone(state: SurgeState, queue: QueueId, timeZone: string): void {
  const arrivals = arrivalsOf(state, queue);
  if (arrivals.timeZone === timeZone) return;
  arrivals.timeZone = timeZone;
  arrivals.rows.clear();
  arrivals.firstDay = null;
  arrivals.profile = null;
  arrivals.place = NOWHERE;
}

/** The queue's memory, made when it is first named. */
export function arrivalsOf(state: SurgeState, queue: QueueId): QueueArrivals {
  let arrivals = state.queues.get(queue);
  if (!arrivals) {
    arrivals = emptyArrivals();
    state.queues.set(queue, arrivals);
  }
  return arrivals;
}

/** Forgets the statistic, and the past weeks as a ground to expect anything; what is not taken yet stays. */
export function restart(arrivals: QueueArrivals): void {
  const { timeZone, rows, pending } = arrivals;
  const firstTick = pending.size === 0 ? null : Math.min(...pending.keys());
  Object.assign(arrivals, { ...emptyArrivals(), timeZone, rows, pending });
  arrivals.nextTick = firstTick;
  arrivals.firstTick = firstTick ?? 0;
}

const NOWHERE: Place = { quarterAt: Number.NEGATIVE_INFINITY, day: 0, slot: 0 };

function emptyArrivals(): QueueArrivals {
  return {
    timeZone: 'UTC',
    rows: new Map(),
    firstDay: null,
    nextTick: null,
    firstTick: 0,
    pending: new Map(),
    place: NOWHERE,
    profile: null,
    dispersion: USUAL_DISPERSION,
    recentSeen: new Uint16Array(RECENT_TICKS),
    recentExpected: new Float32Array(RECENT_TICKS),
    level: { seen: 0, expected: 0 },
    peak: 0,
    busySince: null,
    evidence: new Float64Array(RISES.length),
    excess: new Float64Array(RISES.length),
    onset: new Float64Array(RISES.length),
    frozenTicks: 0,
    running: null,
  };
}
