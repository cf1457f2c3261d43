import type { QueueId } from '#schema/ids.ts';
import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import { AFTER_SIGMA, CHATS_AT_ONCE, TALK_SIGMA, type Family, type QueuePlan } from './queues.ts';
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
      const capacity = queue.family === 'chat' ? CHATS_AT_ONCE : 1;
      const own = units.get(queue.id)!;
      const perBin = own.map((unit, bin) => {
        const agents = unit / capacity;
        return (unit * load(queue, { agents, pool: pool[bin]! })) / effortMs(queue);
      });
      return [queue.id, customersOf(perBin, pool)];
    }),
  );
}

/**
 * Arrival times of one queue's day, in milliseconds of the day and in order: a Poisson process, by
 * thinning. A surge adds contacts to it and changes none of the others.
 */
export function arrivalsOf(options: {
  readonly seed: string;
  readonly queue: QueueId;
  readonly rates: Rates;
  readonly surges: readonly Surge[];
  readonly dayMs: number;
}): readonly number[] {
  const { queue, dayMs } = options;
  const random = createRandom(`${options.seed}/arrivals/${queue}`);
  // Days differ: by a few per cent more or less than planned.
  const mood = random.logNormal(1, 0.03);
  const rates = options.rates.get(queue) ?? [];
  const highest = mood * Math.max(0, ...rates);
  const rateAt = (ms: number) => mood * (rates[Math.floor(ms / BIN_MS)] ?? 0);
  const arrivals = thinned(random, { fromMs: 0, toMs: dayMs, highest, rateAt });
  for (const { queue: surging, startMs, lengthMs, factor } of options.surges) {
    if (surging !== queue) continue;
    arrivals.push(
      ...thinned(createRandom(`${options.seed}/surge/${queue}/${Math.round(startMs)}`), {
        fromMs: startMs,
        toMs: Math.min(dayMs, startMs + lengthMs),
        highest: (factor - 1) * highest,
        rateAt: (ms) => (factor - 1) * rateAt(ms),
      }),
    );
  }
  return arrivals.sort((left, right) => left - right);
}

function thinned(
  random: Random,
  span: {
    fromMs: number;
    toMs: number;
    highest: number;
    rateAt: (ms: number) => number;
  },
): number[] {
  const times: number[] = [];
  if (!(span.highest > 0)) return times;
  for (let ms = span.fromMs; ;) {
    ms += random.exponential(1 / span.highest);
    if (ms >= span.toMs) return times;
    if (random.chance(span.rateAt(ms) / span.highest)) times.push(ms);
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

/** Busy share to plan for: small teams, and those that lend them hands, need more air. */
function load(queue: QueuePlan, { agents, pool }: { agents: number; pool: number }): number {
  const own = OWN_AIR[queue.family] / Math.sqrt(Math.max(1, agents));
  const shared = SHARED_AIR / Math.sqrt(Math.max(1, pool));
  return (BASE_LOAD[queue.family] - own - shared) * queue.ease;
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
const BASE_LOAD: Readonly<Record<Family, number>> = { voice: 0.97, chat: 0.53, desk: 1 };
const OWN_AIR: Readonly<Record<Family, number>> = { voice: 0.2, chat: 0.1, desk: 0.2 };
const SHARED_AIR = 0.45;
/** Growth from one five minutes to the next: about twice as many in an hour, never more. */
const GROWTH = 1.06;

/**
 * What customers make of the staffing: they do not know when the pauses are, and do not wake up all at
 * once, so that in the morning the people are there before the contacts; nor do more come because two
 * shifts overlap.
 */
function customersOf(perBin: readonly number[], pool: readonly number[]): readonly number[] {
  const plenty = [...perBin].sort((left, right) => left - right)[Math.floor(perBin.length * 0.84)]!;
  // However few the night has, in the morning there are at least some to begin with.
  const some = 0.15 * plenty;
  let before = Number.POSITIVE_INFINITY;
  return perBin.map((_, bin) => {
    // Where shifts end, the last people must not be left with the contacts of all.
    const left = Math.min(...pool.slice(Math.max(0, bin - 1), bin + 3));
    const dip = Math.min(1, (1.06 * left) / meanAround(pool, bin, 6));
    const offered = meanAround(perBin, bin, 6) * (dip > 0 ? dip : 1);
    before = Math.min(offered, plenty, Math.max(before, some) * GROWTH);
    return before;
  });
}

function meanAround(values: readonly number[], index: number, reach: number): number {
  const near = values.slice(Math.max(0, index - reach), index + reach + 1);
  return near.reduce((total, value) => total + value, 0) / near.length;
}
