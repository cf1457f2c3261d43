import type { Alert } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import type { AuditReport } from '#server/audit/report.ts';
import type { Hub } from '#server/live/hub.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import type { FloorView, Scope } from '#server/metrics/view.ts';

/** What resolvers may ask of the rest of the server. Each port is one small function. */
export interface GraphPorts {
  /** The floor now. */
  view(): FloorView;
  readonly hub: Pick<Hub, 'cursor' | 'subscribe'>;
  /** The floor at a past instant, not later than now; null before the log begins. Absent: `floor(at:)` answers NOT_YET. */
  floorAt?(at: Instant): Promise<FloorView | null>;
  /**
   * Somebody watches a sliding window of this length: queues whose numbers change only because
   * something left the window are to be published. Ends when the returned function is called.
   */
  watchWindow(lengthMs: number): () => void;
  /** A person answers for an alert; `null` where there is no such alert. Resolves when it is on disk. */
  acknowledge(id: string, by: string): Promise<Alert | null>;
  /** Resolves when the message is on disk. */
  postNotice(notice: NewNotice): Promise<void>;
  /** Absent: `history` answers NOT_YET. */
  history?(asked: HistoryAsked): Promise<readonly SeriesView[]>;
  /** One sentence for a person. */
  alertText(alert: Alert, locale: Locale, view: FloorView): string;
  /** What the newest audit says. Absent: `audit` answers NOT_YET. */
  audit?(): AuditReport;
  server(): ServerView;
}

/** What a resolver is given. */
export interface GraphContext extends GraphPorts {
  readonly viewer: Viewer;
}

/** Who asks: a machine with the API token, or a browser that signed in. */
export type Viewer = { readonly kind: 'token' } | { readonly kind: 'session'; readonly id: string };

/** The languages Tidewall answers in. */
export type Locale = 'en' | 'zh';

export interface NewNotice {
  readonly text: string;
  readonly level: string | null;
  readonly until: Instant | null;
  readonly viewer: Viewer;
}

/** `[from, to)` in steps of `stepMs`. */
export interface HistoryAsked {
  readonly scope: Scope;
  readonly metrics: readonly MetricName[];
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
}

export interface SeriesView {
  readonly scope: string;
  readonly metric: MetricName;
  readonly startAt: Instant;
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
}

export interface ServerView {
  readonly buildId: string;
  /** The machine's clock. */
  readonly now: Instant;
  readonly mode: 'live' | 'demo' | 'replay';
}
