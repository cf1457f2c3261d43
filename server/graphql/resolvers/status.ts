import { DAY_MS, MINUTE_MS } from '#schema/time/duration.ts';
import type { MetricValues } from '#server/metrics/values.ts';
import type { ArrivalSeriesView, StatusView } from '#server/metrics/view.ts';
import { badInput } from '../errors.ts';
import type { QueueMetricsResolvers, QueueStatusResolvers } from '../generated/resolvers.gen.ts';
import { toWindow, type WindowAsked } from '../window.ts';

export const queueStatusResolvers: QueueStatusResolvers = {
  metrics: (queue, { window }) => metricsOf(queue, window),
  arrivalsToday: (queue, { lengthMs }) => arrivalsOf(queue, lengthMs),
  forecast: () => null,
};

export const queueMetricsResolvers: QueueMetricsResolvers = {
  serviceLevelRatio: (metrics, { variant }) => metrics.serviceLevelRatio(variant ?? null),
  custom: (metrics) =>
    metrics.siteMetrics.map((metric) => ({ metric, value: metrics.site(metric) })),
};

/** The numbers of a queue or a roll-up over a window. */
export function metricsOf(status: StatusView, window: WindowAsked): MetricValues {
  return status.metrics(toWindow(window));
}

/** Arrivals of the day in intervals from a minute to a day. */
export function arrivalsOf(status: StatusView, lengthMs: number): ArrivalSeriesView {
  if (lengthMs < MINUTE_MS || lengthMs > DAY_MS || lengthMs % MINUTE_MS !== 0) {
    throw badInput(
      `arrivalsToday's lengthMs is expected to be whole minutes from ${MINUTE_MS} to ${DAY_MS}, but got ${lengthMs}.`,
    );
  }
  return status.arrivalsToday(lengthMs);
}
