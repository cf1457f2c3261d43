import { alertById, alertsBetween, openAlerts, severityOf } from '#server/alerts/state.ts';
import { BUCKET_BOUNDS_MS } from '#schema/latency.ts';
import { alertText } from '#server/alerts/text.ts';
import { auditReport } from '#server/audit/report.ts';
import type { SiteMetric } from '#schema/metrics/site-metric.ts';
import { OWN_SOURCE } from '#server/floor/sources.ts';
import type { GraphPorts, LatencyPort } from '#server/graphql/context.ts';
import type { MetricSample } from '#server/http/prometheus.ts';
import type { Refusals } from '#server/ingest/refusals.ts';
import type { PathLatency } from '#server/latency/path-latency.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Hub } from '#server/live/hub.ts';
import { createFloorView } from '#server/metrics/floor-view.ts';
import { stoppedView } from '#server/metrics/stopped-view.ts';
import type { FloorView } from '#server/metrics/view.ts';
import { expectedSeries } from '#server/surge/expectation.ts';
import { surgeOf } from '#server/surge/running.ts';
import type { FloorMode } from './app-folders.ts';
import type { LogWatch } from './app-log-watch.ts';
import type { Pipeline } from './pipeline.ts';
import type { World } from './pipeline-world.ts';

/** What may be asked of a world. */
export function viewOf(
  world: World,
  /** Null for a floor of the past: what was refused is counted since this server started. */
  refusals: Refusals | null,
  siteMetrics: readonly SiteMetric[] = [],
): FloorView {
  const { floor, surge, alerts } = world.state;
  return createFloorView(floor, {
    siteMetrics,
    windows: world.windows,
    surge: (queue) => surgeOf(surge, queue),
    expected: (queue, { startAt, lengthMs, count }) =>
      expectedSeries(surge, queue, startAt, lengthMs, count),
    severity: (queue) => severityOf(alerts, queue),
    openAlerts: () => openAlerts(alerts),
    alert: (id) => alertById(alerts, id),
    alertsBetween: (from, to) => alertsBetween(alerts, from, to),
    refused: (source) => refusals?.of(source) ?? 0,
  });
}

export interface PortOptions {
  readonly world: World;
  readonly pipeline: Pipeline;
  readonly hub: Hub;
  readonly log: Pick<LogWatch, 'health' | 'stands'>;
  readonly clock: Clock;
  readonly refusals: Refusals;
  readonly buildId: string;
  readonly siteMetrics: readonly SiteMetric[];
  readonly mode: FloorMode;
  /** What is asked of other times than now. */
  readonly past: PastPorts;
  /** Absent: how long events take is not measured. */
  readonly latency?: PathLatency;
}

export type PastPorts = Pick<
  GraphPorts,
  'floorAt' | 'play' | 'step' | 'floorFrom' | 'history' | 'historyFrom' | 'agentDay' | 'pastAlerts'
>;

/** The ports that GraphQL asks through. */
export function graphPorts(options: PortOptions): GraphPorts {
  const { world, pipeline, clock, refusals } = options;
  const { log } = options;
  const view = stoppedView(viewOf(world, refusals, options.siteMetrics), () => log.stands);
  let notices = 0;
  return {
    view() {
      pipeline.reachNow();
      return view;
    },
    hub: options.hub,
    log: () => log.health,
    ...options.past,
    watchWindow: (lengthMs) => world.windows.watch(lengthMs),
    acknowledge: (id, by) => pipeline.acknowledge(id, by),
    async postNotice({ text, level, until }) {
      notices += 1;
      const at = options.mode === 'replay' ? view.now : clock.now();
      const id = `notice:${clock.now()}:${notices}`;
      const end = until === null ? null : new Date(until).toISOString();
      const data = { text, level, until: end };
      const event = { id, type: 'notice.posted', at, data };
      await pipeline.take(OWN_SOURCE, [event], { past: false });
    },
    alertText: (alert, locale, { queue, timeZone }) => {
      const named = queue(alert.queue);
      return alertText(alert, {
        queueName: named?.name ?? alert.queue,
        locale,
        timeZone: named?.timeZone ?? timeZone,
        floorTimeZone: timeZone,
      });
    },
    audit: () => auditReport(world.state.audit),
    ...(options.latency && { latency: latencyPort(options.latency, clock) }),
    server: () => ({ buildId: options.buildId, now: clock.now(), mode: options.mode }),
  };
}

function latencyPort(latency: PathLatency, clock: Clock): LatencyPort {
  return {
    sending(marks) {
      const now = clock.now();
      latency.sent(marks, now);
      return now;
    },
    painted: (report) => latency.painted(report, clock.now()),
    recent: (minutes) => latency.recent(minutes, clock.now()),
  };
}

/** The rooms' own numbers for the monitoring. */
export function metricSamples(world: World, refusals: Refusals, hub: Hub): MetricSample[] {
  const { floor, alerts } = world.state;
  const samples: MetricSample[] = [
    gauge('tidewall_floor_clock_seconds', "The floor's clock.", floor.now / 1000),
    gauge('tidewall_feed_readers', 'Subscriptions to the live feed.', hub.readers),
    gauge('tidewall_alerts_open', 'Alerts that are not resolved.', openAlerts(alerts).length),
    gauge('tidewall_contacts_known', 'Contacts the floor remembers.', floor.contacts.size),
  ];
  for (const queue of floor.queues.values()) {
    const labels = { queue: queue.id };
    samples.push(
      { ...gauge('tidewall_waiting', 'Contacts waiting.', queue.waiting.size), labels },
      { ...gauge('tidewall_serving', 'Contacts being handled.', queue.serving.size), labels },
    );
  }
  for (const source of floor.sources.values()) {
    const labels = { source: source.id };
    const live = source.state === 'live' ? 1 : 0;
    samples.push(
      { ...gauge('tidewall_source_live', '1 while the source is live.', live), labels },
      {
        ...counter('tidewall_events_accepted_total', 'Events accepted.', source.accepted),
        labels,
      },
      {
        ...counter('tidewall_events_unknown_total', 'Events of unknown types.', source.unknown),
        labels,
      },
    );
  }
  for (const [source, { differences, corrections }] of floor.reconciliations) {
    const labels = { source };
    samples.push(
      {
        ...gauge(
          'tidewall_source_differences',
          'Differences between what the source lists of itself and the floor.',
          differences.size,
        ),
        labels,
      },
      {
        ...counter(
          'tidewall_source_corrections_total',
          'What lists of the source have put right.',
          corrections,
        ),
        labels,
      },
    );
  }
  samples.push(...auditSamples(world));
  for (const { source, reason, count } of refusals.all())
    samples.push({
      ...counter('tidewall_events_refused_total', 'Events refused, by reason.', count),
      labels: { source, reason },
    });
  return samples;
}

/** Before the first audit there is nothing to tell. */
function auditSamples({ state: { floor, audit } }: World): MetricSample[] {
  const { outcome } = audit;
  if (outcome === null) return [];
  const ageSeconds = Math.max(0, floor.now - outcome.at) / 1000;
  return [
    gauge(
      'tidewall_audit_differences',
      'Points in which the newest audit found the shown numbers not to equal the log.',
      outcome.differenceCount,
    ),
    gauge('tidewall_audit_age_seconds', "The newest audit's age.", ageSeconds),
    gauge(
      'tidewall_audit_checked_contacts',
      'Contacts that the newest audit told anew from the log.',
      outcome.checkedContacts,
    ),
    gauge(
      'tidewall_audit_checked_tallies',
      'Quarter hours that the newest audit summed anew.',
      outcome.checkedTallies,
    ),
  ];
}

/** How long events take to the screens, for the monitoring: by step, in seconds. */
export function latencySamples(latency: PathLatency): MetricSample[] {
  const steps = latency.totals().map(({ step, counts, sumMs }): MetricSample => ({
    name: 'tidewall_path_seconds',
    help: 'How long live events took on their way to the screens, by step.',
    kind: 'histogram',
    bounds: BUCKET_BOUNDS_MS.map((ms) => ms / 1000),
    counts,
    sum: sumMs / 1000,
    labels: { step },
  }));
  const refused = counter(
    'tidewall_painted_reports_refused_total',
    'Reports of screens that were not counted because too many came.',
    latency.refused,
  );
  return [...steps, refused];
}

function gauge(name: string, help: string, value: number): MetricSample {
  return { name, help, kind: 'gauge', value };
}

function counter(name: string, help: string, value: number): MetricSample {
  return { name, help, kind: 'counter', value };
}
