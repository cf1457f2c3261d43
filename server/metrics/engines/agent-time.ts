import type { AgentState } from '#schema/agent-state.ts';
import type { Instant } from '#schema/ids.ts';
import type { RegisteredMetric } from '#schema/metrics/definitions.ts';
import type { AgentRecord } from '#server/floor/state.ts';
import { reading, type AgentPart, type Engine, type Question, type Reading } from '../question.ts';

export type States = ReadonlySet<AgentState>;

/** Busy for a contact, ringing included. */
export const BUSY: States = new Set(['ringing', 'talking', 'holding', 'afterContactWork']);
/** Busy, or waiting for the next contact. */
export const READY: States = new Set([...BUSY, 'available']);
/** With a contact, or finishing it. */
export const HANDLING: States = new Set(['talking', 'holding', 'afterContactWork']);
/** In conversation, hold included. */
export const CONVERSING: States = new Set(['talking', 'holding']);
/** At work for us, pauses included. */
export const SIGNED_IN: States = new Set([...READY, 'paused']);

/** A share of agents' time: the time in `of` over the time in `in`. */
interface TimeShare {
  readonly of: States;
  readonly in: States;
}

const OCCUPANCY: TimeShare = { of: BUSY, in: READY };
/** Every metric of this engine. */
export const TIME_SHARES: { readonly [name: string]: TimeShare } = {
  occupancyRatio: OCCUPANCY,
  utilisationRatio: { of: HANDLING, in: SIGNED_IN },
  talkUtilisationRatio: { of: CONVERSING, in: SIGNED_IN },
};

/**
 * Occupancy and utilisation (metrics.md 2.4; SPEC ): states of agents by time within
 * `[question.fromOf(agent), question.to)`, split at its bounds, summed over agents before they are divided.
 */
export const AGENT_TIME_ENGINE: Engine = {
  read: (question, metric) => together(parts(question, metric)),
  agents: (question, metric) => mostFirst(parts(question, metric)),
};

/** Milliseconds of `[from, to)` that the agent spent in one of `states`. */
export function timeIn(agent: AgentRecord, states: States, from: Instant, to: Instant): number {
  const { segments } = agent;
  let timeMs = 0;
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    const { state, from: startAt } = segments[index]!;
    const endAt = segments[index + 1]?.from ?? to;
    if (endAt <= from) break;
    if (states.has(state)) timeMs += Math.max(0, Math.min(endAt, to) - Math.max(startAt, from));
  }
  return timeMs;
}

/** The quotient of all agents' time: summed before it is divided (SPEC M-7). */
export function together(shares: readonly AgentPart[]): Reading {
  let numerator = 0;
  let denominator = 0;
  for (const share of shares) {
    numerator += share.numerator;
    denominator += share.denominator;
  }
  return reading(numerator, denominator);
}

/** Agents in the order of what they add; those with nothing to divide by are left out. */
export function mostFirst(shares: readonly AgentPart[]): AgentPart[] {
  return shares
    .filter((share) => share.denominator > 0)
    .sort((a, b) => b.numerator - a.numerator || b.denominator - a.denominator);
}

function parts({ agents, fromOf, to }: Question, { id }: RegisteredMetric): AgentPart[] {
  const share = TIME_SHARES[id];
  if (!share) throw new Error(`a metric of agents' time is expected, but got ${id}`);
  return agents.map((agent) => ({
    agent: agent.id,
    numerator: timeIn(agent, share.of, fromOf(agent), to),
    denominator: timeIn(agent, share.in, fromOf(agent), to),
  }));
}
