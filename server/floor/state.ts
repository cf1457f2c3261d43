import type { AgentState } from '#schema/agent-state.ts';
import type { Channel } from '#schema/channel.ts';
import type { DifferenceKind } from '#schema/difference.ts';
import type { FloorEvent, FloorEventOf } from '#schema/events/envelope.ts';
import type { AgentId, ContactId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { SourceState } from '#schema/source-state.ts';

/*
 * The floor's whole state: plain data (Maps, Sets, objects, arrays), so that a checkpoint is one
 * structured clone. Terms are those of schema/GLOSSARY.md.
 *
 *   FloorState ─ queues ── legs waiting / being served, tallies by quarter hour
 *              ├ contacts ─ events in time order ─> legs (one per queue entry)
 *              ├ agents ── their own words in time order, legs they had to do with ─> segments of time
 *              └ sources ─ health, when last heard
 *
 * Invariants: (1) a contact's legs are a function of its events sorted by time; (2) a tally is the
 * sum of its legs' counts; (3) `waiting` and `serving` hold exactly the legs in that phase;
 * (4) an agent's segments are a function of its words and of its legs, sorted by time.
 */
export interface FloorState {
  /** The floor's clock: the latest instant the log has reached. 0 before the first entry. */
  now: Instant;
  /** Number of the log's entry that was applied last; 0 where entries have none. */
  seq: number;
  /** Zone of the business day where a queue names none. */
  readonly timeZone: string;
  /** When it last let go of what no number needs any more; 0 for never. */
  forgotAt: Instant;
  /** How long a source that says nothing of itself may be quiet; null: never judged. */
  readonly silentAfterMs: number | null;
  readonly queues: Map<QueueId, QueueState>;
  readonly agents: Map<AgentId, AgentRecord>;
  /** What agents are planned to do, by the day a shift begins on. A plan makes nobody appear on the floor. */
  readonly plans: Map<AgentId, Map<Instant, DayPlan>>;
  readonly contacts: Map<ContactId, ContactRecord>;
  /** Whose contacts they are, by the customer's pseudonym; null: too many to be one person. */
  readonly customers: Map<string, CustomerVisit[] | null>;
  readonly sources: Map<SourceId, SourceRecord>;
  /** Of sources that can list their own state: how the newest list compares with the floor. */
  readonly reconciliations: Map<SourceId, Reconciliation>;
  readonly notices: Map<string, NoticeRecord>;
  /** When a waiting contact passes its threshold: a binary heap by `at`. */
  readonly deadlines: Deadline[];
}

/** One of a customer's contacts, as far as it decides whether another one was in vain. Kept sorted by `at`. */
export interface CustomerVisit {
  readonly id: ContactId;
  /** When the contact began; Infinity where nobody has said it yet. */
  readonly at: Instant;
  readonly topic: string | null;
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
  /** When each part of the policy was told: the newest word by event time stands. */
  readonly toldAt: Partial<Record<keyof QueuePolicy, Instant>>;
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

/** How a contact came to a queue. */
export const LegEntry = {
  first: 'first',
  transferredIn: 'transferredIn',
  requeued: 'requeued',
} as const;
export type LegEntry = (typeof LegEntry)[keyof typeof LegEntry];

/** Why routing ended the wait, as far as metrics tell them apart. */
export const OverflowReason = {
  timeout: 'timeout',
  callback: 'callback',
  voicemail: 'voicemail',
  system: 'system',
  other: 'other',
} as const;
export type OverflowReason = (typeof OverflowReason)[keyof typeof OverflowReason];

/** One queue entry of a contact, from the offer to the end of after-contact work. */
export interface Leg {
  readonly contact: ContactId;
  readonly queue: QueueId;
  /** The source's key for it, where it gave one. */
  key: string | null;
  /** Handed to an agent past any queue: part of nobody's queue, only of the agent's work. */
  readonly direct: boolean;
  /** How the contact came to this queue: for the first time, from another one, or back again. */
  readonly entry: LegEntry;
  /** Null: the queue's own. */
  readonly channel: Channel | null;
  /** We called the customer; null where nobody said: then the channel tells. */
  readonly outbound: boolean | null;
  readonly offeredAt: Instant;
  /** How the waiting ended, and when; null while it waits. */
  exit: LegExit | null;
  exitAt: Instant | null;
  /** What routing said about it; null where it said nothing, or the exit was another. */
  overflow: OverflowReason | null;
  /** Whom it rang at, and until when; null while it rings. Several at once where a PBX rings all. */
  readonly rings: { readonly agent: AgentId; readonly since: Instant; until: Instant | null }[];
  /** Who had it one after another, as far as the source knows, and until when; null while it lasts. */
  readonly handlers: { readonly agent: AgentId; readonly from: Instant; until: Instant | null }[];
  /** When the conversation was over. */
  endedAt: Instant | null;
  wrappedUpAt: Instant | null;
  /**
   * When the agent was taken to be done with it, because the contact was answered again; null where
   * nothing was guessed. What is told later counts, but the agent's time stays as it was shown.
   */
  wrapUpGuessedAt: Instant | null;
  /** The source names the leg it speaks of: what it does not tell is not guessed. */
  toldByName: boolean;
  /** When the customer was on hold; `until` is null while it lasts. */
  readonly holds: { readonly from: Instant; until: Instant | null }[];
  /** RONA: who did not take it, and when. */
  readonly ronas: { readonly agent: AgentId; readonly at: Instant }[];
  transferredAfterAnswer: boolean;
  /** When a human first wrote back (text channels), and last. */
  firstResponseAt: Instant | null;
  lastReplyAt: Instant | null;
  /** The first customer message not answered yet. */
  unansweredSince: Instant | null;
  /** Customer turns answered: when, and how long the customer waited. */
  readonly turns: { at: Instant; waitMs: number }[];
  /** Satisfaction as a ratio of the scale. */
  rating: { ratio: number; at: Instant } | null;
  topic: string | null;
  /** When a complaint or an escalation was first raised. */
  escalatedAt: Instant | null;
  /** When a reply or resolution is due: the newest word. */
  dueAt: Instant | null;
  /** Quality checks, each as a share of its scale. */
  readonly checks: { readonly at: Instant; readonly ratio: number }[];
  /** When the knowledge base had no answer. */
  readonly misses: Instant[];
  /** What it adds to the tallies, as counted last. */
  counted: readonly Moment[];
}

/** Part of what a leg counts for, at the instant it came about. */
export interface Moment {
  readonly at: Instant;
  readonly counts: CountPairs;
  /** The wait that ended here, for the longest wait. */
  readonly waitMs?: number | undefined;
}

/** What something counts for, as numbers in a row: a counter's slot and how much it adds, and so on. */
export type CountPairs = readonly number[];

/**
 * What is counted (schema/metrics/counters.ts), each counter in its slot (SLOT). All additive; the
 * longest wait stands beside.
 */
export type Counts = number[];

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
  /** Null once the contact is long over: then only the log holds them (recall.ts). */
  events: FloorEvent[] | null;
  /** The time of its newest event. */
  newestAt: Instant;
  /** Where in the log it is told: between these entries, both included. */
  firstSeq: number;
  lastSeq: number;
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
  /** What it adds to the tallies of which queue, as counted last. */
  counted: readonly Moment[];
  countedIn: QueueId | null;
}

export interface AgentRecord extends Standing {
  readonly id: AgentId;
  /** The most contacts at once on any channel. */
  capacity: number | null;
  /** The time of the first event that named it. */
  namedAt: Instant;
  /** What it has said in the kept days, sorted by time; what `Standing` says here is their fold. */
  readonly words: AgentWord[];
  /** What it had said before these. */
  readonly opening: Opening;
  /** Legs it rings for, handles or wraps up. */
  readonly legs: Set<Leg>;
  /** Legs of the kept days that it has put down, or that rang at it in vain. */
  readonly past: Set<Leg>;
  /** What it does now, and since when. */
  state: AgentState;
  reason: string | null;
  since: Instant;
  /** States of the kept days, in order and without a gap; the last one runs. */
  readonly segments: Segment[];
  /** Words, legs and segments from here on are whole; of what was before, only what matters later. */
  keptFrom: Instant;
  /** The newest instant at which anything of it changed: what is told of later ones goes on from there. */
  knownUntil: Instant;
  /** The source that spoke of it last. */
  source: SourceId | null;
}

/** A state of an agent, from `from` until the next segment begins. */
export interface Segment {
  readonly state: AgentState;
  readonly reason: string | null;
  readonly from: Instant;
}

/** An event in which a source tells of an agent itself. */
export type AgentWord =
  | FloorEventOf<'agent.signedIn'>
  | FloorEventOf<'agent.signedOut'>
  | FloorEventOf<'agent.joinedQueue'>
  | FloorEventOf<'agent.leftQueue'>
  | FloorEventOf<'agent.stateChanged'>;

/** What an agent's words up to an instant say of it. */
export interface Standing {
  name: string | null;
  team: string | null;
  site: string | null;
  /** Contacts at once, a channel; `*` is one number for all of them together. Null where nobody told. */
  slots: Readonly<Record<string, number>> | null;
  /** Which queues it serves, and which it has left. */
  queues: Map<QueueId, QueuePart>;
  /** When a source first said which queues; until then they are those it answered in. */
  queuesToldAt: Instant | null;
  signedIn: boolean;
  /** When it last signed in or out; while nobody told, when it was first named. */
  signedAt: Instant;
  signInTold: boolean;
  /** When it last signed in after having been signed out; null where it never was. */
  cameAt: Instant | null;
  /** The state the source said itself, if it did since the last sign-in. */
  said: { readonly state: AgentState; readonly reason: string | null; readonly at: Instant } | null;
  /** The source tells contact states itself (talking, ringing, …): contact events no longer move the state. */
  saysContactStates: boolean;
}

/** The words that are no longer kept, as one. */
export interface Opening extends Standing {
  /** The time of the newest of them; 0 where there are none. */
  heardAt: Instant;
}

/** An agent's part in a queue: since the newest word about it, and when it last left. */
export interface QueuePart {
  readonly serves: boolean;
  readonly at: Instant;
  readonly leftAt: Instant | null;
  /** Nobody said so: it has answered there. */
  readonly isGuess: boolean;
}

/** An agent's shifts that begin on one day of the floor's zone: the newest word about that day. */
export interface DayPlan {
  /** When it was published, and by which event: of two at one instant the order is by that. */
  readonly at: Instant;
  readonly word: string;
  readonly shifts: readonly Shift[];
}

/** A stretch `[from, to)` of an agent's plan. */
export interface Shift {
  readonly from: Instant;
  readonly to: Instant;
  /** Ready for contacts; false for a break, lunch, a meeting, training. */
  readonly isWork: boolean;
  readonly activity: string;
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

/** A source's newest list, compared with the floor. */
export interface Reconciliation {
  /** The instant the list is of. */
  readonly at: Instant;
  /** Differences that stand, by what they are about. */
  readonly differences: Map<string, DifferenceRecord>;
  /** What this list has put right. */
  readonly corrected: readonly Difference[];
  /** How much lists have put right since the log began. */
  readonly corrections: number;
}

/** On what a source and the floor differ: a contact in a queue, an agent, or an agent's part in a queue. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly contact: ContactId | null;
  readonly agent: AgentId | null;
  readonly queue: QueueId | null;
}

export interface DifferenceRecord extends Difference {
  /** The instant of the first list in which it differed. */
  readonly since: Instant;
  /** In how many lists in a row. */
  readonly lists: number;
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
