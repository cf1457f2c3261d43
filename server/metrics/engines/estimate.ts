import type { Instant } from '#schema/ids.ts';
import { HOUR_MS } from '#schema/time/duration.ts';
import { isFinished } from '#server/floor/agent-segments.ts';
import { heldMs, isServing, isWrappingUp, lastHandler } from '#server/floor/leg.ts';
import type { FloorState, Leg, QueueState } from '#server/floor/state.ts';
import {
  NO_READING,
  reading,
  type Behind,
  type Engine,
  type Question,
  type Reading,
} from '../question.ts';

/** What the last hour took says what it takes now. */
const LOOK_BACK_MS = HOUR_MS;
/** How many contacts the usual handle time weighs as much as. */
const PRIOR_CONTACTS = 20;
/** A contact that runs this many times longer than usual is stuck: forgotten, not handled. */
const STUCK_AFTER = 6;

/**
 * What handling takes now, running contacts included (metrics.md 2.3, "AHT live").
 *
 * Of a running contact only a lower bound of its handle time is known: it is censored. To average
 * only the finished ones favours the short; to average elapsed times counts the running ones as if
 * they were over. With handle times t exponential of mean m, a finished contact tells the density
 * e^(-t/m) / m, and one that has run for t and goes on tells the survival e^(-t/m). Together, with E
 * the sum of all t and d finished:
 *
 *   L(m) = m^(-d) e^(-E/m),   d log L / dm = -d/m + E/m^2 = 0,   so  m = E / d:
 *
 * all the time taken over those finished (Epstein & Sobel, Life testing, J. Amer. Statist. Assoc. 48,
 * 1953: total time on test over failures). The usual handle time u enters as 20 contacts seen before:
 * L(m) is multiplied by m^(-20) e^(-20u/m), and the maximum moves to
 *
 *   m = (E + 20 u) / (d + 20)
 *
 * u is the mean of what the floor keeps of contacts handled before that hour; where it keeps none, m
 * is E / d, and no number before the first is finished. Nothing finished and nothing running in the
 * hour is no number either. A running contact longer than 6 times what is usual in its queue is
 * stuck and counts with that; several queues are one estimate over all their contacts, not a mean
 * of estimates. The window asked for changes nothing: it is always the last hour.
 */
export const ESTIMATE_ENGINE: Engine = {
  read(question) {
    return readEstimate(estimateParts(question));
  },
  /** Numerator: finished and running contacts with the time they took; denominator: the finished. The prior has none. */
  behind(question, _metric, part) {
    if (part === 'excluded') return [];
    const { finished, running } = evidence(question);
    return part === 'denominator' ? finished : [...finished, ...running];
  },
};

/** Sums over queues that one estimate is made of: those of several queues are added up. */
export interface EstimateParts {
  /** Time taken by finished and running contacts. */
  readonly takenMs: number;
  readonly finished: number;
  readonly running: number;
  /** Handle times of the contacts before the last hour, and how many they are. */
  readonly usualMs: number;
  readonly usual: number;
}

export function estimateParts(question: Question): EstimateParts {
  const { finished, running, usualMs, usual } = evidence(question);
  let takenMs = 0;
  for (const { valueMs } of [...finished, ...running]) takenMs += valueMs!;
  return { takenMs, finished: finished.length, running: running.length, usualMs, usual };
}

export function readEstimate(parts: EstimateParts): Reading {
  const { takenMs, finished, running, usualMs, usual } = parts;
  if (finished + running === 0) return NO_READING;
  if (usual === 0) return reading(takenMs, finished);
  return reading(takenMs + PRIOR_CONTACTS * (usualMs / usual), finished + PRIOR_CONTACTS);
}

interface Evidence {
  readonly finished: readonly Behind[];
  readonly running: readonly Behind[];
  /** Taken together, and of how many. */
  readonly usualMs: number;
  readonly usual: number;
}

function evidence(question: Question): Evidence {
  const { now } = question.state;
  const finished: Behind[] = [];
  const running: Behind[] = [];
  let usualMs = 0;
  let usual = 0;
  for (const queue of question.queues) {
    const own = handledBefore(question, queue);
    usualMs += own.handleMs;
    usual += own.count;
    const mostMs = own.count === 0 ? Infinity : STUCK_AFTER * (own.handleMs / own.count);
    for (const leg of legsOf(question, queue))
      if (leg.wrappedUpAt !== null && leg.wrappedUpAt > now - LOOK_BACK_MS)
        finished.push(behind(leg, leg.wrappedUpAt, handleMs(leg)));
    for (const leg of runningIn(question, queue))
      running.push(behind(leg, leg.exitAt!, Math.min(elapsedMs(leg, now), mostMs)));
  }
  return { finished, running, usualMs, usual };
}

function behind(leg: Leg, countedAt: Instant, valueMs: number): Behind {
  const { contact, queue, offeredAt } = leg;
  return { contact, queue, leg, offeredAt, countedAt, valueMs, reason: null };
}

function* legsOf({ isOwn }: Question, queue: QueueState): Generator<Leg> {
  for (const leg of queue.legs) if (!isOwn || isOwn(leg)) yield leg;
}

function handledBefore(
  question: Question,
  queue: QueueState,
): { readonly handleMs: number; readonly count: number } {
  const until = question.state.now - LOOK_BACK_MS;
  let totalMs = 0;
  let count = 0;
  for (const leg of legsOf(question, queue)) {
    if (leg.wrappedUpAt === null || leg.wrappedUpAt > until) continue;
    totalMs += handleMs(leg);
    count += 1;
  }
  return { handleMs: totalMs, count };
}

function* runningIn(question: Question, queue: QueueState): Generator<Leg> {
  for (const leg of legsOf(question, queue))
    if (isServing(leg) || (isWrappingUp(leg) && !hasMovedOn(question.state, leg))) yield leg;
}

/** A source that never says when after-contact work is done: the agent has gone, come anew or said something else. */
function hasMovedOn(state: FloorState, leg: Leg): boolean {
  const handler = lastHandler(leg);
  const agent = handler === null ? undefined : state.agents.get(handler);
  if (!agent) return false;
  return !agent.signedIn || isFinished(agent, leg.endedAt!);
}

/** Talk, hold and after-contact work of a handled leg. */
function handleMs(leg: Leg): number {
  const holdMs = heldMs(leg);
  const talkMs = Math.max(0, leg.endedAt! - leg.exitAt! - holdMs);
  return talkMs + holdMs + Math.max(0, leg.wrappedUpAt! - leg.endedAt!);
}

function elapsedMs(leg: Leg, now: Instant): number {
  return Math.max(0, now - leg.exitAt!);
}
