import type { Counter } from '#schema/metrics/counters.ts';
import { COUNTERS } from '#schema/metrics/counters.ts';
import { definitionOf } from '#schema/metrics/definitions.ts';
import type { Formula, Sum } from '#schema/metrics/formula.ts';
import type { Instant } from '#schema/ids.ts';
import { amountOf } from '#server/floor/counts.ts';
import { isServing, isWaiting, isWrappingUp } from '#server/floor/leg.ts';
import type { BotSession, Leg, Moment, QueueState } from '#server/floor/state.ts';
import { isShortAbandon } from '#server/floor/leg-moments.ts';
import { workingOf, type Asked } from './asked.ts';
import type { FormulaFor } from './formula.ts';
import type { Behind, NumberPart, Question } from './question.ts';
import { botsIn, legsIn } from './window-legs.ts';

/**
 * What is behind a number, or behind one part of it: the counted things themselves, found through the
 * very moments that were counted, so that the list is as long as the number (SPEC M-12). A leg that
 * counts twice is listed twice. What came into the window and does not count is `excluded`, with why.
 */
export function behind(question: Question, asked: Asked, part: NumberPart): readonly Behind[] {
  const working = workingOf(asked);
  if (working.by === 'engine')
    return working.engine.behind?.(question, working.definition, part) ?? [];
  const lacking = 'metric' in asked ? definitionOf(asked.metric).lacking : undefined;
  const found: Behind[] = [];
  for (const candidate of candidates(question, working.formulaFor))
    collect(candidate, working.formulaFor, { part, lacking }, found);
  return found;
}

/** How much is behind a number, without the lists themselves. */
export interface BehindSummary {
  readonly numerator: number;
  readonly denominator: number;
  /** How many are left out, by reason. */
  readonly excluded: ReadonlyMap<string, number>;
  /** The newest instant at which anything came to count; null where nothing does. */
  readonly newestAt: Instant | null;
}

/** The lengths of all lists behind a number, found in one pass. */
export function summarise(question: Question, asked: Asked): BehindSummary {
  const working = workingOf(asked);
  if (working.by === 'engine')
    return summaryOf((part) => working.engine.behind?.(question, working.definition, part) ?? []);
  const lacking = 'metric' in asked ? definitionOf(asked.metric).lacking : undefined;
  const summary = { numerator: 0, denominator: 0, newestAt: null as Instant | null };
  const excluded = new Map<string, number>();
  const note = (moments: readonly Moment[]): number => {
    for (const { at } of moments) if (at > (summary.newestAt ?? -Infinity)) summary.newestAt = at;
    return moments.length;
  };
  for (const candidate of candidates(question, working.formulaFor)) {
    const { queue, moments } = candidate;
    const formula = working.formulaFor({ variant: queue.policy.serviceLevelVariant });
    const whole = formula.denominator ?? formula.numerator;
    const parts = hits(moments, formula.numerator);
    const all = formula.denominator ? hits(moments, formula.denominator) : parts;
    summary.numerator += note(parts);
    summary.denominator += note(all);
    if (all.length > 0) continue;
    const reason = reasonOf(candidate, whole, lacking);
    excluded.set(reason, (excluded.get(reason) ?? 0) + 1);
  }
  return { ...summary, excluded };
}

function summaryOf(list: (part: NumberPart) => readonly Behind[]): BehindSummary {
  const [numerator, denominator] = [list('numerator'), list('denominator')];
  let newestAt: Instant | null = null;
  for (const { countedAt } of [...numerator, ...denominator])
    if (countedAt !== null && countedAt > (newestAt ?? -Infinity)) newestAt = countedAt;
  const excluded = new Map<string, number>();
  for (const { reason } of list('excluded'))
    excluded.set(reason!, (excluded.get(reason!) ?? 0) + 1);
  return { numerator: numerator.length, denominator: denominator.length, excluded, newestAt };
}

/** Something that came into the window: a queue entry, or the assistant's part in a contact. */
interface Candidate {
  readonly queue: QueueState;
  readonly contact: string;
  readonly leg: Leg | null;
  readonly bot: BotSession | null;
  readonly arrivedAt: Instant;
  readonly moments: readonly Moment[];
}

function* candidates(question: Question, formulaFor: FormulaFor): Generator<Candidate> {
  const { numerator, denominator } = formulaFor({ variant: 'neg' });
  const counters = [...numerator, ...(denominator ?? [])].map(({ counter }) => counter);
  if (counters.some((counter) => !isOfBot(counter)))
    for (const { queue, leg, moments } of legsIn(question))
      yield { queue, contact: leg.contact, leg, bot: null, arrivedAt: leg.offeredAt, moments };
  if (counters.some(isOfBot))
    for (const { queue, contact, bot, moments } of botsIn(question)) {
      const leg = contact.story.legs[0] ?? null;
      const arrivedAt = bot.engagedAt;
      yield { queue, contact: contact.id, leg, bot, arrivedAt, moments };
    }
}

/** Adds what a candidate has of a part to `found`. */
function collect(
  candidate: Candidate,
  formulaFor: FormulaFor,
  { part, lacking }: { readonly part: NumberPart; readonly lacking: string | undefined },
  found: Behind[],
): void {
  const { queue, contact, leg, arrivedAt, moments } = candidate;
  const formula = formulaFor({ variant: queue.policy.serviceLevelVariant });
  const whole = formula.denominator ?? formula.numerator;
  // A day has tens of thousands of rows: each is made in one go.
  const add = (countedAt: Instant | null, valueMs: number | null, reason: string | null): void => {
    found.push({ contact, queue: queue.id, leg, offeredAt: arrivedAt, countedAt, valueMs, reason });
  };
  if (part !== 'excluded') {
    for (const moment of hits(moments, part === 'denominator' ? whole : formula.numerator))
      add(moment.at, valueOf(moment, formula), null);
  } else if (hits(moments, whole).length === 0) {
    add(null, null, reasonOf(candidate, whole, lacking));
  }
}

/** The moments that count in a sum, each as often as it does; what is subtracted takes some away again. */
function hits(moments: readonly Moment[], sum: Sum): Moment[] {
  const found: Moment[] = [];
  let less = 0;
  for (const moment of moments) {
    let times = 0;
    let adds = false;
    for (const { counter, factor } of sum) {
      const count = amountOf(moment, counter);
      if (count === undefined) continue;
      if (isCount(counter)) times += count * Math.sign(factor);
      else adds = true;
    }
    // A sum of times is made of the moments that add to it, also of those that add nothing.
    if (adds && times === 0) times = 1;
    for (let each = 0; each < times; each += 1) found.push(moment);
    if (times < 0) less -= times;
  }
  return less > 0 ? found.slice(0, Math.max(0, found.length - less)) : found;
}

/** What the moment adds to the sum of times that the number divides. */
function valueOf(moment: Moment, { numerator }: Formula): number | null {
  let value: number | null = null;
  for (const { counter, factor } of numerator) {
    const amount = COUNTERS[counter].unit === 'ms' ? amountOf(moment, counter) : undefined;
    if (amount !== undefined) value = (value ?? 0) + factor * amount;
  }
  return value;
}

/** Why something of the window does not count: how it left, where it is, or what it lacks. */
function reasonOf(candidate: Candidate, whole: Sum, lacking: string | undefined): string {
  const { leg, queue, bot } = candidate;
  if (hits((bot ?? leg)?.counted ?? [], whole).length > 0) return 'outsideWindow';
  if (bot || !leg) return lacking ?? 'notCounted';
  if (isWaiting(leg)) return 'waiting';
  if (isServing(leg)) return 'talking';
  if (leg.exit !== 'answered')
    return isShortAbandon(leg, queue.policy) ? 'shortAbandoned' : leg.exit!;
  if (lacking) return lacking;
  return isWrappingUp(leg) ? 'wrappingUp' : 'answered';
}

function isOfBot(counter: Counter): boolean {
  return counter.startsWith('bot');
}

function isCount(counter: Counter): boolean {
  return COUNTERS[counter].unit === 'contacts';
}
