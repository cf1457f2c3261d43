import type { RegisteredMetric } from '#schema/metrics/definitions.ts';
import type { AgentId, ContactId, Instant, QueueId } from '#schema/ids.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { Counter } from '#schema/metrics/counters.ts';
import type { AgentRecord, FloorState, Leg, QueueState } from '#server/floor/state.ts';
import type { Window } from './window.ts';

/** Of what, and over which window, a number is asked. */
export interface Question {
  readonly state: FloorState;
  readonly window: Window;
  readonly queues: readonly QueueState[];
  /** Whose time counts, signed in or not. */
  readonly agents: readonly AgentRecord[];
  /** Who is there now. */
  readonly present: readonly AgentRecord[];
  /** What each queue counted in the window. */
  readonly parts: readonly Part[];
  /** For what is measured in time rather than counted: `[from, to)`, `to` being the floor's now. */
  readonly from: Instant;
  readonly to: Instant;
  /** Since when an agent's time counts: not always `from`, where days begin apart (SPEC T-10). */
  fromOf(agent: AgentRecord): Instant;
  /** Of a team's roll-up: only legs that one of its agents answered. */
  readonly isOwn: ((leg: Leg) => boolean) | null;
}

/** What one queue counted in a window. */
export interface Part {
  count(counter: Counter): number;
  readonly longestWaitMs: number | null;
  /** The queue's own service-level variant. */
  readonly variant: ServiceLevelVariant;
  /** When a closed interval of it was last corrected; null where never. */
  readonly correctedAt: Instant | null;
}

/** A number with what it was divided from; `value` is null where nothing counts. */
export interface Reading {
  readonly value: number | null;
  readonly numerator: number | null;
  /** Null where the number is no quotient. */
  readonly denominator: number | null;
}

export type NumberPart = 'numerator' | 'denominator' | 'excluded';

/** One counted thing behind a number, or one that is left out. */
export interface Behind {
  readonly contact: ContactId;
  readonly queue: QueueId;
  /** Null for the assistant's part in a contact that never entered a queue. */
  readonly leg: Leg | null;
  readonly offeredAt: Instant;
  /** When it came to count; null where it is left out. */
  readonly countedAt: Instant | null;
  /** What it adds to a sum of times. */
  readonly valueMs: number | null;
  /** Why it is left out; null where it counts. */
  readonly reason: string | null;
}

/** Whose time a number is made of. */
export interface AgentPart {
  readonly agent: AgentId;
  readonly numerator: number;
  readonly denominator: number;
}

/** A procedure that works out metrics which are no plain sum over a sum of counters. */
export interface Engine {
  read(question: Question, metric: RegisteredMetric): Reading;
  /** The legs behind the number; as many as the number (or its parts) says. Absent: it is made of time. */
  behind?(question: Question, metric: RegisteredMetric, part: NumberPart): readonly Behind[];
  /** Of numbers made of agents' time: each agent's share, most first. */
  agents?(question: Question, metric: RegisteredMetric): readonly AgentPart[];
}

export const NO_READING: Reading = { value: null, numerator: null, denominator: null };

/** The quotient; null where there is nothing to divide by (SPEC M-6). */
export function reading(numerator: number, denominator: number): Reading {
  return { value: denominator > 0 ? numerator / denominator : null, numerator, denominator };
}
