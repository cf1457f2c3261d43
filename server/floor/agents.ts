import type { FloorEvent } from '#schema/events/envelope.ts';
import type { AgentId, QueueId } from '#schema/ids.ts';
import { placeInTime, type News } from './agent-segments.ts';
import { hearWord, nameAgent, unsaid } from './agent-words.ts';
import type { Delta } from './delta.ts';
import { noteChange, queueOf } from './queues.ts';
import type { AgentRecord, AgentWord, FloorState } from './state.ts';

/** The agent's record; one that `event` is the first to name is created as signed in from then on. */
export function agentOf(
  state: FloorState,
  id: AgentId,
  event: Pick<FloorEvent, 'at' | 'source'>,
): AgentRecord {
  let agent = state.agents.get(id);
  if (!agent) {
    const { at } = event;
    agent = {
      id,
      ...unsaid(at),
      capacity: null,
      namedAt: at,
      words: [],
      opening: { ...unsaid(at), heardAt: 0 },
      legs: new Set(),
      past: new Set(),
      state: 'available',
      reason: null,
      since: at,
      segments: [],
      keptFrom: 0,
      knownUntil: 0,
      source: null,
    };
    state.agents.set(id, agent);
  }
  agent.source = event.source;
  return agent;
}

/** Takes what a source says of an agent. Its words are sorted by time, so the order of telling does not matter. */
export function applyAgentEvent(state: FloorState, event: AgentWord, delta: Delta): void {
  const agent = agentOf(state, event.data.agent, event);
  if (nameAgent(agent, event.at)) noteStaff(agent, delta);
  for (const queue of namedQueues(event)) queueOf(state, queue, delta);
  const { signedIn } = agent;
  const before = new Map(agent.queues);
  if (hearWord(agent, event)) {
    guessQueues(state, agent, delta);
    listMember(state, agent, before, delta);
  }
  agent.capacity = agent.slots ? Math.max(...Object.values(agent.slots)) : null;
  if (agent.signedIn !== signedIn) noteStaff(agent, delta);
  refreshAgent(state, agent, { at: event.at, newest: event.at }, delta);
  for (const [queue, { serves }] of agent.queues) if (serves) delta.queues.add(queue);
}

/** Which queues it serves while nobody has said so: those it answered in (SPEC A-5). */
export function guessQueues(state: FloorState, agent: AgentRecord, delta: Delta): void {
  const { queues, queuesToldAt } = agent;
  if (queuesToldAt !== null && queuesToldAt <= agent.namedAt) return;
  const before = new Map(queues);
  for (const [queue, { isGuess }] of queues) if (isGuess) queues.delete(queue);
  const guessed = new Set<QueueId>();
  for (const legs of [agent.legs, agent.past])
    for (const leg of legs) {
      if (leg.direct || queues.has(leg.queue) || guessed.has(leg.queue)) continue;
      const answered = leg.handlers.some(
        (each) => each.agent === agent.id && each.from < (queuesToldAt ?? Infinity),
      );
      if (answered) guessed.add(leg.queue);
    }
  // Once a source has said which, it has left those that it served by guess.
  const [serves, at] = [queuesToldAt === null, queuesToldAt ?? 0];
  for (const queue of [...guessed].sort())
    queues.set(queue, { serves, at, leftAt: queuesToldAt, isGuess: true });
  listMember(state, agent, before, delta);
}

/** Works out what the agent does now, and its time from the news on. */
export function refreshAgent(
  state: FloorState,
  agent: AgentRecord,
  news: News,
  delta: Delta,
): void {
  delta.agents.add(agent.id);
  if (!placeInTime(agent, news)) return;
  for (const [id, { serves }] of agent.queues)
    if (serves) noteChange(state, queueOf(state, id, delta), delta);
}

/** The agent has come or left, as far as its queues are concerned. */
export function noteStaff(agent: AgentRecord, delta: Delta): void {
  for (const [queue, { serves }] of agent.queues) if (serves) delta.staff.add(queue);
}

/** Writes into the queues who serves them, where that is no longer as `before`. */
function listMember(
  state: FloorState,
  agent: AgentRecord,
  before: AgentRecord['queues'],
  delta: Delta,
): void {
  const { queues } = agent;
  const note = (queue: QueueId, serves: boolean): void => {
    const { members } = queueOf(state, queue, delta);
    if (serves) members.add(agent.id);
    else members.delete(agent.id);
    delta.queues.add(queue);
    delta.staff.add(queue);
  };
  for (const [queue, { serves }] of before)
    if (serves && !queues.get(queue)?.serves) note(queue, false);
  for (const [queue, { serves }] of queues)
    if (serves && !before.get(queue)?.serves) note(queue, true);
}

function namedQueues(word: AgentWord): readonly QueueId[] {
  switch (word.type) {
    case 'agent.signedIn':
      return word.data.queues ?? [];
    case 'agent.joinedQueue':
    case 'agent.leftQueue':
      return [word.data.queue];
    default:
      return [];
  }
}
