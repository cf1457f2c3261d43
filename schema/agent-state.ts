/** What an agent is doing, as the wall counts it. A pause's reason (lunch, training, …) stands beside it. */
export const AgentState = {
  available: 'available',
  ringing: 'ringing',
  talking: 'talking',
  holding: 'holding',
  afterContactWork: 'afterContactWork',
  paused: 'paused',
  signedOut: 'signedOut',
} as const;
export type AgentState = (typeof AgentState)[keyof typeof AgentState];

export const AGENT_STATES: readonly AgentState[] = Object.values(AgentState);
