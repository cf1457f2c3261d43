import type { QueueId } from '#schema/ids.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import { AFTER_SIGMA, TALK_SIGMA, type Family, type QueuePlan } from './queues.ts';
import { createRandom, type Random } from './random.ts';
import { BOT_MEETS, BOT_RESOLVES } from './visitor.ts';
import type { AgentPlan } from './staff.ts';

/** A burst: one queue gets `factor` times its contacts for a while. Times in milliseconds of the day. */
export interface Surge {
  readonly queue: QueueId;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly factor: number;
}

/** Contacts a millisecond that a queue expects, by five minutes of the day; surges not included. */
export type Rates = ReadonlyMap<QueueId, readonly number[]>;

export const BIN_MS = 5 * MINUTE_MS;

/**
 * How many contacts are to be expected: as many as keep the planned staff well used. So the day has
 * its two humps and its lunch dip, and a floor of any size mostly meets its targets. Small teams
 * are given more air, as square-root staffing asks.
 */
export function planRates(
  queues: readonly QueuePlan[],
  staff: readonly AgentPlan[],
  dayMs: number,
): Rates {
  const bins = Math.ceil(dayMs / BIN_MS);
  const presence = new Map(staff.map((plan) => [plan, presenceOf(plan, bins)]));
  const pools = new Map<Family, number[]>();
  const units = new Map(queues.map(({ id }) => [id, new Array<number>(bins).fill(0)]));
  for (const [plan, present] of presence) {
    const pool = pools.get(plan.family) ?? new Array<number>(bins).fill(0);
    pools.set(plan.family, pool);
    for (let bin = 0; bin < bins; bin += 1) {
      pool[bin]! += present[bin]!;
      plan.queues.forEach((queue, rank) => {
        const helpers = plan.queues.length - 1;
        const share = rank > 0 ? 0.2 / helpers : helpers > 0 ? 0.8 : 1;
        units.get(queue)![bin]! += present[bin]! * share * plan.capacity;
      });
    }
  }
  return new Map(
    queues.map((queue) => {
      const pool = pools.get(queue.family) ?? [];
      const perBin = smooth(units.get(queue.id)!).map(
        (unit, bin) => (unit * load(queue.family, pool[bin] ?? 0)) / effortMs(queue),
      );
      return [queue.id, perBin];
    }),
  );
}

/** The day's bursts: every two to three hours one telephone or chat queue, for 15 to 25 minutes. */
export function planSurges(random: Random, queues: readonly QueuePlan[], dayMs: number): Surge[] {
  const able = queues.filter((queue) => queue.family !== 'desk');
  const surges: Surge[] = [];
  if (able.length === 0) return surges;
  let startMs = random.between(0.3, 2) * HOUR_MS;
  while (startMs < dayMs - HOUR_MS) {
    surges.push({
      queue: random.pick(able).id,
      startMs,
      lengthMs: random.between(15, 25) * MINUTE_MS,
      factor: random.between(2.5, 4),
    });
    startMs += random.between(2, 3) * HOUR_MS;
  }
  return surges;
}

/** Arrival times of one queue's day, in milliseconds of the day: a Poisson process, by thinning. */
export function* arrivalsOf(options: {
  readonly seed: string;
  readonly queue: QueueId;
  readonly rates: Rates;
  readonly surges: readonly Surge[];
  readonly dayMs: number;
}): Generator<number> {
  const { queue, dayMs } = options;
  const random = createRandom(`${options.seed}/arrivals/${queue}`);
  // Days differ: by a few per cent more or less than planned.
  const mood = random.logNormal(1, 0.04);
  const surges = options.surges.filter((surge) => surge.queue === queue);
  const rates = options.rates.get(queue) ?? [];
  const rateAt = (ms: number) => {
    const surge = surges.find((each) => ms >= each.startMs && ms < each.startMs + each.lengthMs);
    return mood * (rates[Math.floor(ms / BIN_MS)] ?? 0) * (surge?.factor ?? 1);
  };
  const highest = mood * Math.max(...rates) * Math.max(1, ...surges.map(({ factor }) => factor));
  if (!(highest > 0)) return;
  for (let ms = 0; ;) {
    ms += random.exponential(1 / highest);
    if (ms >= dayMs) return;
    if (random.chance(rateAt(ms) / highest)) yield ms;
  }
}

/** Agent time (chat: slot time) that one contact takes on average. */
function effortMs(queue: QueuePlan): number {
  const mean = (median: number, sigma: number) => median * Math.exp((sigma * sigma) / 2);
  const overheadMs = (queue.family === 'voice' ? 14 : 6) * SECOND_MS;
  const reachPeople = queue.family === 'chat' ? 1 - BOT_MEETS * BOT_RESOLVES : 1;
  return (
    reachPeople * (mean(queue.talkMs, TALK_SIGMA) + mean(queue.afterMs, AFTER_SIGMA) + overheadMs)
  );
}

function load(family: Family, agents: number): number {
  const spare = SPARE / Math.sqrt(Math.max(1, agents));
  return BASE_LOAD[family] - spare;
}

function presenceOf(plan: AgentPlan, bins: number): readonly number[] {
  return Array.from({ length: bins }, (_, bin) => {
    const ms = (bin + 0.5) * BIN_MS;
    if (ms < plan.startMs || ms >= plan.endMs) return 0;
    const away = plan.pauses.some(
      (each) => ms >= each.startMs && ms < each.startMs + each.lengthMs,
    );
    return away ? 0 : 1;
  });
}

/** Busy share that very large teams would have; a chat is one of several slots that an agent has. */
const BASE_LOAD: Readonly<Record<Family, number>> = { voice: 0.85, chat: 0.44, desk: 0.95 };
const SPARE = 0.5;

/** Moving average over 35 minutes: customers do not know when the pauses are. */
function smooth(values: readonly number[]): readonly number[] {
  const reach = 3;
  return values.map((_, index) => {
    const around = values.slice(Math.max(0, index - reach), index + reach + 1);
    return around.reduce((total, value) => total + value, 0) / around.length;
  });
}
