import { amountOf } from '#server/floor/counts.ts';
import { isWaiting } from '#server/floor/leg.ts';
import { isShortAbandon } from '#server/floor/leg-moments.ts';
import type { Leg, Moment, QueuePolicy } from '#server/floor/state.ts';
import { NO_READING, type Behind, type Engine, type Question } from '../question.ts';
import { legsIn } from '../window-legs.ts';

const PERCENTS: { readonly [name: string]: number } = {
  speedOfAnswerP50Ms: 50,
  speedOfAnswerP90Ms: 90,
};

/** The longest wait that ended in the window, however it ended (SPEC M-10). */
export const LONGEST_ENGINE: Engine = {
  read({ parts }) {
    let value: number | null = null;
    for (const { longestWaitMs } of parts)
      if (longestWaitMs !== null && longestWaitMs > (value ?? -1)) value = longestWaitMs;
    return { value, numerator: value, denominator: null };
  },
  /** Numerator: the one that waited longest, of several the first. Denominator: all whose wait ended. */
  behind(question, _metric, part) {
    if (part === 'excluded') return leftOut(question, isEnd);
    const waits = waitsIn(question, isEnd);
    if (part === 'denominator') return waits;
    let longest: Behind | null = null;
    for (const wait of waits) if (wait.valueMs! > (longest?.valueMs ?? -1)) longest = wait;
    return longest ? [longest] : [];
  },
};

/**
 * Percentiles of the wait of the answered contacts by nearest rank (metrics.md 2.3): the smallest
 * wait that at least so many per cent of them did not exceed; always a wait that really was.
 */
export const PERCENTILE_ENGINE: Engine = {
  read(question, { id }) {
    const percent = PERCENTS[id];
    if (percent === undefined) throw new Error(`a percentile is expected, but got ${id}`);
    const waits = Float64Array.from(waitsIn(question, isAnswer), (wait) => wait.valueMs!);
    if (waits.length === 0) return NO_READING;
    const value = nearestRank(waits.sort(), percent);
    return { value, numerator: value, denominator: null };
  },
  /** All answered ones, as numerator and as denominator; `valueMs` is the wait. */
  behind: (question, _metric, part) =>
    part === 'excluded' ? leftOut(question, isAnswer) : waitsIn(question, isAnswer),
};

/** The value of a sorted, non-empty list that at least `percent` % of its values do not exceed. */
export function nearestRank(sorted: ArrayLike<number>, percent: number): number {
  const rank = Math.max(1, Math.ceil((percent * sorted.length) / 100));
  return sorted[rank - 1]!;
}

type Wanted = (moment: Moment) => boolean;

function isEnd({ waitMs }: Moment): boolean {
  return waitMs !== undefined;
}

function isAnswer(moment: Moment): boolean {
  return isEnd(moment) && (amountOf(moment, 'answered') ?? 0) > 0;
}

function waitsIn(question: Question, wanted: Wanted): Behind[] {
  const waits: Behind[] = [];
  for (const { leg, moments } of legsIn(question))
    for (const moment of moments)
      if (wanted(moment))
        waits.push({ ...rowOf(leg), countedAt: moment.at, valueMs: moment.waitMs! });
  return waits;
}

/** Legs that have part in the window, but not in the number. */
function leftOut(question: Question, wanted: Wanted): Behind[] {
  const out: Behind[] = [];
  for (const { queue, leg, moments } of legsIn(question))
    if (!moments.some(wanted))
      out.push({ ...rowOf(leg), reason: reasonOf(leg, queue.policy, wanted) });
  return out;
}

function reasonOf(leg: Leg, policy: QueuePolicy, wanted: Wanted): string {
  if (leg.counted.some(wanted)) return 'outsideWindow';
  if (isWaiting(leg)) return 'waiting';
  return isShortAbandon(leg, policy) ? 'shortAbandoned' : leg.exit!;
}

function rowOf(leg: Leg): Behind {
  const { contact, queue, offeredAt } = leg;
  return { contact, queue, leg, offeredAt, countedAt: null, valueMs: null, reason: null };
}
