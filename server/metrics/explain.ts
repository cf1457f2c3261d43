import type { Counter } from '#schema/metrics/counters.ts';
import { VARIANT_DEFINITIONS, type VariantDefinition } from '#schema/metrics/variants.ts';
import { wilsonBand, type Band } from '#schema/metrics/wilson.ts';
import type { Instant } from '#schema/ids.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import { readAsked, textOf, workingOf, type Asked, type AskedText } from './asked.ts';
import { summarise } from './behind.ts';
import type { FormulaFor } from './formula.ts';
import type { AgentPart, Question, Reading } from './question.ts';

/** One counter of a formula, with what it counts now. */
export interface TermView {
  readonly counter: Counter;
  readonly part: 'numerator' | 'denominator';
  readonly factor: number;
  readonly value: number;
}

export interface VariantReading extends Reading {
  readonly definition: VariantDefinition;
}

/** Why a number is what it is. */
export interface ExplanationView {
  readonly asked: Asked;
  readonly text: AskedText;
  readonly reading: Reading;
  readonly terms: readonly TermView[];
  /** How many contacts, turns or ratings it rests on; null where it rests on time. */
  readonly sample: number | null;
  /** Of a share of contacts: where the true one lies, at 90 %. */
  readonly band: Band | null;
  /** Of a service level: the variant used; null where queues with different ones meet. */
  readonly variant: ServiceLevelVariant | null;
  readonly variants: readonly VariantReading[];
  /** The newest instant at which anything came to count in it. */
  readonly lastChangedAt: Instant | null;
  readonly correctedAt: Instant | null;
  readonly numeratorCount: number;
  readonly denominatorCount: number;
  /** How many are left out, by reason, most first. */
  readonly excluded: readonly { readonly reason: string; readonly count: number }[];
  /** Of numbers made of agents' time. */
  readonly agents: readonly AgentPart[];
}

/** Everything there is to say about a number, taken at one instant from one state. */
export function explain(question: Question, asked: Asked): ExplanationView {
  const working = workingOf(asked);
  const reading = readAsked(question, asked);
  const text = textOf(asked);
  const counted = summarise(question, asked);
  const isTime = working.by === 'engine' && !working.engine.behind;
  const isLevel = 'metric' in asked && asked.metric === 'serviceLevelRatio';
  return {
    asked,
    text: isLevel ? { ...text, formula: levelFormula(question, asked.variant) } : text,
    reading,
    terms: working.by === 'formula' ? termsOf(question, working.formulaFor) : [],
    sample: isTime ? null : counted.denominator,
    band: text.unit === 'ratio' && !isTime ? bandOf(reading, counted.denominator) : null,
    variant: isLevel ? (asked.variant ?? sharedVariant(question)) : null,
    variants: isLevel ? variantsOf(question) : [],
    lastChangedAt: counted.newestAt,
    correctedAt: correctedAt(question),
    numeratorCount: counted.numerator,
    denominatorCount: counted.denominator,
    excluded: mostFirst(counted.excluded),
    agents:
      working.by === 'engine' ? (working.engine.agents?.(question, working.definition) ?? []) : [],
  };
}

/** Wilson's band where the number is a share of whole contacts. */
function bandOf({ numerator, denominator }: Reading, sample: number): Band | null {
  if (numerator === null || denominator === null || denominator !== sample) return null;
  return numerator <= denominator ? wilsonBand(numerator, denominator) : null;
}

/** The counters of the formula, summed over the queues, in the order of the formula. */
function termsOf(question: Question, formulaFor: FormulaFor): TermView[] {
  const terms = new Map<string, TermView>();
  const parts =
    question.parts.length > 0 ? question.parts : [{ variant: 'neg' as const, count: () => 0 }];
  for (const part of parts) {
    const { numerator, denominator } = formulaFor(part);
    for (const [side, sum] of [
      ['numerator', numerator],
      ['denominator', denominator ?? []],
    ] as const)
      for (const { counter, factor } of sum) {
        const key = `${side} ${counter}`;
        const value = (terms.get(key)?.value ?? 0) + part.count(counter);
        terms.set(key, { counter, part: side, factor, value });
      }
  }
  return [...terms.values()];
}

function levelFormula(question: Question, variant: ServiceLevelVariant | null): string {
  const used = variant ?? sharedVariant(question);
  const definition = VARIANT_DEFINITIONS.find(({ id }) => id === used);
  return definition?.formula ?? VARIANT_DEFINITIONS[0]!.formula;
}

function variantsOf(question: Question): VariantReading[] {
  return VARIANT_DEFINITIONS.map((definition) => ({
    definition,
    ...readAsked(question, { metric: 'serviceLevelRatio', variant: definition.id }),
  }));
}

function sharedVariant({ parts }: Question): ServiceLevelVariant | null {
  const [first] = parts;
  return first && parts.every(({ variant }) => variant === first.variant) ? first.variant : null;
}

function correctedAt({ parts }: Question): Instant | null {
  let at: Instant | null = null;
  for (const part of parts)
    if (part.correctedAt !== null && part.correctedAt > (at ?? 0)) at = part.correctedAt;
  return at;
}

function mostFirst(counts: ReadonlyMap<string, number>): { reason: string; count: number }[] {
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
