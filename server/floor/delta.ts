import type { AgentId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import type { Moment } from './state.ts';

/** What one step of the fold changed, named exactly: whoever shows or judges the floor looks only there. */
export interface Delta {
  readonly queues: Set<QueueId>;
  readonly agents: Set<AgentId>;
  readonly sources: Set<SourceId>;
  notices: boolean;
  /** Counting that was taken back (`before`) and put in its place (`after`). */
  readonly counts: CountChange[];
  /** Contacts offered (+1), or taken back by a correction (-1). */
  readonly arrivals: { readonly queue: QueueId; readonly at: Instant; readonly by: 1 | -1 }[];
  /** Queues whose policy or name changed. */
  readonly policies: Set<QueueId>;
  /** Queues whose agents came or left. */
  readonly staff: Set<QueueId>;
}

export interface CountChange {
  readonly queue: QueueId;
  /** When what counts came in: the quarter hour that it is counted in. */
  readonly arrivedAt: Instant;
  readonly before: readonly Moment[];
  readonly after: readonly Moment[];
}

export function createDelta(): Delta {
  return {
    queues: new Set(),
    agents: new Set(),
    sources: new Set(),
    notices: false,
    counts: [],
    arrivals: [],
    policies: new Set(),
    staff: new Set(),
  };
}

/** Empties a delta for the next step: one is made for millions of steps. */
export function clearDelta(delta: Delta): void {
  if (delta.queues.size > 0) delta.queues.clear();
  if (delta.agents.size > 0) delta.agents.clear();
  if (delta.sources.size > 0) delta.sources.clear();
  delta.notices = false;
  if (delta.counts.length > 0) delta.counts.length = 0;
  if (delta.arrivals.length > 0) delta.arrivals.length = 0;
  if (delta.policies.size > 0) delta.policies.clear();
  if (delta.staff.size > 0) delta.staff.clear();
}
