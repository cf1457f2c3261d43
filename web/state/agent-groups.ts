import type { AgentCounts, AgentState } from './model.ts';

/** What agents do, as a wall shows it: five groups, in this order. */
export const AgentGroup = {
  talking: 'talking',
  ringing: 'ringing',
  available: 'available',
  afterContactWork: 'afterContactWork',
  paused: 'paused',
} as const;
export type AgentGroup = (typeof AgentGroup)[keyof typeof AgentGroup];

export const AGENT_GROUPS: readonly AgentGroup[] = Object.values(AgentGroup);

/** Agents in each group; on hold counts as talking. */
export function groupCounts(agents: AgentCounts): Record<AgentGroup, number> {
  return {
    talking: agents.talking + agents.holding,
    ringing: agents.ringing,
    available: agents.available,
    afterContactWork: agents.afterContactWork,
    paused: agents.paused,
  };
}

/** The group of one agent; null when signed out. */
export function groupOf(state: AgentState): AgentGroup | null {
  return GROUP_OF[state];
}

const GROUP_OF: Record<AgentState, AgentGroup | null> = {
  TALKING: 'talking',
  HOLDING: 'talking',
  RINGING: 'ringing',
  AVAILABLE: 'available',
  AFTER_CONTACT_WORK: 'afterContactWork',
  PAUSED: 'paused',
  SIGNED_OUT: null,
};
