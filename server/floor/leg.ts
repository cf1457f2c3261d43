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
export function agentsOf(leg: Leg): AgentId[] {
  const agents = leg.ringing.map((ring) => ring.agent);
  if (leg.agent !== null && (isServing(leg) || isWrappingUp(leg))) agents.push(leg.agent);
  return agents;
}

/** Opens a queue entry. */
export function openLeg(
  story: Story,
  options: { queue: QueueId; at: Instant; key: string | null; topic: string | null },
): Leg {
  const leg: Leg = {
    contact: story.contact,
    queue: options.queue,
    key: options.key,
    channel: story.channel,
    offeredAt: options.at,
    exit: null,
    exitAt: null,
    ringing: [],
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
