import type { Instant } from '#schema/ids.ts';
import { partsOf } from '#server/floor/agent-parts.ts';
import { oldestFirst } from '#server/floor/leg.ts';
import { isGhost } from '#server/floor/reconcile.ts';
import { isStale } from '#server/floor/sources.ts';
import type { AgentRecord, FloorState, Leg } from '#server/floor/state.ts';
import { agentMetric } from './agent-metric.ts';
import { agentDayStart } from './days.ts';
import { queuesOf } from './scope.ts';
import type { AgentContactView, AgentCounts, AgentView } from './view.ts';

/** An agent as shown. Today is the agent's own (SPEC T-10); what is of today is worked out where it is asked for. */
export function agentView(state: FloorState, agent: AgentRecord): AgentView {
  const source = agent.source === null ? null : state.sources.get(agent.source);
  return {
    id: agent.id,
    name: agent.name,
    team: agent.team,
    site: agent.site,
    state: agent.state,
    reason: agent.reason,
    since: agent.since,
    queues: queuesOf(agent),
    contacts: oldestFirst(agent.legs).map((leg) => contactView(state, agent, leg)),
    capacity: agent.capacity,
    get answeredToday() {
      return answeredSince(agent, agentDayStart(state, agent));
    },
    get occupancyRatio() {
      return agentMetric(state, agent, 'occupancyRatio', { kind: 'today' }).value;
    },
    stale: source ? isStale(source) : false,
    ghost: isGhost(state, agent.id),
  };
}

function answeredSince(agent: AgentRecord, since: Instant): number {
  let answered = 0;
  for (const legs of [agent.past, agent.legs])
    for (const { handlers } of legs)
      if (handlers.some((handler) => handler.agent === agent.id && handler.from >= since))
        answered += 1;
  return answered;
}

/** Agents by what they do; each counted once, however many queues it serves. */
export function countAgents(agents: Iterable<AgentRecord>): AgentCounts {
  const counts = {
    signedIn: 0,
    available: 0,
    ringing: 0,
    talking: 0,
    holding: 0,
    afterContactWork: 0,
    paused: 0,
  };
  for (const { state } of agents) {
    if (state === 'signedOut') continue;
    counts.signedIn += 1;
    counts[state] += 1;
  }
  return counts;
}

function contactView(state: FloorState, agent: AgentRecord, leg: Leg): AgentContactView {
  // Of the legs that keep the agent busy, one part lasts.
  const part = partsOf(leg, agent.id).findLast(({ to }) => to === null)!;
  return {
    id: leg.contact,
    queue: leg.queue,
    channel: leg.channel ?? state.queues.get(leg.queue)?.policy.channel ?? 'voice',
    state: part.state,
    since: part.from,
  };
}
