import type { Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { noteArrival } from '#server/surge/arrivals.ts';
import { TICK_MS, type SurgeState } from '#server/surge/state.ts';
import { stepSurge } from '#server/surge/step.ts';
import type { SurgeChange } from '#server/surge/tick.ts';

/** A Monday, 00:00 UTC. */
export const MONDAY = Date.UTC(2026, 2, 2);

export interface Arrival {
  readonly queue: QueueId;
  readonly at: Instant;
}

/** Tells the arrivals as they happen, and steps every ten seconds of `[from, to]`. */
export function play(
  state: SurgeState,
  arrivals: readonly Arrival[],
  { from, to }: { from: Instant; to: Instant },
): SurgeChange[] {
  const changes: SurgeChange[] = [];
  let next = arrivals.findIndex(({ at }) => at >= from);
  if (next < 0) next = arrivals.length;
  for (let tickAt = from + TICK_MS; tickAt <= to; tickAt += TICK_MS) {
    for (; next < arrivals.length && arrivals[next]!.at < tickAt; next++)
      noteArrival(state, arrivals[next]!.queue, arrivals[next]!.at);
    changes.push(...stepSurge(state, tickAt));
  }
  return changes;
}

/** Poisson arrivals of one queue at `perMinute(at)`, which is read each minute. */
export function poisson(
  queue: QueueId,
  random: () => number,
  { from, to, perMinute }: { from: Instant; to: Instant; perMinute: (at: Instant) => number },
): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let minuteAt = from; minuteAt < to; minuteAt += MINUTE_MS) {
    const rate = perMinute(minuteAt);
    const ofMinute: number[] = [];
    for (let time = -Math.log(1 - random()) / rate; time < 1; time -= Math.log(1 - random()) / rate)
      ofMinute.push(minuteAt + Math.floor(time * MINUTE_MS));
    for (const at of ofMinute) arrivals.push({ queue, at });
  }
  return arrivals;
}

/** A business day 8–20 h (UTC) that climbs to `busiest` a minute at noon; closed on Sundays. */
export function businessRate(busiest: number): (at: Instant) => number {
  return (at) => {
    const hour = (at % DAY_MS) / HOUR_MS;
    const sunday = new Date(at).getUTCDay() === 0;
    return sunday || hour < 8 || hour >= 20 ? 0 : busiest * Math.sin((Math.PI * (hour - 6)) / 16);
  };
}

/** A small seeded generator, uniform on [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
