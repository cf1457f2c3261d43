import type { EventData } from '#schema/events/types.ts';
import type { Instant, QueueId } from '#schema/ids.ts';
import { isTimeZone, parseDayStart } from '#schema/time/business-day.ts';
import { INTERVAL_MS, QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { addCounts, emptyCounts } from './counts.ts';
import type { CountChange, Delta } from './delta.ts';
import type { Counts, FloorState, Leg, Moment, QueuePolicy, QueueState, Tally } from './state.ts';
import { awakeLegs, legsWithin } from './waking-collections.ts';

/** The queue's record, made with every default the first time it is named. */
export function queueOf(state: FloorState, id: QueueId, delta: Delta): QueueState {
  let queue = state.queues.get(id);
  if (!queue) {
    queue = {
      id,
      policy: defaultPolicy(id, state.timeZone),
      toldAt: {},
      waiting: new Set(),
      serving: new Set(),
      tallies: new Map(),
      legs: [],
      source: null,
      members: new Set(),
      changedAt: state.now,
    };
    state.queues.set(id, queue);
    delta.queues.add(id);
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

/**
 * The policy that `queue.defined` leaves; when it was told is noted. What is not said stays, and so does
 * what newer words have said: the order of arrival does not matter (SPEC E-5).
 */
export function policyAfter(
  queue: QueueState,
  { at, data }: { readonly at: Instant; readonly data: EventData['queue.defined'] },
): QueuePolicy {
  const { timeZone, dayStart } = data;
  const said: { readonly [K in keyof QueuePolicy]: QueuePolicy[K] | null | undefined } = {
    name: data.name,
    channel: data.channel,
    site: data.site,
    business: data.business,
    language: data.language,
    thresholdMs: data.thresholdMs,
    targetRatio: data.targetRatio,
    shortAbandonMs: data.shortAbandonMs,
    serviceLevelVariant: data.serviceLevelVariant,
    // A log may come from a machine that knows more zones: what this one does not know stays unsaid.
    timeZone: timeZone && isTimeZone(timeZone) ? timeZone : null,
    dayStartMinutes: dayStart ? parseDayStart(dayStart) : null,
  };
  const news: Partial<Record<keyof QueuePolicy, unknown>> = {};
  for (const part of Object.keys(said) as (keyof QueuePolicy)[]) {
    if (said[part] === null || said[part] === undefined) continue;
    if (at < (queue.toldAt[part] ?? at)) continue;
    news[part] = said[part];
    queue.toldAt[part] = at;
  }
  return { ...queue.policy, ...(news as Partial<QueuePolicy>) };
}

export function isSamePolicy(a: QueuePolicy, b: QueuePolicy): boolean {
  return (Object.keys(a) as (keyof QueuePolicy)[]).every((part) => a[part] === b[part]);
}

/** Something of the queue is no longer as it was. */
export function noteChange(state: FloorState, queue: QueueState, delta: Delta): void {
  delta.queues.add(queue.id);
  queue.changedAt = state.now;
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
  noteChange(state, queue, delta);
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
  delta.counts.push({ queue: queue.id, arrivedAt: change.arrivedAt, before, after });
}

/** Says of the closed half hours that these changes, told late, left with other numbers (SPEC E-6). */
export function markCorrected(state: FloorState, changes: readonly CountChange[]): void {
  const differences = new Map<Tally, Counts>();
  for (const { queue, arrivedAt, before, after } of changes) {
    if (intervalStart(arrivedAt, INTERVAL_MS) + INTERVAL_MS > state.now) continue;
    const tally = state.queues.get(queue)?.tallies.get(intervalStart(arrivedAt, QUARTER_MS));
    if (!tally) continue;
    const difference = differences.get(tally) ?? emptyCounts();
    differences.set(tally, difference);
    for (const { counts } of before) addCounts(difference, counts, -1);
    for (const { counts } of after) addCounts(difference, counts, 1);
  }
  for (const [tally, difference] of differences)
    if (difference.some((count) => count !== 0)) tally.correctedAt = state.now;
}

/**
 * Keeps `legs` sorted by arrival, those of one instant by contact and, within a contact, by the order
 * in which they are put in: that of its story. So the list is a function of the legs, whenever each
 * was told. Nearly always the end is the place.
 */
export function insertLeg(queue: QueueState, leg: Leg): void {
  const legs = awakeLegs(queue);
  if (legs.length === 0 || !isBefore(leg, legs.at(-1)!)) {
    legs.push(leg);
    return;
  }
  let from = 0;
  let to = legs.length - 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isBefore(leg, legs[middle]!)) to = middle;
    else from = middle + 1;
  }
  legs.splice(to, 0, leg);
}

function isBefore(leg: Leg, other: Leg): boolean {
  if (leg.offeredAt !== other.offeredAt) return leg.offeredAt < other.offeredAt;
  return leg.contact < other.contact;
}

export function removeLeg(queue: QueueState, leg: Leg): void {
  const legs = awakeLegs(queue);
  const index = legs.lastIndexOf(leg);
  if (index >= 0) legs.splice(index, 1);
}

function longestOf(moments: readonly Moment[]): number | null {
  let longest: number | null = null;
  for (const { waitMs } of moments)
    if (waitMs !== undefined && waitMs > (longest ?? -1)) longest = waitMs;
  return longest;
}

function longestIn(queue: QueueState, start: number): number | null {
  let longest: number | null = null;
  for (const leg of legsWithin(queue, { after: start - 1, before: start + QUARTER_MS }))
    if (intervalStart(leg.offeredAt, QUARTER_MS) === start) {
      const wait = longestOf(leg.counted);
      if (wait !== null && wait > (longest ?? -1)) longest = wait;
    }
  return longest;
}
