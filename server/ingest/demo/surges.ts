import type { QueueId } from '#schema/ids.ts';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { BIN_MS, type Rates } from './arrivals.ts';
import type { QueuePlan } from './queues.ts';
import { createRandom } from './random.ts';

/** A burst: one queue gets `factor` times its contacts for a while. Times in milliseconds of the day. */
export interface Surge {
  readonly queue: QueueId;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly factor: number;
}

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
 * queue, another each time and the second one a chat, gets 2.5 to 4 times its contacts for 15 to 25
 * minutes. And whoever opens the floor for the first time sees one begin within a quarter of an hour;
 * at night, when few contacts come, that one is larger.
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

const FIRST_HOUR = 8;
const LAST_HOUR = 21.5;
const APART_FROM_OPENING_MS = 75 * MINUTE_MS;
/** Contacts a minute beyond the expected that no one overlooks. */
const STRIKING = 2.5;

function dailySurges({ seed, rates, dayMs }: SurgeOptions, able: readonly QueuePlan[]): Surge[] {
  const random = createRandom(`${seed}/surges`);
  const surges: Surge[] = [];
  const chat = able.find((queue) => queue.family === 'chat');
  let startMs = random.between(FIRST_HOUR, FIRST_HOUR + 1.5) * HOUR_MS;
  while (startMs < Math.min(LAST_HOUR * HOUR_MS, dayMs - HOUR_MS)) {
    const recent = surges.slice(-2).map(({ queue }) => queue);
    const fresh = able.filter((queue) => !recent.includes(queue.id));
    const drawn = random.pick(busiest(fresh.length > 0 ? fresh : able, rates, startMs, 0.45));
    const queue = surges.length === 1 && chat ? chat : drawn;
    // A queue with fewer contacts needs more of a burst to be noticed at all.
    const least = 1 + STRIKING / perMinute(rates, queue, startMs);
    const factor = random.between(Math.min(4, Math.max(2.5, least)), 4);
    const lengthMs = random.between(15, 25) * MINUTE_MS;
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
  const queue = random.pick(busiest(able, rates, startMs, 0.7));
  const factor = Math.max(random.between(3, 4), 1 + STRIKING / perMinute(rates, queue, startMs));
  return { queue: queue.id, startMs, lengthMs: random.between(18, 25) * MINUTE_MS, factor };
}

/** Those that get at least `share` of what the busiest of them gets then. */
function busiest(
  queues: readonly QueuePlan[],
  rates: Rates,
  ms: number,
  share: number,
): readonly QueuePlan[] {
  const most = Math.max(...queues.map((queue) => perMinute(rates, queue, ms)));
  return queues.filter((queue) => perMinute(rates, queue, ms) >= share * most);
}

function perMinute(rates: Rates, queue: QueuePlan, ms: number): number {
  const perMs = rates.get(queue.id)?.[Math.floor(ms / BIN_MS)] ?? 0;
  // Nothing comes: any burst would be one of nothing.
  return Math.max(0.05, perMs * MINUTE_MS);
}
