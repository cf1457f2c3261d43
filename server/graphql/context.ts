import type { AgentState } from '#schema/agent-state.ts';
import type { Alert } from '#schema/alert.ts';
import type { AgentId, Instant } from '#schema/ids.ts';
import type { AuditReport } from '#server/audit/report.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { PaintedCounts, StepLatency } from '#server/latency/path-latency.ts';
import type { WrittenMarks } from '#server/live/change-set.ts';
import type { Hub } from '#server/live/hub.ts';
import type { HubUpdate } from '#server/live/hub-update.ts';
import type { FloorView, Scope } from '#server/metrics/view.ts';

/** What resolvers may ask of the rest of the server. Each port is one small function. */
export interface GraphPorts {
  /** The floor now. */
  view(): FloorView;
  readonly hub: Pick<
    Hub,
    'cursor' | 'subscribe' | 'attach' | 'position' | 'placeOf' | 'updateSince'
  >;
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
  /**
   * Plays the past from an instant on; null before the log begins, `tooMany` where as many are watching
   * the past as the server can show. Absent: `from` answers NOT_YET.
   */
  play?(asked: PlayAsked): Promise<Playback | 'tooMany' | null>;
  /** The nearest moment at which something happened in the scope. Absent: `step` answers NOT_YET. */
  step?(asked: StepAsked): Promise<Instant | null>;
  /** The first moment that the log still holds; null while it is empty. */
  floorFrom?(): Instant | null;
  /** Absent: `history` answers NOT_YET. */
  history?(asked: HistoryAsked): Promise<readonly SeriesView[]>;
  /** The start of the first interval kept; null while there is none. */
  historyFrom?(): Instant | null;
  /** Null for an agent that nobody knows. Absent: `agentDay` answers NOT_YET. */
  agentDay?(agent: AgentId, at: Instant): Promise<AgentDayView | null>;
  /** Alerts that were firing at some moment of `[from, to)`, also those that the floor has forgotten; newest first. */
  pastAlerts?(from: Instant, to: Instant): Promise<readonly Alert[]>;
  /** Whether what arrives can be kept. Absent: nothing is ever refused here. */
  log?(): LogHealthView;
  /** One sentence for a person. */
  alertText(alert: Alert, locale: Locale, view: FloorView): string;
  /** What the newest audit says. Absent: `audit` answers NOT_YET. */
  audit?(): AuditReport;
  /** How long events take to the screens. Absent: nothing is measured here. */
  readonly latency?: LatencyPort;
  server(): ServerView;
}

/** Measures the way of live events to the screens. */
export interface LatencyPort {
  /** An update with these events is made now: answers when that is. */
  sending(marks: WrittenMarks): Instant;
  /** A screen's report; false where too many come. */
  painted(report: PaintedCounts): boolean;
  /** Every step over the last minutes. */
  recent(minutes: number): readonly StepLatency[];
}

/** What a resolver is given. */
export interface GraphContext extends GraphPorts {
  readonly viewer: Viewer;
  /** Takes a subscription over that would have a feed of its own: told nothing here. */
  followLive?(asked: LiveAsked): AsyncIterableIterator<never>;
}

/** A subscription to the floor as it is now, checked. */
export interface LiveAsked {
  readonly scope: Scope;
  /** The cursor to resume from, as the client sent it. */
  readonly after: string | null;
  /** Lengths of the sliding windows to be watched, in milliseconds. */
  readonly lengths: ReadonlySet<number>;
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
  /** Splits the scope; null: the scope as a whole. */
  readonly by: HistoryBy | null;
  /** Of the service level; null: each queue's own. */
  readonly variant: ServiceLevelVariant | null;
}

export type HistoryBy = 'queue' | 'channel' | 'site' | 'team' | 'agent' | 'business' | 'language';

/** One metric of one member, step by step; `values`, `startsAt` and `corrected` are of one length. */
export interface SeriesView {
  readonly scope: string;
  readonly label: string;
  readonly metric: MetricName;
  readonly startAt: Instant;
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
  readonly startsAt: readonly Instant[];
  readonly corrected: readonly boolean[];
}

/** From which moment the past is played, and how fast: 60 shows a minute in a second. */
export interface PlayAsked {
  readonly from: Instant;
  readonly speed: number;
}

/** The past as a feed: a world of its own that moves, and what changes in it. */
export interface Playback {
  view(): FloorView;
  /** First a snapshot, then patches; ends where the past reaches the present. */
  readonly updates: AsyncIterableIterator<HubUpdate>;
  /** Somebody watches a sliding window of this length in that world. */
  watchWindow(lengthMs: number): () => void;
}

export interface StepAsked {
  readonly scope: Scope;
  readonly at: Instant;
  readonly to: 'nextEvent' | 'previousEvent' | 'nextAlert' | 'previousAlert';
}

/** What an agent did in a business day. */
export interface AgentDayView {
  readonly agent: AgentId;
  readonly name: string | null;
  readonly team: string | null;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly segments: readonly {
    readonly state: AgentState;
    readonly reason: string | null;
    readonly from: Instant;
    readonly until: Instant | null;
  }[];
}

/** The state of the log on its disk. */
export interface LogHealthView {
  readonly refusing: { readonly since: Instant; readonly reason: string } | null;
  readonly damage: readonly LogDamageView[];
}

export interface LogDamageView {
  /** Times of the whole entries before and behind it. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Entries lost, at the most; null where nobody can say. */
  readonly entries: number | null;
}

export interface ServerView {
  readonly buildId: string;
  /** The machine's clock. */
  readonly now: Instant;
  readonly mode: 'live' | 'demo' | 'replay';
}
