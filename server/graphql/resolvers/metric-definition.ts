import { VARIANT_DEFINITIONS } from '#schema/metrics/variants.ts';
import type {
  CustomMetricResolvers,
  MetricDefinitionResolvers,
  MetricVariantResolvers,
} from '../generated/resolvers.gen.ts';

export const metricDefinitionResolvers: MetricDefinitionResolvers = {
  id: ({ definition }) => definition.id,
  name: ({ definition, locale }) => definition[locale].name,
  explanation: ({ definition, locale }) => definition[locale].explanation,
  formula: ({ definition, locale }) =>
    (locale === 'zh' ? definition.formulaZh : undefined) ?? definition.formula,
  unit: ({ definition }) => definition.unit,
  direction: ({ definition }) => definition.direction,
  attribution: ({ definition }) => definition.attribution,
  scopes: ({ definition }) => definition.scopes,
  rule: ({ definition }) => definition.rule,
  variants: ({ definition, locale }) =>
    definition.id === 'serviceLevelRatio'
      ? VARIANT_DEFINITIONS.map((variant) => ({ definition: variant, locale }))
      : [],
};

export const metricVariantResolvers: MetricVariantResolvers = {
  variant: ({ definition }) => definition.id,
  formula: ({ definition }) => definition.formula,
  explanation: ({ definition, locale }) => definition[locale],
  usedBy: ({ definition }) => definition.usedBy,
};

export const customMetricResolvers: CustomMetricResolvers = {
  id: ({ metric }) => metric.id,
  name: ({ metric }, { locale }) => metric[locale ?? 'en'].name,
  unit: ({ metric }) => metric.unit,
  direction: ({ metric }) => metric.direction,
  formula: ({ metric }) => metric.formula,
  value: ({ value }) => value,
};
