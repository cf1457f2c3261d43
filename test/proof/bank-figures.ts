import type { Instant } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import { INTERVAL_MS } from '#schema/time/interval.ts';
import { viewOf } from '#server/app-ports.ts';
import { amountOf } from '#server/floor/counts.ts';
import { isShortAbandon } from '#server/floor/leg-moments.ts';
import type { Leg, QueueState } from '#server/floor/state.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import { sumTallies } from '#server/metrics/tally-sums.ts';
import type { FloorView, StatusView } from '#server/metrics/view.ts';
import type { World } from '#server/pipeline-world.ts';
import { printed } from '#test/support/half-even.ts';
import { ALL } from './bank-truth.ts';

/** Figures by column, written as the truth writes them. */
export type Figures = Readonly<Record<string, string>>;

/** What the tallies do not hold and the legs do. */
export interface OfLegs {
  /** Abandoned within 5 s, inclusive: the bank counts them as abandoned, so no queue calls them short. */
  readonly abandonedLe5: number;
  /** Conversations that took any time. */
  readonly talks: number;
}

const SHORT_MS = 5_000;

/** The status that is shown of a queue, or of all for `ALL`; null for a queue that was never named. */
export function statusOf(view: FloorView, queue: string): StatusView | null {
  return queue === ALL ? view.total({}) : view.queue(queue);
}

/**
 * The columns that count by arrival, of the day or the half hour that begins at `startAt`: what TODAY
 * or INTERVAL shows, asked after all that arrived in it is over, as of an instant that lies in it.
 */
export function figuresByArrival(
  world: World,
  asked: {
    readonly window: 'today' | 'interval';
    readonly startAt: Instant;
    readonly queue: string;
    readonly ofLegs: OfLegs;
  },
): Figures {
  const { window, startAt, queue, ofLegs } = asked;
  const { waitAnsweredMs, waitAbandonedMs, talkMs } = sumsOf(world, asked);
  const shown = statusOf(viewAsOf(world, startAt), queue)?.metrics({ kind: window });
  const {
    offered = 0,
    answered = 0,
    abandoned = 0,
    undecided = 0,
    answeredWithinThreshold = 0,
    abandonedWithinThreshold = 0,
    pastThreshold = 0,
  } = shown ?? {};
  return {
    offered: String(offered),
    answered: String(answered),
    abandoned: String(abandoned),
    abandoned_le5: String(ofLegs.abandonedLe5),
    answered_le20: String(answeredWithinThreshold),
    sl20: fixed(shown?.serviceLevelRatio(null), 4),
    asa_s: fixed(seconds(shown?.averageSpeedOfAnswerMs), 2),
    aht_s: fixed(ofLegs.talks > 0 ? talkMs / 1000 / ofLegs.talks : null, 2),
    wait_answered_sum_s: String(waitAnsweredMs / 1000),
    talk_sum_s: String(talkMs / 1000),
    talk_n: String(ofLegs.talks),
    wait_abandoned_sum_s: String(waitAbandonedMs / 1000),
    max_wait_s: String(seconds(shown?.longestWaitMs) ?? ''),
    undecided: String(undecided),
    'A<= + B<= + L>': String(answeredWithinThreshold + abandonedWithinThreshold + pastThreshold),
  };
}

/** Of the legs of a half hour; the floor keeps them for 24 hours at least. */
export function figuresOfLegs(world: World, startAt: Instant, queue: string): OfLegs {
  let abandonedLe5 = 0;
  let talks = 0;
  for (const { legs, policy } of queuesOf(world, queue))
    for (const leg of legs) {
      if (leg.offeredAt < startAt || leg.offeredAt >= startAt + INTERVAL_MS) continue;
      if (isShortAbandon(leg, { ...policy, shortAbandonMs: SHORT_MS })) abandonedLe5 += 1;
      if (talkMs(leg) > 0) talks += 1;
    }
  return { abandonedLe5, talks };
}

/** The columns that count by the event's own time, of the length that ends with this very millisecond. */
export function figuresByEvent(view: FloorView, queue: string, lengthMs: number): Figures {
  const metrics = statusOf(view, queue)?.metrics({ kind: 'last', lengthMs });
  return {
    answered_evt: String(metrics?.answered ?? 0),
    abandoned_evt: String(metrics?.abandoned ?? 0),
  };
}

/** What TODAY or INTERVAL shows as offered in the last millisecond of it: nobody can arrive any more. */
export function offeredAtTheEnd(
  view: FloorView,
  queue: string,
  window: 'today' | 'interval',
): Figures {
  const shown = statusOf(view, queue)?.metrics({ kind: window });
  return { [`offered in ${window.toUpperCase()}`]: String(shown?.offered ?? 0) };
}

/** The peaks of the half hour that ends with this very millisecond, as INTERVAL shows them. */
export function peaksAtTheEnd(view: FloorView, queue: string): Figures {
  const shown = statusOf(view, queue)?.metrics({ kind: 'interval' });
  return {
    peakWaiting: String(shown?.peakWaiting ?? 0),
    peakServing: String(shown?.peakServing ?? 0),
  };
}

/** How long after a window everything that arrived in it is over, and still remembered. */
export const OVER_AFTER_MS = 20 * HOUR_MS;

/** The floor as it is, looked at as if the clock stood at `now`. */
function viewAsOf(world: World, now: Instant): FloorView {
  const { state } = world;
  const past = { ...world, state: { ...state, floor: { ...state.floor, now } } };
  return viewOf(past, createRefusals());
}

/** The sums of time behind the means; they are shown with the number, not as numbers. */
function sumsOf(
  world: World,
  { window, startAt, queue }: Parameters<typeof figuresByArrival>[1],
): Record<'waitAnsweredMs' | 'waitAbandonedMs' | 'talkMs', number> {
  const sums = { waitAnsweredMs: 0, waitAbandonedMs: 0, talkMs: 0 };
  const endAt = startAt + (window === 'today' ? DAY_MS : INTERVAL_MS);
  for (const each of queuesOf(world, queue)) {
    const { count } = sumTallies(each, startAt, endAt);
    for (const counter of ['waitAnsweredMs', 'waitAbandonedMs', 'talkMs'] as const)
      sums[counter] += count(counter);
  }
  return sums;
}

function queuesOf({ state }: World, queue: string): QueueState[] {
  if (queue === ALL) return [...state.floor.queues.values()];
  const one = state.floor.queues.get(queue);
  return one ? [one] : [];
}

function talkMs(leg: Leg): number {
  let sum = 0;
  for (const moment of leg.counted) sum += amountOf(moment, 'talkMs') ?? 0;
  return sum;
}

function seconds(ms: number | null | undefined): number | null {
  return ms == null ? null : ms / 1000;
}

/** Nothing where nothing counts, as in the truth. */
function fixed(value: number | null | undefined, digits: number): string {
  return value == null ? '' : printed(value, digits);
}
