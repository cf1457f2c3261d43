import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import type { Leg, Story } from './state.ts';

/** It waits: not answered and not gone. */
export function isWaiting(leg: Leg): boolean {
  return leg.exit === null;
}

/** An agent has the contact now, on hold included. */
export function isServing(leg: Leg): boolean {
  return leg.exit === 'answered' && leg.endedAt === null;
}

export function isWrappingUp(leg: Leg): boolean {
  return leg.exit === 'answered' && leg.endedAt !== null && leg.wrappedUpAt === null;
}

/** Agents that a leg keeps busy now: ringing, talking or wrapping up. */
export function busyAgents(leg: Leg): Set<AgentId> {
  const agents = new Set<AgentId>();
  for (const ring of leg.rings) if (ring.until === null) agents.add(ring.agent);
  if (leg.agent !== null && (isServing(leg) || isWrappingUp(leg))) agents.add(leg.agent);
  return agents;
}

/** Every agent that a leg had to do with. */
export function everyAgent(leg: Leg): Set<AgentId> {
  const agents = new Set<AgentId>();
  for (const ring of leg.rings) agents.add(ring.agent);
  if (leg.agent !== null) agents.add(leg.agent);
  return agents;
}

/** When the agent put the leg down: the end of its work, or of the ringing in vain. */
export function freedAt(leg: Leg, agent: AgentId): Instant {
  let at = leg.agent === agent ? (leg.wrappedUpAt ?? 0) : 0;
  for (const ring of leg.rings) if (ring.agent === agent) at = Math.max(at, ring.until ?? 0);
  return at;
}

/** The ringing is over, for one agent or for all. */
export function stopRinging(leg: Leg, at: Instant, agent?: AgentId): void {
  for (const ring of leg.rings)
    if (ring.until === null && (agent === undefined || ring.agent === agent)) ring.until = at;
}

/** Opens a queue entry. */
export function openLeg(
  story: Story,
  options: {
    queue: QueueId;
    at: Instant;
    key: string | null;
    topic: string | null;
    direct?: boolean;
  },
): Leg {
  const leg: Leg = {
    contact: story.contact,
    queue: options.queue,
    key: options.key,
    direct: options.direct ?? false,
    channel: story.channel,
    offeredAt: options.at,
    exit: null,
    exitAt: null,
    rings: [],
    agent: null,
    endedAt: null,
    wrappedUpAt: null,
    talkingSince: null,
    heldSince: null,
    holdMs: 0,
    holds: 0,
    unanswered: 0,
    transferredAfterAnswer: false,
    firstResponseAt: null,
    unansweredSince: null,
    turns: [],
    rating: null,
    topic: options.topic,
    counted: [],
  };
  story.legs.push(leg);
  return leg;
}
