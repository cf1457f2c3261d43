import type { Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { decay } from './level.ts';
import { placeOf } from './place.ts';
import {
  arrivalsOf,
  HISTORY_DAYS,
  RECENT_TICKS,
  SLOTS,
  TICK_MS,
  type QueueArrivals,
  type SurgeState,
} from './state.ts';

/**
 * A contact was offered to the queue at `at` (event time). Up to 30 seconds late it still counts
 * as just arrived: lines take that long. Later than that it only corrects what is remembered (the level
 * and the past weeks): a feed that catches up after an outage is no surge. `now` is the floor's clock.
 */
export function noteArrival(
  state: SurgeState,
  queue: QueueId,
  at: Instant,
  now: Instant = at,
): void {
  const arrivals = arrivalsOf(state, queue);
  // The statistic begins now: a far past, told only now, is history at most, not ticks to be taken.
  if (arrivals.nextTick === null && at < now - GRACE_TICKS * TICK_MS) {
    if (at > now - HISTORY_DAYS * DAY_MS) count(arrivals, at, 1);
    return;
  }
  const tick = Math.floor(at / TICK_MS);
  const nothingTaken = arrivals.nextTick === null || arrivals.nextTick === arrivals.firstTick;
  const isRecent = at >= now - GRACE_TICKS * TICK_MS;
  if (arrivals.nextTick === null || (nothingTaken && isRecent && tick < arrivals.nextTick)) {
    arrivals.nextTick = tick;
    arrivals.firstTick = tick;
  }
  count(arrivals, at, 1);
  const late = arrivals.nextTick - tick;
  if (late <= GRACE_TICKS) addPending(arrivals, Math.max(tick, arrivals.nextTick), 1);
  else remember(arrivals, tick, 1);
}

/** A correction took an arrival back that was noted with this instant; the evidence it gave stays given. */
export function removeArrival(state: SurgeState, queue: QueueId, at: Instant): void {
  const arrivals = state.queues.get(queue);
  if (!arrivals || arrivals.nextTick === null) return;
  const tick = Math.floor(at / TICK_MS);
  count(arrivals, at, -1);
  if (tick < arrivals.nextTick) remember(arrivals, tick, -1);
  else addPending(arrivals, tick, -1);
}

const GRACE_TICKS = 3;

function count(arrivals: QueueArrivals, at: Instant, change: 1 | -1): void {
  const { day, slot } = placeOf(at, arrivals.timeZone, arrivals.place);
  let row = arrivals.rows.get(day);
  if (!row) {
    if (change < 0 || day < arrivals.place.day - HISTORY_DAYS) return;
    row = new Uint16Array(SLOTS);
    arrivals.rows.set(day, row);
  }
  row[slot] = Math.min(65_535, Math.max(0, row[slot]! + change));
  arrivals.firstDay = Math.min(arrivals.firstDay ?? day, day);
}

function addPending(arrivals: QueueArrivals, tick: number, change: 1 | -1): void {
  const left = (arrivals.pending.get(tick) ?? 0) + change;
  if (left > 0) arrivals.pending.set(tick, left);
  else arrivals.pending.delete(tick);
}

/** Corrects the ring or the level, where the tick is still remembered. */
function remember(arrivals: QueueArrivals, tick: number, change: 1 | -1): void {
  const age = arrivals.nextTick! - tick;
  if (age <= RECENT_TICKS) {
    const at = slotOf(tick);
    arrivals.recentSeen[at] = Math.max(0, arrivals.recentSeen[at]! + change);
  } else {
    const { level } = arrivals;
    level.seen = Math.max(0, level.seen + change * decay(age - RECENT_TICKS));
  }
}

function slotOf(tick: number): number {
  return ((tick % RECENT_TICKS) + RECENT_TICKS) % RECENT_TICKS;
}
