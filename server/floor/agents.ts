import type { AgentState } from '#schema/agent-state.ts';
import type { FloorEvent } from '#schema/events/envelope.ts';
import type { AgentId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import type { Delta } from './delta.ts';
import { freedAt, isServing, isWaiting, isWrappingUp } from './leg.ts';
import { queueOf } from './queues.ts';
import type { AgentRecord, FloorState } from './state.ts';

type AgentEvent = Extract<
  FloorEvent,
  {
    readonly type:
      | 'agent.signedIn'
      | 'agent.signedOut'
      | 'agent.joinedQueue'
      | 'agent.leftQueue'
      | 'agent.stateChanged';
  }
>;

/** States in which an agent has a contact: a source that says one of them says them all. */
const CONTACT_STATES: ReadonlySet<AgentState> = new Set([
  'ringing',
  'talking',
  'holding',
  'afterContactWork',
]);

/** The agent's record; one seen for the first time is created as signed in at `first.at`. */
export function agentOf(
  state: FloorState,
  id: AgentId,
  first?: { readonly at: Instant; readonly source: SourceId },
): AgentRecord {
  let agent = state.agents.get(id);
  if (!agent) {
    const at = first?.at ?? state.now;
    agent = {
      id,
      name: null,
      team: null,
      site: null,
      capacity: null,
      queues: new Map(),
      queuesTold: false,
      signedIn: true,
      signedAt: at,
      signInTold: false,
      said: null,
      saysContactStates: false,
      legs: new Set(),
      past: new Set(),
      state: 'available',
      reason: null,
      since: at,
      segments: [{ state: 'available', reason: null, from: at }],
      source: null,
    };
    state.agents.set(id, agent);
  }
  if (first) agent.source = first.source;
  return agent;
}

/** Takes what a source says of an agent. Each fact is the newest word by event time, so order does not matter. */
export function applyAgentEvent(state: FloorState, event: AgentEvent, delta: Delta): void {
  const { at, data } = event;
  const agent = agentOf(state, data.agent, event);
  switch (event.type) {
    case 'agent.signedIn':
      agent.name = event.data.name ?? agent.name;
      agent.team = event.data.team ?? agent.team;
      agent.site = event.data.site ?? agent.site;
      agent.capacity = capacityOf(event.data.capacity) ?? agent.capacity;
      sign(agent, true, at);
      if (event.data.queues) {
        const told = new Set(event.data.queues);
        for (const queue of new Set([...agent.queues.keys(), ...told]))
          serve(state, agent, { queue, serves: told.has(queue), at }, delta);
        agent.queuesTold = true;
      }
      break;
    case 'agent.signedOut':
      sign(agent, false, at);
      break;
    case 'agent.joinedQueue':
    case 'agent.leftQueue':
      agent.queuesTold = true;
      serve(
        state,
        agent,
        { queue: event.data.queue, serves: event.type === 'agent.joinedQueue', at },
        delta,
      );
      break;
    case 'agent.stateChanged':
      say(agent, event.data.state, event.data.reason ?? null, at);
  }
  refreshAgent(state, agent, delta);
  for (const [queue, { serves }] of agent.queues) if (serves) delta.queues.add(queue);
}

/** An event named the agent at `at`: it was there, at the latest. */
export function nameAgent(agent: AgentRecord, at: Instant): void {
  if (!agent.signInTold && at < agent.signedAt) agent.signedAt = at;
}

/** Which queues it serves, where nobody said: those it answered in. */
export function guessQueues(state: FloorState, agent: AgentRecord, delta: Delta): void {
  if (agent.queuesTold) return;
  const answered = new Set<QueueId>();
  for (const legs of [agent.legs, agent.past])
    for (const leg of legs) if (leg.agent === agent.id && !leg.direct) answered.add(leg.queue);
  for (const queue of new Set([...agent.queues.keys(), ...answered]))
    if (agent.queues.get(queue)?.serves !== answered.has(queue))
      serve(state, agent, { queue, serves: answered.has(queue), at: 0 }, delta);
}

/** Works out what the agent does now, and keeps the segments of its day. */
export function refreshAgent(state: FloorState, agent: AgentRecord, delta: Delta): void {
  const next = currentState(agent);
  delta.agents.add(agent.id);
  if (next.state === agent.state && next.reason === agent.reason && next.since === agent.since)
    return;
  Object.assign(agent, next);
  const { segments } = agent;
  while (segments.length > 0 && segments.at(-1)!.from >= next.since) segments.pop();
  const last = segments.at(-1);
  if (last?.state !== next.state || last.reason !== next.reason)
    segments.push({ state: next.state, reason: next.reason, from: next.since });
  for (const [queue, { serves }] of agent.queues)
    if (serves) {
      delta.queues.add(queue);
      queueOf(state, queue, delta).changedAt = state.now;
    }
}

function sign(agent: AgentRecord, signedIn: boolean, at: Instant): void {
  if (agent.signInTold && at < agent.signedAt) return;
  if (signedIn && !agent.signedIn) agent.said = null;
  agent.signInTold = true;
  if (signedIn !== agent.signedIn || signedIn) agent.signedAt = at;
  agent.signedIn = signedIn;
}

function say(agent: AgentRecord, state: AgentState, reason: string | null, at: Instant): void {
  if (agent.said && at < agent.said.at) return;
  if (CONTACT_STATES.has(state)) agent.saysContactStates = true;
  if (state === 'signedOut') return sign(agent, false, at);
  if (!agent.signedIn && at >= agent.signedAt) sign(agent, true, at);
  agent.said = { state, reason, at };
}

function serve(
  state: FloorState,
  agent: AgentRecord,
  word: { readonly queue: QueueId; readonly serves: boolean; readonly at: Instant },
  delta: Delta,
): void {
  const known = agent.queues.get(word.queue);
  if (known && known.at > word.at) return;
  agent.queues.set(word.queue, { serves: word.serves, at: word.at });
  const { members } = queueOf(state, word.queue, delta);
  if (word.serves) members.add(agent.id);
  else members.delete(agent.id);
  delta.queues.add(word.queue);
}

/** SPEC, agents: an explicit pause stands; contact events move what was said as `available`. */
function currentState(agent: AgentRecord): Pick<AgentRecord, 'state' | 'reason' | 'since'> {
  const { said } = agent;
  const as = (state: AgentState, since: Instant, reason: string | null = null) => ({
    state,
    reason,
    since,
  });
  if (!agent.signedIn) return as('signedOut', agent.signedAt);
  if (said && (agent.saysContactStates || said.state !== 'available'))
    return as(said.state, said.at, said.reason);
  const talking: Instant[] = [];
  const holding: Instant[] = [];
  const ringing: Instant[] = [];
  const wrappingUp: Instant[] = [];
  for (const leg of agent.legs) {
    if (isServing(leg)) {
      if (leg.heldSince === null) talking.push(leg.talkingSince!);
      else holding.push(leg.heldSince);
    } else if (isWaiting(leg)) {
      for (const ring of leg.rings)
        if (ring.agent === agent.id && ring.until === null) ringing.push(ring.since);
    } else if (isWrappingUp(leg) && !(said && said.at > leg.endedAt!)) {
      wrappingUp.push(leg.endedAt!);
    }
  }
  if (talking.length > 0) return as('talking', Math.min(...talking));
  if (holding.length > 0) return as('holding', Math.min(...holding));
  if (ringing.length > 0) return as('ringing', Math.min(...ringing));
  if (wrappingUp.length > 0) return as('afterContactWork', Math.max(...wrappingUp));
  let freeSince = Math.max(agent.signedAt, said?.at ?? 0);
  for (const legs of [agent.past, agent.legs])
    for (const leg of legs) freeSince = Math.max(freeSince, freedAt(leg, agent.id));
  return as('available', freeSince, said?.reason ?? null);
}

function capacityOf(capacity: number | Record<string, number> | null | undefined): number | null {
  if (capacity === null || capacity === undefined) return null;
  if (typeof capacity === 'number') return capacity;
  const slots = Object.values(capacity);
  return slots.length > 0 ? Math.max(...slots) : null;
}
