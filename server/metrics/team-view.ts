import type { Instant } from '#schema/ids.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { INTERVAL_MS, intervalStart } from '#schema/time/interval.ts';
import { addCounts, emptyCounts } from '#server/floor/counts.ts';
import type { AgentRecord, FloorState, Leg, QueueState } from '#server/floor/state.ts';
import { countAgents } from './agent-view.ts';
import { occupancy } from './occupancy.ts';
import { metricValues, type Part } from './values.ts';
import type { ScopeView, Window } from './view.ts';

/**
 * A team's status. Customers wait for queues, not for teams: `waiting` is 0, and the metrics count
 * the contacts that the team's agents answered.
 */
export function teamStatus(
  state: FloorState,
  team: {
    readonly key: string;
    readonly agents: readonly AgentRecord[];
    readonly queues: readonly QueueState[];
  },
): ScopeView {
  const ids = new Set(team.agents.map((agent) => agent.id));
  const own = (leg: Leg): boolean => leg.agent !== null && ids.has(leg.agent);
  let serving = 0;
  for (const queue of team.queues) for (const leg of queue.serving) if (own(leg)) serving += 1;
  return {
    key: team.key,
    waiting: 0,
    longestWaitingSince: null,
    longestWaitingQueue: null,
    serving,
    agents: countAgents(team.agents),
    metrics: (window) =>
      metricValues(
        team.queues.map((queue) => partOfTeam(state, queue, window, own)),
        {
          undecided: 0,
          occupancy: occupancy(team.agents, startOf(state, window), state.now),
        },
      ),
    arrivalsToday: (lengthMs) => ({
      startAt: startOf(state, { kind: 'today' }),
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

function startOf(state: FloorState, window: Window): Instant {
  switch (window.kind) {
    case 'today':
      return businessDay(state.now, { timeZone: state.timeZone, dayStartMinutes: 0 }).startAt;
    case 'interval':
      return intervalStart(state.now, INTERVAL_MS);
    case 'last':
      return state.now - window.lengthMs;
  }
}

function partOfTeam(
  state: FloorState,
  queue: QueueState,
  window: Window,
  own: (leg: Leg) => boolean,
): Part {
  const from = startOf(state, window);
  const counts = emptyCounts();
  let longestWaitMs: number | null = null;
  for (const leg of queue.legs) {
    if (!own(leg)) continue;
    for (const moment of leg.counted) {
      const at = window.kind === 'last' ? moment.at : leg.offeredAt;
      if (window.kind === 'last' ? at <= from : at < from) continue;
      addCounts(counts, moment.counts, 1);
      longestWaitMs = Math.max(longestWaitMs ?? 0, moment.waitMs ?? 0);
    }
  }
  return { counts, longestWaitMs, variant: queue.policy.serviceLevelVariant };
}
