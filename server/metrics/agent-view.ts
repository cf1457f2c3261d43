import type { Instant } from '#schema/ids.ts';
import { partsOf } from '#server/floor/agent-parts.ts';
import { isFinished } from '#server/floor/agent-segments.ts';
import { oldestFirst } from '#server/floor/leg.ts';
import { isGhost } from '#server/floor/reconcile.ts';
import { isStale } from '#server/floor/sources.ts';
import type { AgentRecord, FloorState, Leg } from '#server/floor/state.ts';
import { agentMetric } from './agent-metric.ts';
import { agentDayStart } from './days.ts';
import { queuesOf } from './scope.ts';
import type { AgentContactView, AgentCounts, AgentView } from './view.ts';

/** An agent as shown. */
export function agentView(state: FloorState, agent: AgentRecord): AgentView {
  return new AgentOnFloor(state, agent);
}

/**
 * A class, for a hundred of them are made at every update: accessors of their own would cost more
 * than all else. A copy made by spreading lacks what is of today.
 */
class AgentOnFloor implements AgentView {
  readonly #floor: FloorState;
  readonly #agent: AgentRecord;
  readonly id;
  readonly name;
  readonly team;
  readonly site;
  readonly state;
  readonly reason;
  readonly since;
  readonly queues;
  readonly contacts;
  readonly capacity;
  readonly stale;
  readonly ghost;

  constructor(floor: FloorState, agent: AgentRecord) {
    const source = agent.source === null ? null : floor.sources.get(agent.source);
    this.#floor = floor;
    this.#agent = agent;
    this.id = agent.id;
    this.name = agent.name;
    this.team = agent.team;
    this.site = agent.site;
    this.state = agent.state;
    this.reason = agent.reason;
    this.since = agent.since;
    this.queues = queuesOf(agent);
    this.contacts = oldestFirst(agent.legs)
      .filter(({ endedAt }) => endedAt === null || !isFinished(agent, endedAt))
      .map((leg) => contactView(floor, agent, leg));
    this.capacity = agent.capacity;
    this.stale = source ? isStale(source) : false;
    this.ghost = isGhost(floor, agent.id);
  }

  // Today is the agent's own (SPEC T-10); what is of today is worked out where it is asked for.
  get answeredToday(): number {
    return answeredSince(this.#agent, agentDayStart(this.#floor, this.#agent));
  }

  get occupancyRatio(): number | null {
    return agentMetric(this.#floor, this.#agent, 'occupancyRatio', { kind: 'today' }).value;
  }
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
