import * as v from 'valibot';
import { agentState, id, maybe, slots, text } from './fields.ts';

/** Agents: signing in, queues they serve, states they say themselves. */
export const AGENT_EVENTS = {
  'agent.signedIn': v.looseObject({
    agent: id,
    name: maybe(text),
    team: maybe(text),
    site: maybe(text),
    queues: maybe(v.array(id, 'a list of queues is expected')),
    /** Contacts at once: one number for all channels, or one a channel. */
    capacity: maybe(v.union([slots, v.record(v.string(), slots)])),
    employeeNo: maybe(v.union([text, v.number()])),
  }),
  'agent.joinedQueue': v.looseObject({ agent: id, queue: id }),
  'agent.leftQueue': v.looseObject({ agent: id, queue: id }),
  'agent.stateChanged': v.looseObject({ agent: id, state: agentState, reason: maybe(text) }),
  'agent.signedOut': v.looseObject({ agent: id }),
} as const;
