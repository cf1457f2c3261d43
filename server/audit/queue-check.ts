import type { Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { addCounts, COUNTER_NAMES, emptyCounts, SLOT } from '#server/floor/counts.ts';
import { isServing, isWaiting } from '#server/floor/leg.ts';
import {
  LegExit,
  type Counts,
  type FloorState,
  type Leg,
  type Moment,
  type QueueState,
} from '#server/floor/state.ts';
import type { SlidingWindows } from '#server/metrics/sliding-windows.ts';
import { AuditSubject, type AuditDifference } from './outcome.ts';
import { asText, joined, type Unequal } from './unequal.ts';

/** What a look at some quarter hours found. */
export interface QuartersCheck {
  /** Quarter hours compared. */
  readonly tallies: number;
  readonly differences: AuditDifference[];
}

/**
 * Compares a queue's tallies of the quarter hours that begin in `[from, to)` with the legs of all
 * contacts that the floor holds, summed anew. Older ones than 24 hours are passed over: tallies
 * outlive their legs.
 */
export function checkQuarters(
  floor: FloorState,
  id: QueueId,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): QuartersCheck {
  const queue = floor.queues.get(id);
  if (!queue) return { tallies: 0, differences: [] };
  const since = Math.max(from, floor.now - DAY_MS);
  const isAsked = (startAt: Instant): boolean => startAt >= since && startAt < to;
  const fresh = quartersAnew(floor, id, isAsked);
  const asked = new Set([...queue.tallies.keys()].filter(isAsked));
  for (const startAt of fresh.keys()) asked.add(startAt);
  const { differences, add } = report(id);
  for (const startAt of asked) {
    const shown = queue.tallies.get(startAt) ?? emptySum();
    const recomputed = fresh.get(startAt) ?? emptyQuarter();
    const unequal = compare(shown, recomputed);
    if (unequal) add({ kind: AuditSubject.tally, startAt, ...unequal });
    const offered = shown.counts[SLOT.offered]!;
    const accounted = exitsOf(shown.counts) + recomputed.undecided;
    const ledger = { field: 'offered', shown: `${offered}`, recomputed: `${accounted}` };
    if (offered !== accounted) add({ kind: AuditSubject.ledger, startAt, ...ledger });
  }
  return { tallies: asked.size, differences };
}

/** Compares a queue's watched windows and its lists with the legs of all contacts, as they are now. */
export function checkNow(
  floor: FloorState,
  windows: SlidingWindows,
  id: QueueId,
): AuditDifference[] {
  const queue = floor.queues.get(id);
  if (!queue) return [];
  const { differences, add } = report(id);
  const legs = new Set<Leg>();
  const fresh = windows.lengths.map((lengthMs) => ({ lengthMs, ...emptySum() }));
  forEachCounted(floor, id, ({ leg, moments }) => {
    if (leg) legs.add(leg);
    for (const moment of moments)
      for (const window of fresh)
        if (moment.at > floor.now - window.lengthMs) addTo(window, moment);
  });
  for (const window of fresh) {
    const unequal = compare(windows.sum(id, window.lengthMs), window);
    const field = `last ${window.lengthMs} ms: ${unequal?.field}`;
    if (unequal) add({ kind: AuditSubject.window, ...unequal, field });
  }
  checkLists(floor, queue, legs, add);
  return differences;
}

interface Sum {
  readonly counts: Counts;
  longestWaitMs: number | null;
}

interface Quarter extends Sum {
  undecided: number;
}

type Report = (
  difference: Partial<AuditDifference> & Pick<AuditDifference, 'kind' | 'field'>,
) => void;

const NOTHING = { contact: null, startAt: null, shown: null, recomputed: null };

function report(queue: QueueId): { readonly differences: AuditDifference[]; readonly add: Report } {
  const differences: AuditDifference[] = [];
  return {
    differences,
    add: (difference) => differences.push({ ...NOTHING, queue, ...difference }),
  };
}

/** Whatever counts for the queue: its legs, and the assistant's part (which is no leg). */
function forEachCounted(
  floor: FloorState,
  id: QueueId,
  take: (one: {
    readonly leg: Leg | null;
    readonly arrivedAt: Instant;
    readonly moments: readonly Moment[];
  }) => void,
): void {
  for (const { story } of floor.contacts.values()) {
    for (const leg of story.legs)
      if (leg.queue === id && !leg.direct)
        take({ leg, arrivedAt: leg.offeredAt, moments: leg.counted });
    if (story.bot?.countedIn === id)
      take({ leg: null, arrivedAt: story.bot.engagedAt, moments: story.bot.counted });
  }
}

function quartersAnew(
  floor: FloorState,
  id: QueueId,
  isAsked: (startAt: Instant) => boolean,
): Map<Instant, Quarter> {
  const quarters = new Map<Instant, Quarter>();
  forEachCounted(floor, id, ({ leg, arrivedAt, moments }) => {
    const startAt = intervalStart(arrivedAt, QUARTER_MS);
    if (!isAsked(startAt)) return;
    let quarter = quarters.get(startAt);
    if (!quarter) {
      quarter = emptyQuarter();
      quarters.set(startAt, quarter);
    }
    for (const moment of moments) addTo(quarter, moment);
    if (leg && isWaiting(leg)) quarter.undecided += 1;
  });
  return quarters;
}

function exitsOf(counts: Counts): number {
  let exits = 0;
  for (const exit of Object.values(LegExit)) exits += counts[SLOT[exit]]!;
  return exits;
}

/** Who waits, who is served, and which legs the windows and lists of contacts are read from. */
function checkLists(
  floor: FloorState,
  queue: QueueState,
  legs: ReadonlySet<Leg>,
  add: Report,
): void {
  const since = floor.now - DAY_MS;
  const checkList = (
    kind: AuditSubject,
    { field, held, belongs }: { field: string; held: ReadonlySet<Leg>; belongs: Belongs },
  ): void => {
    const say = (leg: Leg, shown: boolean): void =>
      add({ kind, contact: leg.contact, field, shown: `${shown}`, recomputed: `${!shown}` });
    for (const leg of legs) if (belongs(leg) === true && !held.has(leg)) say(leg, false);
    for (const leg of held) if (!legs.has(leg) || belongs(leg) === false) say(leg, true);
  };
  checkList(AuditSubject.waiting, { field: 'waiting', held: queue.waiting, belongs: isWaiting });
  checkList(AuditSubject.serving, { field: 'serving', held: queue.serving, belongs: isServing });
  checkList(AuditSubject.leg, {
    field: 'listed',
    held: new Set(queue.legs),
    // An old one that is over may be gone from the list or not yet.
    belongs: (leg) =>
      leg.offeredAt >= since || isWaiting(leg) || isServing(leg) ? true : 'perhaps',
  });
}

type Belongs = (leg: Leg) => boolean | 'perhaps';

/** Each counter, and the longest wait, in which two sums are not the same; null where they are. */
function compare(shown: Readonly<Sum>, recomputed: Readonly<Sum>): Unequal | null {
  const found: Unequal[] = [];
  for (const [slot, field] of COUNTER_NAMES.entries()) {
    const [a, b] = [shown.counts[slot]!, recomputed.counts[slot]!];
    if (!isEqual(a, b)) found.push({ field, shown: `${a}`, recomputed: `${b}` });
  }
  const [a, b] = [shown.longestWaitMs, recomputed.longestWaitMs];
  if (a !== b) found.push({ field: 'longestWaitMs', shown: asText(a), recomputed: asText(b) });
  return joined(found);
}

/** Whole numbers to the last digit; sums of fractions depend on the order they are summed in. */
function isEqual(a: number, b: number): boolean {
  return a === b || (!(Number.isInteger(a) && Number.isInteger(b)) && Math.abs(a - b) < 1e-6);
}

function emptyQuarter(): Quarter {
  return { ...emptySum(), undecided: 0 };
}

function emptySum(): Sum {
  return { counts: emptyCounts(), longestWaitMs: null };
}

function addTo(sum: Sum, { counts, waitMs }: Moment): void {
  addCounts(sum.counts, counts, 1);
  if (waitMs !== undefined && waitMs > (sum.longestWaitMs ?? -1)) sum.longestWaitMs = waitMs;
}
