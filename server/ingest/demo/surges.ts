import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { BIN_MS, type Rates, type Surge } from './arrivals.ts';
import type { QueuePlan } from './queues.ts';
import { createRandom } from './random.ts';

export interface SurgeOptions {
  /** Of the day: seed and date. */
  readonly seed: string;
  readonly queues: readonly QueuePlan[];
  readonly rates: Rates;
  readonly dayMs: number;
  /** When the floor was first opened, in milliseconds of this day; null: not told. May lie outside it. */
  readonly openedMs: number | null;
}

/**
 * The day's bursts. From the morning to the evening every two to three hours one telephone or chat
 * queue, another each time and the second one a chat, gets 2.5 to 4 times its contacts for 18 to 25
 * minutes; not so late that this would be less than an ordinary noon. And whoever opens the floor for the
 * first time sees one begin within a quarter of an hour, larger where few contacts come.
 */
export function planSurges(options: SurgeOptions): readonly Surge[] {
  const able = options.queues.filter((queue) => queue.family !== 'desk');
  if (able.length === 0) return [];
  const daily = dailySurges(options, able);
  const opening = openingSurge(options, able);
  if (!opening) return daily;
  const apart = daily.filter(
    ({ startMs }) => Math.abs(startMs - opening.startMs) > APART_FROM_OPENING_MS,
  );
  const begins = opening.startMs >= 0 && opening.startMs < options.dayMs;
  return begins ? [...apart, opening] : apart;
}

const FIRST_HOUR = 11;
const LAST_HOUR = 21;
const APART_FROM_OPENING_MS = 75 * MINUTE_MS;
/** Contacts a minute beyond the expected that no one overlooks. */
const STRIKING = 4.5;
const STRIKING_AT_NIGHT = 3.5;

function dailySurges({ seed, rates, dayMs }: SurgeOptions, able: readonly QueuePlan[]): Surge[] {
  const random = createRandom(`${seed}/surges`);
  const surges: Surge[] = [];
  let startMs = random.between(FIRST_HOUR, FIRST_HOUR + 1) * HOUR_MS;
  while (startMs < Math.min(LAST_HOUR * HOUR_MS, dayMs - HOUR_MS)) {
    const turn = able.filter((queue) => (queue.family === 'chat') === (surges.length === 1));
    const large = busiest(turn.length > 0 ? turn : able, { rates, ms: startMs, share: 0.6 });
    const had = new Set(surges.map(({ queue }) => queue));
    const fresh = large.filter((queue) => !had.has(queue.id));
    const queue = random.pick(fresh.length > 0 ? fresh : large);
    const rate = perMinute(rates, queue, startMs);
    const highest = Math.max(...able.map((each) => highestUntil(rates, each, startMs)));
    if (rate < 0.7 * highestUntil(rates, queue, startMs) || rate < 0.5 * highest) {
      startMs += HOUR_MS / 2;
      continue;
    }
    // A queue with fewer contacts needs more of a burst to be noticed at all.
    const factor = random.between(Math.min(4, Math.max(2.5, 1 + STRIKING / rate)), 4);
    const lengthMs = random.between(18, 25) * MINUTE_MS;
    surges.push({ queue: queue.id, startMs, lengthMs, factor });
    startMs += random.between(2, 3) * HOUR_MS;
  }
  return surges;
}

function openingSurge(
  { seed, rates, openedMs }: SurgeOptions,
  able: readonly QueuePlan[],
): Surge | null {
  if (openedMs === null) return null;
  const random = createRandom(`${seed}/opening`);
  const startMs = openedMs + random.between(6, 10) * MINUTE_MS;
  const queue = random.pick(busiest(able, { rates, ms: startMs, share: 0.7 }));
  const rate = perMinute(rates, queue, startMs);
  const factor = Math.max(
    random.between(3, 4),
    1 + STRIKING_AT_NIGHT / rate,
    (2.5 * highestUntil(rates, queue, startMs)) / rate,
  );
  return { queue: queue.id, startMs, lengthMs: random.between(18, 25) * MINUTE_MS, factor };
}

/** Those that get at least `share` of what the busiest of them gets then. */
function busiest(
  queues: readonly QueuePlan[],
  { rates, ms, share }: { rates: Rates; ms: number; share: number },
): readonly QueuePlan[] {
  const most = Math.max(...queues.map((queue) => perMinute(rates, queue, ms)));
  return queues.filter((queue) => perMinute(rates, queue, ms) >= share * most);
}

function highestUntil(rates: Rates, queue: QueuePlan, ms: number): number {
  let highest = 0;
  for (let at = 0; at <= ms; at += BIN_MS) highest = Math.max(highest, perMinute(rates, queue, at));
  return highest;
}

function perMinute(rates: Rates, queue: QueuePlan, ms: number): number {
  const perMs = rates.get(queue.id)?.[Math.floor(ms / BIN_MS)] ?? 0;
  // Nothing comes: any burst would be one of nothing.
  return Math.max(0.05, perMs * MINUTE_MS);
}
