import type { Attribution, MetricText } from '#schema/metrics/definition.ts';
import {
  definitionOf,
  type MetricName,
  type RegisteredMetric,
} from '#schema/metrics/definitions.ts';
import type { SiteMetric } from '#schema/metrics/site-metric.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import { ENGINES } from './engines.ts';
import { formulaFor, readFormula, type FormulaFor } from './formula.ts';
import type { Engine, Question, Reading } from './question.ts';

/** A metric as it is asked for: one of ours, in a variant where that means anything, or a site's own. */
export type Asked =
  | { readonly metric: MetricName; readonly variant: ServiceLevelVariant | null }
  | { readonly site: SiteMetric };

/** How an asked number is worked out. */
export type Working =
  | { readonly by: 'formula'; readonly formulaFor: FormulaFor }
  | { readonly by: 'engine'; readonly engine: Engine; readonly definition: RegisteredMetric };

export function workingOf(asked: Asked): Working {
  if ('site' in asked) return { by: 'formula', formulaFor: () => asked.site.worked };
  const formula = formulaFor(asked.metric, asked.variant);
  if (formula) return { by: 'formula', formulaFor: formula };
  const definition = definitionOf(asked.metric);
  if (definition.engine === 'formula')
    throw new Error(`a formula is expected for ${asked.metric}, but got none`);
  return { by: 'engine', engine: ENGINES[definition.engine], definition };
}

/** The number, with what it was divided from. */
export function readAsked(question: Question, asked: Asked): Reading {
  const working = workingOf(asked);
  if (working.by === 'engine') return working.engine.read(question, working.definition);
  const reading = readFormula(question.parts, working.formulaFor);
  // In LAST each side counts at its own time: four abandons of before over one offer is no share.
  const isNoShare = textOf(asked).unit === 'ratio' && (reading.value ?? 0) > 1;
  return isNoShare ? { ...reading, value: null } : reading;
}

/** What is told of a metric, whoever defined it. */
export interface AskedText {
  readonly unit: 'contacts' | 'agents' | 'ms' | 'ratio' | 'number';
  readonly direction: 'up' | 'down' | 'none';
  readonly attribution: Attribution;
  readonly rule: string;
  readonly formula: string;
  readonly formulaZh?: string;
  readonly en: MetricText;
  readonly zh: MetricText;
}

export function textOf(asked: Asked): AskedText {
  if ('metric' in asked) return definitionOf(asked.metric);
  // A site's own metrics are counted like all sums of counters, and laid down in its configuration.
  return { ...asked.site, attribution: 'arrival', rule: 'M-24' };
}
