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
  /** How long a source that says nothing of itself may be quiet; null: never judged. */
  readonly silentAfterMs: number | null;
  readonly queues: Map<QueueId, QueueState>;
  readonly agents: Map<AgentId, AgentRecord>;
  readonly contacts: Map<ContactId, ContactRecord>;
  readonly sources: Map<SourceId, SourceRecord>;
  readonly notices: Map<string, NoticeRecord>;
  /** When a waiting contact passes its threshold: a binary heap by `at`. */
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
  /** The source that spoke of it last: when that one falls silent, these numbers are stale. */
  source: SourceId | null;
  /** Agents that serve the queue, signed in or not. */
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
  key: string | null;
  /** Handed to an agent past any queue: part of nobody's queue, only of the agent's work. */
  readonly direct: boolean;
  /** Null: the queue's own. */
  readonly channel: Channel | null;
  readonly offeredAt: Instant;
  /** How the waiting ended, and when; null while it waits. */
  exit: LegExit | null;
  exitAt: Instant | null;
  /** Whom it rang at, and until when; null while it rings. Several at once where a PBX rings all. */
  readonly rings: { readonly agent: AgentId; readonly since: Instant; until: Instant | null }[];
  /** Who answered; null where the source does not know. */
  agent: AgentId | null;
  /** When the conversation was over. */
  endedAt: Instant | null;
  wrappedUpAt: Instant | null;
  /** When the conversation began or was last taken off hold. */
  talkingSince: Instant | null;
  /** Since when the customer is on hold now. */
  heldSince: Instant | null;
  /** Hold that is over. */
  holdMs: number;
  holds: number;
  /** RONA: how often an agent did not take it. */
  unanswered: number;
  transferredAfterAnswer: boolean;
  /** When a human first wrote back (text channels). */
  firstResponseAt: Instant | null;
  /** The first customer message not answered yet. */
  unansweredSince: Instant | null;
  /** Customer turns answered: when, and how long the customer waited. */
  readonly turns: { at: Instant; waitMs: number }[];
  /** Satisfaction as a ratio of the scale. */
  rating: { ratio: number; at: Instant } | null;
  topic: string | null;
  /** What it adds to the tallies, as counted last. */
  counted: readonly Moment[];
}

/** Part of what a leg counts for, at the instant it came about. */
export interface Moment {
  readonly at: Instant;
  readonly counts: Partial<Counts>;
  /** The wait that ended here, for the longest wait. */
  readonly waitMs?: number;
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
}

export interface Tally {
  readonly counts: Counts;
  /** Longest wait that ended, of any exit; null where none ended. */
  longestWaitMs: number | null;
  /** When a closed interval was corrected by a late event; null where never. */
  correctedAt: Instant | null;
}

/** A contact: its events sorted by time, and what they tell. */
export interface ContactRecord {
  readonly id: ContactId;
  readonly events: FloorEvent[];
  story: Story;
  /** Masked before it was stored. */
  customer: string | null;
}

/** What a contact's events tell: its queue entries in the order they began, and the assistant's part. */
export interface Story {
  readonly contact: ContactId;
  readonly legs: Leg[];
  bot: BotSession | null;
  channel: Channel | null;
}

/** The AI assistant's part in a contact; counted for a queue where the events name one. */
export interface BotSession {
  queue: QueueId | null;
  readonly engagedAt: Instant;
  resolvedAt: Instant | null;
  handedOverAt: Instant | null;
  counted: readonly Moment[];
}

export interface AgentRecord {
  readonly id: AgentId;
  name: string | null;
  team: string | null;
  site: string | null;
  capacity: number | null;
  /** Which queues it serves: the newest word a queue, by event time. */
  readonly queues: Map<QueueId, { serves: boolean; at: Instant }>;
  /** False while the source has not said which queues: then they are those it answered in. */
  queuesTold: boolean;
  signedIn: boolean;
  /** When it last signed in or out; while nobody told, when it was first named. */
  signedAt: Instant;
  signInTold: boolean;
  /** The state the source said itself, if it did since the last sign-in. */
  said: { state: AgentState; reason: string | null; at: Instant } | null;
  /** The source tells contact states itself (talking, ringing, …): contact events no longer move the state. */
  saysContactStates: boolean;
  /** Legs it rings for, handles or wraps up. */
  readonly legs: Set<Leg>;
  /** Legs of the kept days that it has put down, or that rang at it in vain. */
  readonly past: Set<Leg>;
  /** What it does now, and since when. */
  state: AgentState;
  reason: string | null;
  since: Instant;
  /** States of the kept days, in order; the last one runs. */
  readonly segments: { state: AgentState; reason: string | null; from: Instant }[];
  /** The source that spoke of it last. */
  source: SourceId | null;
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
  readonly contact: ContactId;
}
