import { businessDay, type BusinessDay } from '#schema/time/business-day.ts';
import { isServing, isWaiting } from '#server/floor/leg.ts';
import { isStale } from '#server/floor/sources.ts';
import type { AgentRecord, FloorState, Leg } from '#server/floor/state.ts';
import { occupancy } from './occupancy.ts';
import { queuesOf } from './scope.ts';
import type { AgentContactView, AgentCounts, AgentView } from './view.ts';

/** An agent as shown. Today is the business day of the floor's own zone. */
export function agentView(state: FloorState, agent: AgentRecord): AgentView {
  const today = businessDay(state.now, { timeZone: state.timeZone, dayStartMinutes: 0 });
  const worked = occupancy([agent], today.startAt, state.now);
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
    contacts: [...agent.legs].map((leg) => contactView(state, agent, leg)),
    capacity: agent.capacity,
    answeredToday: answeredIn(agent, today),
    occupancyRatio: worked.denominator > 0 ? worked.numerator / worked.denominator : null,
    stale: source ? isStale(source) : false,
  };
}

function answeredIn(agent: AgentRecord, day: BusinessDay): number {
  let answered = 0;
  for (const legs of [agent.past, agent.legs])
    for (const { agent: by, exitAt } of legs)
      if (by === agent.id && exitAt! >= day.startAt && exitAt! < day.endAt) answered += 1;
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
  const shown = {
    id: leg.contact,
    queue: leg.queue,
    channel: leg.channel ?? state.queues.get(leg.queue)?.policy.channel ?? 'voice',
  };
  if (isWaiting(leg)) {
    const ring = leg.rings.findLast((each) => each.agent === agent.id);
    return { ...shown, state: 'ringing', since: ring?.since ?? leg.offeredAt };
  }
  if (!isServing(leg)) return { ...shown, state: 'afterContactWork', since: leg.endedAt! };
  if (leg.heldSince !== null) return { ...shown, state: 'holding', since: leg.heldSince };
  return { ...shown, state: 'talking', since: leg.talkingSince! };
}
