import { HOUR_MS, DAY_MS } from '#schema/time/duration.ts';
import { RECENT_TICKS, TICK_MS, type QueueArrivals } from './state.ts';

/** How much something `ticks` old still weighs: half after an hour. */
export function decay(ticks: number): number {
  return 2 ** ((-ticks * TICK_MS) / HOUR_MS);
}

/**
 * What the level makes of the profile: 1 where the day goes as past weeks did. It starts each
 * quiet night from 1, as if 40 contacts had come just as expected.
 */
export function warmLevel({ level }: QueueArrivals): number {
  return (PRIOR_CONTACTS + level.seen) / (PRIOR_CONTACTS + level.expected);
}

/** Arrivals a tick of the last hours, rounded up by what cannot be known from so few. */
export function coldLevel({ level }: QueueArrivals): number {
  return (COLD_CONTACTS + level.seen) / Math.max(1, level.expected);
}

/** Lets the tick that leaves the last ten minutes into the level. Not called while the level is frozen. */
export function learn(arrivals: QueueArrivals, tick: number): void {
  const { level, recentSeen, recentExpected } = arrivals;
  const at = tick % RECENT_TICKS;
  level.seen = level.seen * TICK_DECAY + recentSeen[at]!;
  level.expected = level.expected * TICK_DECAY + recentExpected[at]!;
}

/**
 * Whether a cold queue knows enough to be surprised: an hour of some business on its first
 * day, so that the opening in the morning is not news; after a day the peak speaks for it.
 */
export function isEstablished(arrivals: QueueArrivals, tick: number): boolean {
  if (tick - arrivals.firstTick >= DAY_MS / TICK_MS) return true;
  return arrivals.busySince !== null && tick - arrivals.busySince >= HOUR_MS / TICK_MS;
}

/** Keeps the peak and the time of business of a cold queue. */
export function noteBusiness(arrivals: QueueArrivals, tick: number): void {
  if (arrivals.level.seen < COLD_CONTACTS) arrivals.busySince = null;
  else arrivals.busySince ??= tick;
  arrivals.peak *= PEAK_DECAY;
  if (arrivals.running === null && arrivals.level.expected >= FULL_TICKS / 2)
    arrivals.peak = Math.max(arrivals.peak, coldLevel(arrivals));
}

const PRIOR_CONTACTS = 40;
const COLD_CONTACTS = 10;
const TICK_DECAY = decay(1);
/** What `expected` of a cold level comes to in the long run. */
const FULL_TICKS = 1 / (1 - TICK_DECAY);
/** Halves in a week. */
const PEAK_DECAY = 2 ** (-TICK_MS / (7 * DAY_MS));
