import type { Instant } from '#schema/ids.ts';
import type { AgentRecord, FloorState, Leg, QueueState } from '#server/floor/state.ts';
import { agentTimeSince, floorDay } from './days.ts';
import type { Part, Question } from './question.ts';
import type { SlidingWindows } from './sliding-windows.ts';
import { ownPartOf, partOf } from './tally-sums.ts';
import type { Window } from './window.ts';
import { boundsOf } from './window-legs.ts';

/** What a status is of. */
export interface Members {
  readonly queues: readonly QueueState[];
  /** Agents who are there now. */
  readonly agents: readonly AgentRecord[];
  /** Agents whose time since `from` counts, signed in or not. */
  workforce(from: Instant): readonly AgentRecord[];
  /** Of a team: only legs that one of its agents answered. */
  readonly isOwn?: (leg: Leg) => boolean;
}

/** The question that all numbers of a status over a window are answers to. */
export function questionOf(
  state: FloorState,
  windows: SlidingWindows,
  members: Members,
  window: Window,
): Question {
  const { queues, isOwn = null } = members;
  const { now } = state;
  const from = startOf(state, queues, window);
  let parts: readonly Part[] | null = null;
  let agents: readonly AgentRecord[] | null = null;
  return {
    state,
    window,
    queues,
    isOwn,
    from,
    present: members.agents,
    to: now,
    fromOf: agentTimeSince(state, queues, window),
    // Found when the first number asks for them: most need only one of the two.
    get agents() {
      agents ??= members.workforce(from);
      return agents;
    },
    get parts() {
      parts ??= queues.map((queue) =>
        isOwn ? ownPartOf(queue, window, { now, isOwn }) : partOf(queue, window, { now, windows }),
      );
      return parts;
    },
  };
}

/** Where time begins to be measured: with the earliest business day among the queues, or with the floor's. */
function startOf(state: FloorState, queues: readonly QueueState[], window: Window): Instant {
  const { now } = state;
  if (queues.length > 0)
    return Math.min(...queues.map((queue) => boundsOf(queue, window, now).from));
  return window.kind === 'last' ? now - window.lengthMs : floorDay(state).startAt;
}
