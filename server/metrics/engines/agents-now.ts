import type { AgentState } from '#schema/agent-state.ts';
import type { AgentRecord } from '#server/floor/state.ts';
import type { AgentPart, Engine, Question } from '../question.ts';
import { mostFirst } from './agent-time.ts';

/** The states that each number counts. */
export const STATES_NOW: { readonly [metric: string]: readonly AgentState[] } = {
  agentsSignedIn: ['available', 'ringing', 'talking', 'holding', 'afterContactWork', 'paused'],
  agentsInConversation: ['talking', 'holding'],
  agentsRinging: ['ringing'],
  agentsAvailable: ['available'],
  agentsAfterContactWork: ['afterContactWork'],
  agentsPaused: ['paused'],
};

/**
 * How many agents do something at this instant, whatever the window. Behind it are the agents
 * themselves, each with how long it has been in its state, longest first.
 */
export const AGENTS_NOW_ENGINE: Engine = {
  read(question, { id }) {
    const count = agentsIn(question, id).length;
    return { value: count, numerator: count, denominator: null };
  },
  agents: (question, { id }) =>
    mostFirst(agentsIn(question, id).map((each) => part(each, question))),
};

function agentsIn({ present }: Question, metric: string): AgentRecord[] {
  const states = STATES_NOW[metric];
  if (!states) throw new Error(`a number of agents is expected, but got ${metric}`);
  return present.filter(({ state }) => states.includes(state));
}

function part({ id, since }: AgentRecord, { state }: Question): AgentPart {
  const heldMs = Math.max(0, state.now - since);
  return { agent: id, numerator: heldMs, denominator: heldMs };
}
