import type { FanOut } from '#server/fan-out/fan-out.ts';
import type { MetricSample } from './prometheus.ts';

/** What the live feed shares, for /metrics: its price is that of the cohorts, not of who watches. */
export function feedSamples({ cohorts, subscriptions, counts }: FanOut): readonly MetricSample[] {
  return [
    gauge('tidewall_feed_cohorts', 'Different things that are asked of the live feed.', cohorts),
    gauge('tidewall_feed_shared_readers', 'Subscriptions that share cohorts.', subscriptions),
    counter('tidewall_feed_updates_made_total', 'Updates made, one for all alike.', counts.made),
    counter(
      'tidewall_feed_updates_executed_total',
      'Updates made by an ordinary GraphQL execution.',
      counts.executed,
    ),
    counter('tidewall_feed_updates_sent_total', 'Updates given to subscriptions.', counts.told),
    counter(
      'tidewall_feed_updates_skipped_total',
      'Updates that came to a slow subscription only with a newer one.',
      counts.skipped,
    ),
  ];
}

function gauge(name: string, help: string, value: number): MetricSample {
  return { name, help, kind: 'gauge', value };
}

function counter(name: string, help: string, value: number): MetricSample {
  return { name, help, kind: 'counter', value };
}
