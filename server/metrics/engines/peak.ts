import type { Instant } from '#schema/ids.ts';
import type { Leg } from '#server/floor/state.ts';
import type { Behind, Engine, Question } from '../question.ts';
import { boundsOf } from '../window-legs.ts';

/** Which of a leg's two phases is counted. */
export type Phase = 'waiting' | 'serving';

/** The most legs in a phase at once, and the first instant at which there were as many; null for none. */
export interface Peak {
  readonly count: number;
  readonly at: Instant | null;
}

/**
 * The most contacts at once at any instant from the window's start up to and with now. All that
 * happens at one instant is taken together before it is looked at: a contact that is answered as the
 * next one arrives makes no queue of two. Over several queues it is the peak of their sum, each from
 * the start of its own day; who came before that and is still there counts from the first instant.
 */
export const PEAK_ENGINE: Engine = {
  read(question, { id }) {
    const { count } = peakOf(question, phaseOf(id));
    return { value: count, numerator: count, denominator: null };
  },
  /** Those there at the first instant of the peak, as numerator and as denominator. */
  behind(question, { id }, part) {
    const phase = phaseOf(id);
    const { at } = peakOf(question, phase);
    if (part === 'excluded' || at === null) return [];
    const behind: Behind[] = [];
    for (const { leg, from, to } of spansIn(question, phase)) {
      const { contact, queue, offeredAt } = leg;
      const countedAt = from;
      if (from <= at && at < to)
        behind.push({ contact, queue, leg, offeredAt, countedAt, valueMs: null, reason: null });
    }
    return behind;
  },
};

/** The peak of a phase over the window. */
export function peakOf(question: Question, phase: Phase): Peak {
  const begins: Instant[] = [];
  const ends: Instant[] = [];
  for (const { from, to } of spansIn(question, phase)) {
    begins.push(from);
    if (to <= question.to) ends.push(to);
  }
  return sweep(Float64Array.from(begins).sort(), Float64Array.from(ends).sort());
}

/** Steps through both sorted lists, instant by instant. */
function sweep(begins: Float64Array, ends: Float64Array): Peak {
  let count = 0;
  let most: Peak = { count: 0, at: null };
  let end = 0;
  for (let begin = 0; begin < begins.length;) {
    const at = begins[begin]!;
    for (; begin < begins.length && begins[begin] === at; begin += 1) count += 1;
    for (; end < ends.length && ends[end]! <= at; end += 1) count -= 1;
    if (count > most.count) most = { count, at };
  }
  return most;
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

interface LegSpan extends Span {
  readonly leg: Leg;
}

/** The part of each leg's phase that lies within the window; none that has no length. */
function* spansIn({ queues, window, isOwn, to }: Question, phase: Phase): Generator<LegSpan> {
  for (const queue of queues) {
    const bounds = boundsOf(queue, window, to);
    for (const leg of queue.legs) {
      if (leg.offeredAt > to) break;
      if (isOwn && !isOwn(leg)) continue;
      const span = spanOf(leg, phase);
      if (!span || span.from > to) continue;
      const from = Math.max(span.from, bounds.from);
      if (from < span.to) yield { leg, from, to: span.to };
    }
  }
}

/** `[from, to)`; without an end while it lasts. Null where the leg never was in the phase. */
function spanOf(leg: Leg, phase: Phase): Span | null {
  if (phase === 'waiting') return { from: leg.offeredAt, to: leg.exitAt ?? Infinity };
  if (leg.exit !== 'answered') return null;
  return { from: leg.exitAt!, to: leg.endedAt ?? Infinity };
}

function phaseOf(metric: string): Phase {
  if (metric === 'peakWaiting') return 'waiting';
  if (metric === 'peakServing') return 'serving';
  throw new Error(`peakWaiting or peakServing is expected, but got ${metric}`);
}
