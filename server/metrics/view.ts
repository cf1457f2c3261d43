import type { AgentState } from '#schema/agent-state.ts';
import type { Alert, Severity } from '#schema/alert.ts';
import type { Channel } from '#schema/channel.ts';
import type { AgentId, ContactId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { SourceState } from '#schema/source-state.ts';

/*
 * What may be asked of the floor, in the shape it is shown. Everything here is computed from the
 * fold at the moment of asking; nothing reads a clock.
 */

/** Which part of the floor; an empty or absent list means all. Lists are joined by AND. */
export interface Scope {
  readonly sites?: readonly string[] | null;
  readonly queues?: readonly QueueId[] | null;
  readonly channels?: readonly Channel[] | null;
  readonly teams?: readonly string[] | null;
  readonly businesses?: readonly string[] | null;
  readonly languages?: readonly string[] | null;
}

export type Window =
  | { readonly kind: 'today' }
  | { readonly kind: 'interval' }
  /** Sliding, `(now - lengthMs, now]`. */
  | { readonly kind: 'last'; readonly lengthMs: number };

export type GroupBy = 'channel' | 'site' | 'team' | 'business' | 'language';

/** Field names are those of GraphQL's QueueMetrics. Ratios and means are null where nothing counts. */
export interface MetricValues {
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly shortAbandoned: number;
  readonly overflowed: number;
  readonly transferredOut: number;
  readonly transferredAfterAnswer: number;
  readonly handled: number;
  readonly undecided: number;
  readonly answeredWithinThreshold: number;
  readonly abandonedWithinThreshold: number;
  readonly pastThreshold: number;
  /** `null` asks for the queue's own variant. */
  serviceLevelRatio(variant: ServiceLevelVariant | null): number | null;
  readonly abandonmentRatio: number | null;
  readonly averageSpeedOfAnswerMs: number | null;
  readonly averageTalkTimeMs: number | null;
  readonly averageHandleTimeMs: number | null;
  readonly averageAfterContactWorkMs: number | null;
  readonly averageHoldTimeMs: number | null;
  readonly longestWaitMs: number | null;
  readonly occupancyRatio: number | null;
  readonly firstResponseTimeMs: number | null;
  readonly averageResponseTimeMs: number | null;
  readonly satisfactionRatio: number | null;
  readonly botContainmentRatio: number | null;
}

export interface AgentCounts {
  readonly signedIn: number;
  readonly available: number;
  readonly ringing: number;
  readonly talking: number;
  readonly holding: number;
  readonly afterContactWork: number;
  readonly paused: number;
}

export interface SurgeView {
  readonly since: Instant;
  readonly ratio: number;
  readonly expectedPerMinute: number;
  readonly seenPerMinute: number;
}

export interface ArrivalSeriesView {
  readonly startAt: Instant;
  readonly lengthMs: number;
  readonly offered: readonly number[];
  readonly expected: readonly number[] | null;
}

/** Common to a queue and a roll-up. */
export interface StatusView {
  readonly waiting: number;
  readonly longestWaitingSince: Instant | null;
  readonly serving: number;
  readonly agents: AgentCounts;
  metrics(window: Window): MetricValues;
  arrivalsToday(lengthMs: number): ArrivalSeriesView;
  readonly surge: SurgeView | null;
  readonly asOf: Instant;
  readonly stale: boolean;
}

export interface QueueView extends StatusView {
  readonly id: QueueId;
  readonly name: string;
  readonly channel: Channel;
  readonly site: string | null;
  readonly business: string | null;
  readonly language: string | null;
  readonly thresholdMs: number;
  readonly targetRatio: number;
  readonly shortAbandonMs: number;
  readonly serviceLevelVariant: ServiceLevelVariant;
  readonly timeZone: string;
  readonly severity: Severity | null;
  readonly staleSince: Instant | null;
}

export interface ScopeView extends StatusView {
  /** `total`, or the value grouped by; '' where it has none. */
  readonly key: string;
  readonly longestWaitingQueue: QueueId | null;
  /** Shared by all queues of the scope, else null. */
  readonly targetRatio: number | null;
  readonly thresholdMs: number | null;
}

export interface AgentContactView {
  readonly id: ContactId;
  readonly queue: QueueId;
  readonly channel: Channel;
  readonly state: AgentState;
  readonly since: Instant;
}

export interface AgentView {
  readonly id: AgentId;
  readonly name: string | null;
  readonly team: string | null;
  readonly site: string | null;
  readonly state: AgentState;
  readonly reason: string | null;
  readonly since: Instant;
  readonly queues: readonly QueueId[];
  readonly contacts: readonly AgentContactView[];
  readonly capacity: number | null;
  readonly answeredToday: number;
  readonly occupancyRatio: number | null;
  readonly stale: boolean;
}

export interface SourceView {
  readonly id: SourceId;
  readonly kind: string;
  readonly state: SourceState;
  readonly since: Instant;
  readonly lastEventAt: Instant | null;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  readonly reason: string | null;
}

export interface NoticeView {
  readonly id: string;
  readonly text: string;
  readonly level: string | null;
  readonly postedAt: Instant;
  readonly until: Instant | null;
}

/** One queue entry of a contact, for the list behind a number. */
export interface ContactView {
  readonly id: ContactId;
  readonly queue: QueueId;
  readonly channel: Channel;
  readonly offeredAt: Instant;
  readonly answeredAt: Instant | null;
  readonly leftAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly waitMs: number | null;
  readonly agent: AgentId | null;
  readonly exit: string | null;
}

/** The whole floor at one instant. `null` for an id that is not there (any more). */
export interface FloorView {
  /** The floor's clock. */
  readonly now: Instant;
  readonly timeZone: string;
  /** Ids in the scope, in the order the queues were first seen. */
  queueIds(scope: Scope): readonly QueueId[];
  /** Agents in the scope: by team and site, and by the queues they serve. Signed-out ones are left out. */
  agentIds(scope: Scope): readonly AgentId[];
  queue(id: QueueId): QueueView | null;
  agent(id: AgentId): AgentView | null;
  total(scope: Scope): ScopeView;
  groups(scope: Scope, by: GroupBy): readonly ScopeView[];
  sources(): readonly SourceView[];
  notices(): readonly NoticeView[];
  /** Not resolved, newest first. */
  openAlerts(): readonly Alert[];
  alert(id: string): Alert | null;
  /** Firing at some moment of `[from, to)`, newest first. */
  alertsBetween(from: Instant, to: Instant): readonly Alert[];
}
