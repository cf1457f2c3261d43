import type { MetricName } from '#schema/metrics/definitions.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { Asked } from '#server/metrics/asked.ts';
import type { FloorView, NumberAsked, Scope } from '#server/metrics/view.ts';
import { badInput } from '../errors.ts';
import { toWindow, type WindowAsked } from '../window.ts';

/** A number as a client names it. Throws BAD_INPUT where the window or the variant makes no sense. */
export function numberAsked(options: {
  readonly scope?: Scope | null;
  readonly window: WindowAsked;
  readonly asked: Asked;
}): NumberAsked {
  const { scope, window, asked } = options;
  if ('metric' in asked && asked.variant !== null && asked.metric !== 'serviceLevelRatio')
    throw badInput('`variant` is expected with SERVICE_LEVEL_RATIO only.');
  return { scope: scope ?? {}, window: toWindow(window), asked };
}

/** One of ours or one of the site's own; exactly one of the two is to be named. */
export function metricAsked(
  view: FloorView,
  named: {
    readonly metric?: MetricName | null;
    readonly custom?: string | null;
    readonly variant?: ServiceLevelVariant | null;
  },
): Asked {
  const { metric, custom, variant } = named;
  if (metric && !custom) return { metric, variant: variant ?? null };
  if (!custom || metric) throw badInput('Either `metric` or `custom` is expected.');
  const site = view.siteMetrics.find(({ id }) => id === custom);
  if (site) return { site };
  const known = view.siteMetrics.map(({ id }) => id).join(', ') || 'none';
  throw badInput(`\`custom\` is expected to be a metric of this site (${known}).`);
}
