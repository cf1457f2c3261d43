import type { Instant } from '#schema/ids.ts';

/*
 * What the page knows of the floor: decoded once at the feed's gate, instants as numbers.
 */

export type Severity = 'INFO' | 'WARNING' | 'CRITICAL';
export type AgentState =
  'AVAILABLE' | 'RINGING' | 'TALKING' | 'HOLDING' | 'AFTER_CONTACT_WORK' | 'PAUSED' | 'SIGNED_OUT';
export type SourceState = 'CONNECTING' | 'LIVE' | 'SILENT' | 'LOST' | 'ENDED';
export type FloorMode = 'LIVE' | 'DEMO' | 'REPLAY';

export interface Metrics {
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly shortAbandoned: number;
  readonly overflowed: number;
  readonly transferredOut: number;
  readonly undecided: number;
  readonly answeredWithinThreshold: number;
  readonly abandonedWithinThreshold: number;
  readonly pastThreshold: number;
  readonly serviceLevelRatio: number | null;
  readonly abandonmentRatio: number | null;
  readonly averageSpeedOfAnswerMs: number | null;
  readonly occupancyRatio: number | null;
  /** When something told late last changed a closed interval of the day; null where nothing did. */
  readonly correctedAt: Instant | null;
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

export interface Queue {
  readonly id: string;
  readonly name: string;
  readonly thresholdMs: number;
  readonly targetRatio: number;
  readonly serviceLevelVariant: string;
  /** Whose days and clocks its own are. */
  readonly timeZone: string;
  readonly severity: Severity | null;
  readonly stale: boolean;
  readonly staleSince: Instant | null;
  readonly waiting: number;
  readonly longestWaitingSince: Instant | null;
  readonly serving: number;
  /** Null on a board, which is told of agents in total only. */
  readonly agents: AgentCounts | null;
  readonly today: Metrics;
}

export interface Arrivals {
  readonly startAt: Instant;
  readonly lengthMs: number;
  readonly offered: readonly number[];
  readonly expected: readonly number[] | null;
}

export interface Total {
  readonly waiting: number;
  readonly longestWaitingSince: Instant | null;
  readonly longestWaitingQueue: string | null;
  readonly serving: number;
  readonly targetRatio: number | null;
  readonly thresholdMs: number | null;
  readonly stale: boolean;
  readonly agents: AgentCounts;
  readonly today: Metrics;
  /** The last thirty minutes. */
  readonly recent: { readonly serviceLevelRatio: number | null };
  readonly arrivals: Arrivals;
}

export interface Agent {
  readonly id: string;
  readonly name: string | null;
  readonly team: string | null;
  readonly state: AgentState;
  readonly reason: string | null;
  readonly since: Instant;
  readonly stale: boolean;
  /** Only the floor knows this agent: the source that should does not list it. */
  readonly ghost: boolean;
}

export interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly state: 'FIRING' | 'ACKNOWLEDGED' | 'RESOLVED';
  readonly queue: string | null;
  readonly since: Instant;
  readonly firedAt: Instant;
  readonly text: { readonly en: string; readonly zh: string };
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Instant | null;
  readonly value: number;
  readonly worst: number;
  readonly threshold: number;
}

export interface Source {
  readonly id: string;
  readonly kind: string;
  readonly state: SourceState;
  readonly since: Instant;
  readonly lastEventAt: Instant | null;
  readonly accepted: number;
  readonly refused: number;
  readonly reason: string | null;
  /** When it last listed its own state; null where it cannot. */
  readonly reconciledAt: Instant | null;
  /** How many differences between that list and the floor stand. */
  readonly differenceCount: number;
  /** Differences that its lists have put right since the log began. */
  readonly corrections: number;
  /** The longest first; then what has just been put right. */
  readonly differences: readonly Difference[];
}

/** A contact or an agent on which a source and the floor differ. */
export interface Difference {
  readonly kind: string;
  readonly contact: string | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly since: Instant;
  /** It has stood in two lists in a row. */
  readonly confirmed: boolean;
  /** The floor has taken the source's word. */
  readonly corrected: boolean;
}

export interface Notice {
  readonly id: string;
  readonly text: string;
  readonly level: string | null;
}

/** One update of the feed. In a patch, lists hold only what changed, each thing whole. */
export interface FloorChange {
  readonly kind: 'SNAPSHOT' | 'PATCH';
  readonly cursor: string;
  /** The floor's clock for these numbers. */
  readonly at: Instant;
  /** Null: unchanged. */
  readonly total: Total | null;
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
  readonly alerts: readonly Alert[];
  readonly sources: readonly Source[];
  readonly removed: {
    readonly queues: readonly string[];
    readonly agents: readonly string[];
    readonly alerts: readonly string[];
  };
  /** Null: unchanged. */
  readonly notices: readonly Notice[] | null;
  /** Null: unchanged. */
  readonly log: LogHealth | null;
  /** The way of the newest live event in it; absent or null where it tells of none. */
  readonly way?: UpdateWay | null;
}

/** When the newest event of an update was accepted, and the update made: by the server's clock. */
export interface UpdateWay {
  readonly acceptedAt: Instant;
  readonly sentAt: Instant;
}

/** How long live events took over one step of their way; milliseconds, null where nothing was counted. */
export interface StepLatency {
  /** As in `schema/latency.ts`. */
  readonly step: string;
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** Whether the log takes what is new, and whether what it has kept is whole. */
export interface LogHealth {
  /** The server's clock when its disk began to refuse; null while it takes. */
  readonly refusingSince: Instant | null;
  /** In the disk's own words. */
  readonly reason: string | null;
  readonly damage: readonly LogDamage[];
}

/** A stretch of the log that cannot be read, by the whole entries round it; null where there is none. */
export interface LogDamage {
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Entries that are missing, at the most; null where nobody can say. */
  readonly entries: number | null;
}

export interface ServerFacts {
  readonly buildId: string;
  readonly timeZone: string;
  readonly mode: FloorMode;
  /** The server machine's clock when it answered. */
  readonly now: Instant;
}
