import type { AgentState } from '#schema/agent-state.ts';
import type { Alert, Severity } from '#schema/alert.ts';
import type { Channel } from '#schema/channel.ts';
import type { DifferenceKind } from '#schema/difference.ts';
import type { AgentId, ContactId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import type { SiteMetric } from '#schema/metrics/site-metric.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { SourceState } from '#schema/source-state.ts';
import type { Asked } from './asked.ts';
import type { ExplanationView } from './explain.ts';
import type { Behind, NumberPart } from './question.ts';
import type { TopicView } from './topics.ts';
import type { MetricValues } from './values.ts';
import type { Window } from './window.ts';

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
  /** Numbers of a scope that names agents count the contacts that they answered. */
  readonly agents?: readonly AgentId[] | null;
}

export type GroupBy = 'channel' | 'site' | 'team' | 'business' | 'language';

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
  /** On the floor only: the source that should know this agent does not list it. */
  readonly ghost: boolean;
}

export interface SourceView extends ReconciliationView {
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

/** How a source's own list compares with the floor. */
export interface ReconciliationView {
  /** The instant of the newest list; null where the source gives none. */
  readonly reconciledAt: Instant | null;
  /** At most 200: those that stand, longest first, then those that the list has put right. */
  readonly differences: readonly DifferenceView[];
  /** How many stand. */
  readonly differenceCount: number;
  /** How much lists have put right since the log began. */
  readonly corrections: number;
}

export interface DifferenceView {
  readonly kind: DifferenceKind;
  readonly contact: ContactId | null;
  readonly agent: AgentId | null;
  readonly queue: QueueId | null;
  readonly since: Instant;
  /** It has stood in two lists in a row. */
  readonly confirmed: boolean;
  /** The floor has taken the source's word. */
  readonly corrected: boolean;
}

export interface NoticeView {
  readonly id: string;
  readonly text: string;
  readonly level: string | null;
  readonly postedAt: Instant;
  readonly until: Instant | null;
}

/** One counted thing behind a number: a queue entry of a contact, and what it adds. */
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
  readonly agentName: string | null;
  readonly exit: string | null;
  readonly topic: string | null;
  /** When it came to count; null where it is left out. */
  readonly countedAt: Instant | null;
  /** What it adds to a sum of times. */
  readonly valueMs: number | null;
  /** Why it is left out; null where it counts. */
  readonly reason: string | null;
}

/** A number on the wall, as it is asked about. */
export interface NumberAsked {
  readonly scope: Scope;
  readonly window: Window;
  readonly asked: Asked;
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
  /** Of anybody who was ever named, signed in or not; null where no name was told. */
  agentName(id: AgentId): string | null;
  total(scope: Scope): ScopeView;
  groups(scope: Scope, by: GroupBy): readonly ScopeView[];
  sources(): readonly SourceView[];
  notices(): readonly NoticeView[];
  /** Not resolved, newest first. */
  openAlerts(): readonly Alert[];
  alert(id: string): Alert | null;
  /** Firing at some moment of `[from, to)`, newest first. */
  alertsBetween(from: Instant, to: Instant): readonly Alert[];
  /** The contacts behind a part of a number, in any order; as many as it says. */
  behind(number: NumberAsked, part: NumberPart): readonly Behind[];
  /** One of them, as it is told. */
  contact(row: Behind): ContactView;
  /** Why a number is what it is. */
  explain(number: NumberAsked): ExplanationView;
  /** What contacts were about, most frequent first. */
  topics(scope: Scope, window: Window): readonly TopicView[];
  /** Metrics that this site has added. */
  readonly siteMetrics: readonly SiteMetric[];
}
