import { isHandledBy } from '#server/floor/leg.ts';
import type { AgentRecord, FloorState, Leg, QueueState } from '#server/floor/state.ts';
import { countAgents } from './agent-view.ts';
import { floorDay } from './days.ts';
import type { FloorPorts } from './floor-ports.ts';
import { questionOf, type Members } from './question-of.ts';
import { metricValues } from './values.ts';
import type { ScopeView } from './view.ts';

/**
 * A team's status. Customers wait for queues, not for teams: `waiting` is 0, and the metrics count
 * the contacts that the team's agents answered, each on the business day of its queue.
 */
export function teamStatus(
  state: FloorState,
  ports: FloorPorts,
  team: {
    readonly key: string;
    /** Signed in now. */
    readonly agents: readonly AgentRecord[];
    /** Everybody of the team, signed in or not. */
    readonly members: readonly AgentRecord[];
    readonly queues: readonly QueueState[];
  },
): ScopeView {
  const ids = new Set(team.members.map((agent) => agent.id));
  const isOwn = (leg: Leg): boolean => isHandledBy(leg, ids);
  const { agents } = team;
  const members: Members = { queues: team.queues, agents, workforce: () => team.members, isOwn };
  let serving = 0;
  for (const queue of team.queues) for (const leg of queue.serving) if (isOwn(leg)) serving += 1;
  return {
    key: team.key,
    waiting: 0,
    longestWaitingSince: null,
    longestWaitingQueue: null,
    serving,
    agents: countAgents(team.agents),
    metrics: (window) =>
      metricValues(questionOf(state, ports.windows, members, window), ports.siteMetrics),
    arrivalsToday: (lengthMs) => ({
      startAt: floorDay(state).startAt,
      lengthMs,
      offered: [],
      expected: null,
    }),
    surge: null,
    asOf: Math.max(0, ...team.agents.map((agent) => agent.since)),
    stale: false,
    targetRatio: null,
    thresholdMs: null,
  };
}
