import type { AgentState } from '#schema/agent-state.ts';
import type { Channel } from '#schema/channel.ts';
import type { FloorEvent } from '#schema/events/envelope.ts';
import type { AgentId, ContactId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { SourceState } from '#schema/source-state.ts';

/*
 * The floor's whole state: plain data (Maps, Sets, objects, arrays), so that a checkpoint is one
 * structured clone. Terms are those of schema/GLOSSARY.md.
 *
 *   FloorState ─ queues ── legs waiting / being served, tallies by quarter hour
 *              ├ contacts ─ events in time order ─> legs (one per queue entry)
 *              ├ agents ── what they said, legs they are busy with, segments of today
 *              └ sources ─ health, when last heard
 *
 * Invariants: (1) a contact's legs are a function of its events sorted by time; (2) a tally is the
 * sum of its legs' counts; (3) `waiting` and `serving` hold exactly the legs in that phase.
 */
export interface FloorState {
  /** The floor's clock: the latest instant the log has reached. 0 before the first entry. */
  now: Instant;
  /** Zone of the business day where a queue names none. */
  readonly timeZone: string;
  readonly queues: Map<QueueId, QueueState>;
  readonly agents: Map<AgentId, AgentRecord>;
  readonly contacts: Map<ContactId, ContactRecord>;
  readonly sources: Map<SourceId, SourceRecord>;
  readonly notices: Map<string, NoticeRecord>;
  /** Deadlines the clock has to pass: kept as a binary heap by `at`. */
  readonly deadlines: Deadline[];
}

/** What a queue is, with every default filled in. */
export interface QueuePolicy {
  readonly name: string;
  readonly channel: Channel;
  readonly site: string | null;
  readonly business: string | null;
  readonly language: string | null;
  /** Inclusive. */
  readonly thresholdMs: number;
  readonly targetRatio: number;
  /** Inclusive; 0 = none. */
  readonly shortAbandonMs: number;
  readonly serviceLevelVariant: ServiceLevelVariant;
  readonly timeZone: string;
  readonly dayStartMinutes: number;
}

export interface QueueState {
  readonly id: QueueId;
  policy: QueuePolicy;
  /** Legs waiting now, ringing included. */
  readonly waiting: Set<Leg>;
  /** Legs an agent is handling now, on hold included. */
  readonly serving: Set<Leg>;
  /** By the quarter hour of arrival; kept for two business days. */
  readonly tallies: Map<Instant, Tally>;
  /** Every leg of the days kept, by arrival: what the windows and the contact lists read. */
  readonly legs: Leg[];
  /** Sources whose events made these numbers. */
  readonly sources: Set<SourceId>;
  /** Agents that serve the queue. */
  readonly members: Set<AgentId>;
  /** When anything of it last changed. */
  changedAt: Instant;
}

export const LegExit = {
  answered: 'answered',
  abandoned: 'abandoned',
  shortAbandoned: 'shortAbandoned',
  overflowed: 'overflowed',
  transferredOut: 'transferredOut',
} as const;
export type LegExit = (typeof LegExit)[keyof typeof LegExit];

/** One queue entry of a contact, from the offer to the end of after-contact work. */
export interface Leg {
  readonly contact: ContactId;
  readonly queue: QueueId;
  /** The source's key for it, where it gave one. */
  readonly key: string | null;
  channel: Channel;
  readonly offeredAt: Instant;
  /** How the waiting ended, and when; null while it waits. */
  exit: LegExit | null;
  exitAt: Instant | null;
  /** Who it rings at now. */
  ringing: { agent: AgentId; since: Instant } | null;
  /** Who answered; null where the source does not know. */
  agent: AgentId | null;
  /** When the conversation was over. */
  endedAt: Instant | null;
  wrappedUpAt: Instant | null;
  /** Since when the customer is on hold now. */
  heldSince: Instant | null;
  /** Hold that is over. */
  holdMs: number;
  holds: number;
  /** RONA: how often an agent did not take it. */
  unanswered: number;
  transferredAfterAnswer: boolean;
  /** When a human first wrote back, and the turns answered since (text channels). */
  firstResponseAt: Instant | null;
  unansweredSince: Instant | null;
  responses: number;
  responseMs: number;
  rating: number | null;
  ratedAt: Instant | null;
  topic: string | null;
  /** What it adds to tallies as counted last; see legCounts. */
  counted: Moment[];
}

/** Part of what a leg counts for, at the instant it came about. */
export interface Moment {
  readonly at: Instant;
  readonly counts: Partial<Counts>;
}

/** What is counted. Sums of durations end in `Ms`. All additive; the longest wait stands beside. */
export interface Counts {
  offered: number;
  answered: number;
  abandoned: number;
  shortAbandoned: number;
  overflowed: number;
  transferredOut: number;
  transferredAfterAnswer: number;
  handled: number;
  answeredWithinThreshold: number;
  abandonedWithinThreshold: number;
  pastThreshold: number;
  callbackWithinThreshold: number;
  waitAnsweredMs: number;
  waitAbandonedMs: number;
  /** Ended conversations, and their talk and hold. */
  ended: number;
  talkMs: number;
  holdMs: number;
  held: number;
  /** Of handled ones: talk + hold + after-contact work, and the latter alone. */
  handleMs: number;
  afterContactWorkMs: number;
  firstResponses: number;
  firstResponseMs: number;
  responses: number;
  responseMs: number;
  rated: number;
  satisfied: number;
  botEngaged: number;
  botResolved: number;
  /** Meeting the queue's own target in its own variant: numerator and denominator for roll-ups. */
  serviceLevelMet: number;
  serviceLevelCounted: number;
}

export interface Tally {
  readonly counts: Counts;
  /** Longest wait that ended, of any exit; null where none ended. */
  longestWaitMs: number | null;
  /** When a closed interval was corrected by a late event; null where never. */
  correctedAt: Instant | null;
}

/** A contact: its events sorted by time (ties: by order of arrival), and what they tell. */
export interface ContactRecord {
  readonly id: ContactId;
  readonly events: FloorEvent[];
  legs: Leg[];
  bot: { queue: QueueId | null; engagedAt: Instant; resolved: boolean; handedOver: boolean } | null;
  /** Masked before it was stored. */
  customer: string | null;
  lastEventAt: Instant;
}

export interface AgentRecord {
  readonly id: AgentId;
  name: string | null;
  team: string | null;
  site: string | null;
  capacity: number | null;
  readonly queues: Set<QueueId>;
  signedIn: boolean;
  /** The state the source said itself, if it ever did. */
  said: { state: AgentState; reason: string | null; at: Instant } | null;
  /** The source tells contact states itself (talking, ringing, …): contact events no longer move the state. */
  saysContactStates: boolean;
  /** Legs it rings for, handles or wraps up. */
  readonly legs: Set<Leg>;
  /** What it does now, and since when. */
  state: AgentState;
  reason: string | null;
  since: Instant;
  /** States of the kept days, in order; the last one runs. */
  readonly segments: { state: AgentState; reason: string | null; from: Instant }[];
  /** Answer times of the kept days. */
  readonly answers: Instant[];
  readonly sources: Set<SourceId>;
}

export interface SourceRecord {
  readonly id: SourceId;
  kind: string;
  state: SourceState;
  since: Instant;
  /** The floor's clock when it was last heard, and the newest event time it told. */
  lastHeardAt: Instant | null;
  lastEventAt: Instant | null;
  /** Null: shows life by itself, never judged by silence. */
  silentAfterMs: number | null;
  accepted: number;
  unknown: number;
  reason: string | null;
}

export interface NoticeRecord {
  readonly id: string;
  readonly text: string;
  readonly level: string | null;
  readonly postedAt: Instant;
  readonly until: Instant | null;
}

/** Something to look at when the clock passes `at`. */
export interface Deadline {
  readonly at: Instant;
  readonly order: number;
  readonly what:
    | { readonly kind: 'threshold'; readonly contact: ContactId }
    | { readonly kind: 'notice'; readonly notice: string };
}
