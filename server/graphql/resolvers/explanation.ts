import { COUNTERS } from '#schema/metrics/counters.ts';
import { EXCLUDED_REASONS } from '#schema/metrics/reasons.ts';
import type { ExplanationResolvers } from '../generated/resolvers.gen.ts';
import { contactPage } from './contact-page.ts';

export const explanationResolvers: ExplanationResolvers = {
  metric: ({ number: { asked } }) => ('metric' in asked ? asked.metric : null),
  at: ({ view }) => view.now,
  name: ({ explained, locale }) => explained.text[locale].name,
  explanation: ({ explained, locale }) => explained.text[locale].explanation,
  unit: ({ explained }) => explained.text.unit,
  direction: ({ explained }) => explained.text.direction,
  attribution: ({ explained }) => explained.text.attribution,
  rule: ({ explained }) => explained.text.rule,
  value: ({ explained }) => explained.reading.value,
  numerator: ({ explained }) => explained.reading.numerator,
  denominator: ({ explained }) => explained.reading.denominator,
  formula: ({ explained: { text }, locale }) =>
    (locale === 'zh' ? text.formulaZh : undefined) ?? text.formula,
  terms: ({ explained, locale }) =>
    explained.terms.map((term) => ({
      ...term,
      label: COUNTERS[term.counter][locale],
      unit: COUNTERS[term.counter].unit,
    })),
  sample: ({ explained }) => explained.sample,
  band: ({ explained }) => explained.band,
  variant: ({ explained }) => explained.variant,
  variants: ({ explained, locale }) =>
    explained.variants.map(({ definition, value, numerator, denominator }) => ({
      variant: definition.id,
      formula: definition.formula,
      explanation: definition[locale],
      usedBy: definition.usedBy,
      value,
      numerator: numerator ?? 0,
      denominator: denominator ?? 0,
    })),
  lastChangedAt: ({ explained }) => explained.lastChangedAt,
  correctedAt: ({ explained }) => explained.correctedAt,
  numeratorCount: ({ explained }) => explained.numeratorCount,
  denominatorCount: ({ explained }) => explained.denominatorCount,
  excluded: ({ explained, locale }) =>
    explained.excluded.map(({ reason, count }) => ({
      reason,
      count,
      label: EXCLUDED_REASONS[reason]?.[locale] ?? reason,
    })),
  agents: ({ explained, view }) =>
    explained.agents.map(({ agent, numerator, denominator }) => ({
      agent,
      name: view.agentName(agent),
      numerator,
      denominator,
      value: denominator > 0 ? numerator / denominator : null,
    })),
  contacts: ({ view, number }, { part, first, after }) =>
    contactPage(view, { number, part }, { first, after }),
};
