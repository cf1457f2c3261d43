import type { Instant, QueueId } from '#schema/ids.ts';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { calledOnset, clearBank, strongest, weigh } from './bank.ts';
import { dispersion } from './dispersion.ts';
import { coldLevel, isEstablished, learn, noteBusiness, warmLevel } from './level.ts';
import { placeOf } from './place.ts';
import { dayProfile, isReady } from './profile.ts';
import { runningSurge, seenPerMinute, type RunningSurge } from './running.ts';
import { HISTORY_DAYS, RECENT_TICKS, TICK_MS, type QueueArrivals } from './state.ts';

/** A surge was called, or is over; `at` is the end of the tick that decided it. */
export type SurgeChange =
  | ({ readonly kind: 'called'; readonly queue: QueueId; readonly at: Instant } & RunningSurge)
  | {
      readonly kind: 'over';
      readonly queue: QueueId;
      readonly at: Instant;
      readonly since: Instant;
    };

/**
 * Takes the queue's next tick; where nothing comes and nothing is weighed, all quiet ticks before `end`
 * and the end of the quarter hour with it.
 */
export function takeTick(
  queue: QueueId,
  arrivals: QueueArrivals,
  options: { readonly end: number; readonly callNats: number },
): SurgeChange | null {
  const tick = arrivals.nextTick!;
  enterQuarter(arrivals, tick * TICK_MS);
  const warm = arrivals.profile !== null;
  const base = warm ? arrivals.profile![arrivals.place.slot]! / TICKS_A_QUARTER : 1;
  if (arrivals.pending.size === 0 && arrivals.running === null && strongest(arrivals) === 0) {
    takeQuiet(arrivals, { end: options.end, base });
    return null;
  }
  const seen = arrivals.pending.get(tick) ?? 0;
  if (seen > 0) arrivals.pending.delete(tick);
  adaptLevel(arrivals, { tick, callNats: options.callNats });
  enterRing(arrivals, { tick, seen, base });
  if (!warm && !isEstablished(arrivals, tick)) return null;
  // Coming back up to what past weeks lead to expect, or to what the last days saw, is no surge.
  const level = warm ? Math.max(1, warmLevel(arrivals)) : coldLevel(arrivals);
  const ordinary = level * base;
  const reference = warm
    ? Math.max(LEAST_REFERENCE, WARM_MARGIN * ordinary)
    : Math.max(LEAST_REFERENCE, COLD_MARGIN * ordinary, WARM_MARGIN * arrivals.peak);
  weigh(arrivals, { tick, seen, reference, ordinary, callNats: options.callNats });
  const at = (tick + 1) * TICK_MS;
  return arrivals.running
    ? watchForEnd(queue, arrivals, { at, reference })
    : watchForCall(queue, arrivals, { at, level, callNats: options.callNats });
}

const TICKS_A_QUARTER = QUARTER_MS / TICK_MS;
const FREEZE_TICKS = HOUR_MS / TICK_MS;
const CALM_TICKS = (5 * MINUTE_MS) / TICK_MS;
/** Rises below this are drift of the level, not surges. */
const WARM_MARGIN = 1.2;
/** Without past weeks the ordinary rise of a morning has to fit in. */
const COLD_MARGIN = 1.5;
/** One contact in three minutes is never a surge, however rare contacts are: per tick. */
const LEAST_REFERENCE = (0.3 * TICK_MS) / MINUTE_MS;
/** Evidence that may be left when a surge is called over. */
const OVER_NATS = 1;

function takeQuiet(arrivals: QueueArrivals, { end, base }: { end: number; base: number }): void {
  const quarterEnd = (arrivals.place.quarterAt + QUARTER_MS) / TICK_MS;
  const last = Math.min(end, quarterEnd);
  const cold = arrivals.profile === null;
  arrivals.frozenTicks = 0;
  for (let tick = arrivals.nextTick!; tick < last; tick++) {
    learn(arrivals, tick);
    if (cold) noteBusiness(arrivals, tick);
    enterRing(arrivals, { tick, seen: 0, base });
  }
}

function enterRing(
  arrivals: QueueArrivals,
  { tick, seen, base }: { tick: number; seen: number; base: number },
): void {
  const slot = tick % RECENT_TICKS;
  arrivals.recentSeen[slot] = seen;
  arrivals.recentExpected[slot] = base;
  arrivals.nextTick = tick + 1;
}

function enterQuarter(arrivals: QueueArrivals, at: Instant): void {
  const place = placeOf(at, arrivals.timeZone, arrivals.place);
  if (place === arrivals.place) return;
  const newDay = place.day !== arrivals.place.day;
  arrivals.place = place;
  if (newDay) enterDay(arrivals, place.day);
}

function enterDay(arrivals: QueueArrivals, day: number): void {
  for (const past of arrivals.rows.keys())
    if (past < day - HISTORY_DAYS) arrivals.rows.delete(past);
  const wasWarm = arrivals.profile !== null;
  const warm = isReady(arrivals, day);
  arrivals.profile = warm ? dayProfile(arrivals.rows, day) : null;
  arrivals.dispersion = dispersion(arrivals.rows, day);
  if (warm === wasWarm) return;
  // The level was counted in another unit.
  arrivals.level = { seen: 0, expected: 0 };
  arrivals.recentSeen.fill(0);
  arrivals.recentExpected.fill(0);
  clearBank(arrivals);
}

/** Frozen while a rise is being weighed, so that it is not learnt; at most an hour, so that a lasting change is. */
function adaptLevel(
  arrivals: QueueArrivals,
  { tick, callNats }: { tick: number; callNats: number },
): void {
  const nats = strongest(arrivals);
  if (nats === 0) arrivals.frozenTicks = 0;
  if (nats > callNats / 2 && arrivals.frozenTicks < FREEZE_TICKS) {
    arrivals.frozenTicks += 1;
    return;
  }
  learn(arrivals, tick);
  if (arrivals.profile === null) noteBusiness(arrivals, tick);
}

function watchForCall(
  queue: QueueId,
  arrivals: QueueArrivals,
  { at, level, callNats }: { at: Instant; level: number; callNats: number },
): SurgeChange | null {
  const onsetTick = calledOnset(arrivals, callNats);
  if (onsetTick === null) return null;
  arrivals.running = { since: at, onsetTick, level, calmTicks: 0 };
  clearBank(arrivals);
  return { kind: 'called', queue, at, ...runningSurge(arrivals)! };
}

function watchForEnd(
  queue: QueueId,
  arrivals: QueueArrivals,
  { at, reference }: { at: Instant; reference: number },
): SurgeChange | null {
  const running = arrivals.running!;
  const calm = seenPerMinute(arrivals, CALM_TICKS) <= (reference * MINUTE_MS) / TICK_MS;
  running.calmTicks = calm ? running.calmTicks + 1 : 0;
  if (running.calmTicks < CALM_TICKS || strongest(arrivals) > OVER_NATS) return null;
  arrivals.running = null;
  return { kind: 'over', queue, at, since: running.since };
}
