import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import type { Answer } from './answer.ts';
import type { AgentState, FloorMode, Severity } from './model.ts';
import type { Bilingual } from './why-model.ts';

/*
 * What the page knows of the past: asked over HTTP, decoded once at the feed's gate, instants as numbers.
 */

/** Of what the numbers are; `floor` is everything. */
export const ScopeKind = {
  floor: 'floor',
  queue: 'queue',
  channel: 'channel',
  site: 'site',
  team: 'team',
  business: 'business',
  language: 'language',
  agent: 'agent',
} as const;
export type ScopeKind = (typeof ScopeKind)[keyof typeof ScopeKind];
export const SCOPE_KINDS: readonly ScopeKind[] = Object.values(ScopeKind);

export interface HistoryScope {
  readonly kind: ScopeKind;
  /** Empty for the whole floor. */
  readonly id: string;
}
export const WHOLE_FLOOR: HistoryScope = { kind: ScopeKind.floor, id: '' };

/** A scope that can be chosen, as people call it. */
export interface ScopeChoice extends HistoryScope {
  readonly name: string;
}

/** An agent as the floor knows it now. */
export interface KnownAgent {
  readonly id: string;
  readonly name: string;
  /** Null: in none. */
  readonly team: string | null;
}

export interface ScopeChoices {
  readonly scopes: readonly ScopeChoice[];
  readonly agents: readonly KnownAgent[];
}

/** How far back numbers are kept, and whose day it is. */
export interface Kept {
  /** The start of the first interval; null while there is none. */
  readonly from: Instant | null;
  /** The floor's clock when this was answered. */
  readonly to: Instant;
  readonly timeZone: string;
  readonly mode: FloorMode;
}

export interface SeriesAsked {
  readonly scope: HistoryScope;
  readonly metrics: readonly MetricName[];
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
  /** Splits the scope. */
  readonly by: Exclude<ScopeKind, 'floor'> | null;
  /** Of the service level: in this variant instead of each queue's own. */
  readonly variant: string | null;
}

/** One metric of one member; the three lists are of one length. */
export interface HistorySeries {
  /** The member of `by`, or `total`. */
  readonly scope: string;
  readonly label: string;
  readonly metric: MetricName;
  readonly stepMs: number;
  readonly startsAt: readonly Instant[];
  /** Null where nothing was kept, or nothing counts. */
  readonly values: readonly (number | null)[];
  /** Late events changed the step after it was over. */
  readonly corrected: readonly boolean[];
}

export interface AgentSegment {
  readonly state: AgentState;
  readonly reason: string | null;
  readonly from: Instant;
  /** Null while it lasts. */
  readonly until: Instant | null;
}

export interface AgentDay {
  readonly agent: string;
  readonly name: string;
  readonly team: string | null;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly segments: readonly AgentSegment[];
}

/** An alert as it is told of afterwards. */
export interface PastAlert {
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly queue: string | null;
  readonly firedAt: Instant;
  /** Null while it goes on. */
  readonly resolvedAt: Instant | null;
  readonly text: Bilingual;
  readonly acknowledgedBy: string | null;
  readonly value: number;
  readonly worst: number;
  readonly threshold: number;
}

/** A stretch of the log that was found damaged. */
export interface Damage {
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly text: Bilingual;
}

/** The questions about the past; the feed answers them. */
export interface HistoryApi {
  kept(): Promise<Answer<Kept>>;
  scopes(): Promise<Answer<ScopeChoices>>;
  series(asked: SeriesAsked): Promise<Answer<readonly HistorySeries[]>>;
  agentDay(agent: string, at: Instant): Promise<Answer<AgentDay>>;
  alerts(asked: {
    readonly scope: HistoryScope;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<Answer<readonly PastAlert[]>>;
  damage(): Promise<Answer<readonly Damage[]>>;
}
