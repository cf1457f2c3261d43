import type { Alert, Severity } from '#schema/alert.ts';
import type { Instant, QueueId, SourceId } from '#schema/ids.ts';
import type { SiteMetric } from '#schema/metrics/site-metric.ts';
import type { SlidingWindows } from './sliding-windows.ts';
import type { SurgeView } from './view.ts';

/** What the view shows beside the floor's own state; the rooms that know it come later in the house. */
export interface FloorPorts {
  /** Metrics that this site has added by its configuration. */
  readonly siteMetrics: readonly SiteMetric[];
  readonly windows: SlidingWindows;
  surge(queue: QueueId): SurgeView | null;
  /** Contacts that past weeks lead to expect in each interval; null without history. */
  expected(
    queue: QueueId,
    series: { readonly startAt: Instant; readonly lengthMs: number; readonly count: number },
  ): readonly number[] | null;
  severity(queue: QueueId): Severity | null;
  openAlerts(): readonly Alert[];
  alert(id: string): Alert | null;
  alertsBetween(from: Instant, to: Instant): readonly Alert[];
  refused(source: SourceId): number;
}
