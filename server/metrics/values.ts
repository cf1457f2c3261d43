import type { CountName, MetricName } from '#schema/metrics/definitions.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import type { Instant } from '#schema/ids.ts';
import type { SiteMetric } from '#schema/metrics/site-metric.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import { readAsked } from './asked.ts';
import type { Question } from './question.ts';

/** Counts are always a number; ratios and means are null where nothing counts (SPEC M-6). */
type Values = {
  readonly [M in Exclude<MetricName, 'serviceLevelRatio'>]: M extends CountName
    ? number
    : number | null;
};

/**
 * Every registered metric of a question by its name, which is that of GraphQL's QueueMetrics. Each is
 * worked out when it is read, and only then: a wall that shows five numbers pays for five.
 */
export interface MetricValues extends Values {
  /** `null` asks for each queue's own variant. */
  serviceLevelRatio(variant: ServiceLevelVariant | null): number | null;
  /** A site's own metric. */
  site(metric: SiteMetric): number | null;
  /** The site's own metrics that there are. */
  readonly siteMetrics: readonly SiteMetric[];
  /** When something told late last changed a closed interval of the window; null where nothing did. */
  readonly correctedAt: Instant | null;
}

export function metricValues(
  question: Question,
  siteMetrics: readonly SiteMetric[] = [],
): MetricValues {
  const values = Object.create(REGISTERED) as MetricValues & { question: Question };
  return Object.assign(values, { question, siteMetrics });
}

/** The names under which numbers can be read from MetricValues as plain properties. */
export const VALUE_NAMES: readonly Exclude<MetricName, 'serviceLevelRatio'>[] =
  METRIC_DEFINITIONS.flatMap(({ id }) => (id === 'serviceLevelRatio' ? [] : [id]));

interface Asking {
  readonly question: Question;
}

const REGISTERED = {
  serviceLevelRatio(this: Asking, variant: ServiceLevelVariant | null): number | null {
    return readAsked(this.question, { metric: 'serviceLevelRatio', variant }).value;
  },
  site(this: Asking, metric: SiteMetric): number | null {
    return readAsked(this.question, { site: metric }).value;
  },
};

Object.defineProperty(REGISTERED, 'correctedAt', {
  enumerable: true,
  get(this: Asking): Instant | null {
    let latest: Instant | null = null;
    for (const { correctedAt } of this.question.parts)
      if (correctedAt !== null && correctedAt > (latest ?? 0)) latest = correctedAt;
    return latest;
  },
});
for (const metric of VALUE_NAMES)
  Object.defineProperty(REGISTERED, metric, {
    enumerable: true,
    get(this: Asking): number | null {
      return readAsked(this.question, { metric, variant: null }).value;
    },
  });
