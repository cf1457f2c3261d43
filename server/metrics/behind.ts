import type { Counter } from '#schema/metrics/counters.ts';
import { COUNTERS } from '#schema/metrics/counters.ts';
import { definitionOf } from '#schema/metrics/definitions.ts';
import type { Formula, Sum } from '#schema/metrics/formula.ts';
import type { Instant } from '#schema/ids.ts';
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
  return [...candidates(question, working.formulaFor)].flatMap((candidate) =>
    counted(candidate, working.formulaFor, { part, lacking }),
  );
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

function counted(
  candidate: Candidate,
  formulaFor: FormulaFor,
  { part, lacking }: { readonly part: NumberPart; readonly lacking: string | undefined },
): Behind[] {
  const { queue, contact, leg, arrivedAt, moments } = candidate;
  const formula = formulaFor({ variant: queue.policy.serviceLevelVariant });
  const row = { contact, queue: queue.id, leg, offeredAt: arrivedAt };
  if (part === 'excluded') {
    const whole = formula.denominator ?? formula.numerator;
    if (hits(moments, whole).length > 0) return [];
    const reason = reasonOf(candidate, whole, lacking);
    return [{ ...row, countedAt: null, valueMs: null, reason }];
  }
  const sum =
    part === 'denominator' ? (formula.denominator ?? formula.numerator) : formula.numerator;
  return hits(moments, sum).map((moment) => ({
    ...row,
    countedAt: moment.at,
    valueMs: valueOf(moment, formula),
    reason: null,
  }));
}

/** The moments that count in a sum, each as often as it does; what is subtracted takes some away again. */
function hits(moments: readonly Moment[], sum: Sum): Moment[] {
  const found: Moment[] = [];
  let less = 0;
  for (const moment of moments) {
    let times = 0;
    let adds = false;
    for (const { counter, factor } of sum) {
      const count = moment.counts[counter];
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
function valueOf({ counts }: Moment, { numerator }: Formula): number | null {
  let value: number | null = null;
  for (const { counter, factor } of numerator)
    if (COUNTERS[counter].unit === 'ms' && counts[counter] !== undefined)
      value = (value ?? 0) + factor * counts[counter];
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
