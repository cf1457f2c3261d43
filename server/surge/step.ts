import type { Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { callNats } from './bank.ts';
import { HISTORY_DAYS, restart, TICK_MS, type QueueArrivals, type SurgeState } from './state.ts';
import { takeTick, type SurgeChange } from './tick.ts';

/**
 * The floor's clock reached `tickAt`: takes every tick that ended by then, and answers with the surges
 * that were called or are over, in order of time. Call it in order of time; an instant of the past changes nothing. A
 * jump over a long silence equals the small steps it leaves out; one of more than 56 days forgets all.
 */
export function stepSurge(state: SurgeState, tickAt: Instant): readonly SurgeChange[] {
  const changes: SurgeChange[] = [];
  const end = Math.floor(tickAt / TICK_MS);
  let active = 0;
  for (const { nextTick } of state.queues.values()) if (nextTick !== null) active += 1;
  const nats = callNats(active);
  for (const [queue, arrivals] of state.queues) {
    if (arrivals.nextTick === null) continue;
    if (end - arrivals.nextTick > FORGET_TICKS) forget(queue, arrivals, { end, changes });
    while (arrivals.nextTick !== null && arrivals.nextTick < end) {
      const change = takeTick(queue, arrivals, { end, callNats: nats });
      if (change) changes.push(change);
    }
  }
  return changes.sort((a, b) => a.at - b.at);
}

/**
 * The end of the next tick that may call a surge or end one, or change what is told of one; Infinity
 * where nobody has come since the last tick and none runs. Ticks before it can be taken with it.
 */
export function nextTickAt(state: SurgeState): Instant {
  let next = Infinity;
  for (const { nextTick, running, pending } of state.queues.values()) {
    if (nextTick === null) continue;
    if (running) next = Math.min(next, nextTick);
    for (const tick of pending.keys()) next = Math.min(next, tick);
  }
  return (next + 1) * TICK_MS;
}

const FORGET_TICKS = (HISTORY_DAYS * DAY_MS) / TICK_MS;

function forget(
  queue: QueueId,
  arrivals: QueueArrivals,
  { end, changes }: { end: number; changes: SurgeChange[] },
): void {
  const { running, nextTick } = arrivals;
  for (const tick of arrivals.pending.keys())
    if (end - tick > FORGET_TICKS) arrivals.pending.delete(tick);
  if (running) changes.push({ kind: 'over', queue, at: nextTick! * TICK_MS, since: running.since });
  restart(arrivals);
}
