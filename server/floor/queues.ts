import type { EventData } from '#schema/events/types.ts';
import type { Instant, QueueId } from '#schema/ids.ts';
import { parseDayStart } from '#schema/time/business-day.ts';
import { INTERVAL_MS, QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { addCounts, emptyCounts } from './counts.ts';
import type { Delta } from './delta.ts';
import type { FloorState, Leg, Moment, QueuePolicy, QueueState } from './state.ts';

/** The queue's record, made with every default the first time it is named. */
export function queueOf(state: FloorState, id: QueueId, delta: Delta): QueueState {
  let queue = state.queues.get(id);
  if (!queue) {
    queue = {
      id,
      policy: defaultPolicy(id, state.timeZone),
      waiting: new Set(),
      serving: new Set(),
      tallies: new Map(),
      legs: [],
      source: null,
      members: new Set(),
      changedAt: state.now,
    };
    state.queues.set(id, queue);
    delta.policies.add(id);
  }
  return queue;
}

/** The contract's defaults (section 4, last paragraph). */
export function defaultPolicy(name: string, timeZone: string): QueuePolicy {
  return {
    name,
    channel: 'voice',
    site: null,
    business: null,
    language: null,
    thresholdMs: 20_000,
    targetRatio: 0.8,
    shortAbandonMs: 5_000,
    serviceLevelVariant: 'neg',
    timeZone,
    dayStartMinutes: 0,
  };
}

/** The policy after `queue.defined`: what is said replaces, what is not said stays. */
export function definedPolicy(before: QueuePolicy, data: EventData['queue.defined']): QueuePolicy {
  return {
    name: data.name ?? before.name,
    channel: data.channel ?? before.channel,
    site: data.site ?? before.site,
    business: data.business ?? before.business,
    language: data.language ?? before.language,
    thresholdMs: data.thresholdMs ?? before.thresholdMs,
    targetRatio: data.targetRatio ?? before.targetRatio,
    shortAbandonMs: data.shortAbandonMs ?? before.shortAbandonMs,
    serviceLevelVariant: data.serviceLevelVariant ?? before.serviceLevelVariant,
    timeZone: data.timeZone ?? before.timeZone,
    dayStartMinutes: data.dayStart
      ? (parseDayStart(data.dayStart) ?? before.dayStartMinutes)
      : before.dayStartMinutes,
  };
}

/**
 * Replaces what was counted of one arrival by what counts now, in the arrival's quarter hour
 * (SPEC: a tally is the sum of its legs' counts).
 */
export function recount(
  state: FloorState,
  queue: QueueState,
  change: {
    readonly arrivedAt: number;
    readonly before: readonly Moment[];
    readonly after: readonly Moment[];
  },
  delta: Delta,
): void {
  const { before, after } = change;
  delta.queues.add(queue.id);
  queue.changedAt = state.now;
  if (before.length === 0 && after.length === 0) return;
  const start = intervalStart(change.arrivedAt, QUARTER_MS);
  let tally = queue.tallies.get(start);
  if (!tally) {
    tally = { counts: emptyCounts(), longestWaitMs: null, correctedAt: null };
    queue.tallies.set(start, tally);
  }
  for (const moment of before) addCounts(tally.counts, moment.counts, -1);
  for (const moment of after) addCounts(tally.counts, moment.counts, 1);
  const longest = longestOf(after);
  const longestBefore = longestOf(before);
  if (longest !== null && longest >= (tally.longestWaitMs ?? -1)) tally.longestWaitMs = longest;
  else if (longestBefore !== null && longestBefore === tally.longestWaitMs)
    tally.longestWaitMs = longestIn(queue, start);
  delta.counts.push({ queue: queue.id, before, after });
}

/** Says of the half hour of an arrival, if it is closed, that something told late changed it. */
export function markCorrected(queue: QueueState, arrivedAt: Instant, now: Instant): void {
  if (intervalStart(arrivedAt, INTERVAL_MS) + INTERVAL_MS > now) return;
  const tally = queue.tallies.get(intervalStart(arrivedAt, QUARTER_MS));
  if (tally) tally.correctedAt = now;
}

/** Keeps `legs` sorted by arrival; nearly always the end is the place. */
export function insertLeg(queue: QueueState, leg: Leg): void {
  let index = queue.legs.length;
  while (index > 0 && queue.legs[index - 1]!.offeredAt > leg.offeredAt) index -= 1;
  queue.legs.splice(index, 0, leg);
}

export function removeLeg(queue: QueueState, leg: Leg): void {
  const index = queue.legs.lastIndexOf(leg);
  if (index >= 0) queue.legs.splice(index, 1);
}

function longestOf(moments: readonly Moment[]): number | null {
  let longest: number | null = null;
  for (const { waitMs } of moments)
    if (waitMs !== undefined && waitMs > (longest ?? -1)) longest = waitMs;
  return longest;
}

function longestIn(queue: QueueState, start: number): number | null {
  let longest: number | null = null;
  for (const leg of queue.legs)
    if (intervalStart(leg.offeredAt, QUARTER_MS) === start) {
      const wait = longestOf(leg.counted);
      if (wait !== null && wait > (longest ?? -1)) longest = wait;
    }
  return longest;
}
