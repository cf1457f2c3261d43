import type { Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { businessDay } from '#schema/time/business-day.ts';
import type { AgentRecord, FloorState, Leg } from './state.ts';

/**
 * Lets go of what no number of today or of the last 24 hours can need: contacts of past business
 * days that are over. Open contacts stay, however old. The log keeps everything.
 */
export function forget(state: FloorState): void {
  let oldest = state.now - DAY_MS;
  for (const queue of state.queues.values()) {
    const keepFrom = Math.min(businessDay(state.now, queue.policy).startAt, state.now - DAY_MS);
    oldest = Math.min(oldest, keepFrom);
    const kept = queue.legs.filter((leg) => leg.offeredAt >= keepFrom || !isOver(leg));
    if (kept.length !== queue.legs.length) queue.legs.splice(0, queue.legs.length, ...kept);
    for (const start of queue.tallies.keys())
      if (start < keepFrom - DAY_MS) queue.tallies.delete(start);
  }
  for (const contact of state.contacts.values())
    if ((contact.events.at(-1)?.at ?? 0) < oldest && contact.story.legs.every(isOver))
      state.contacts.delete(contact.id);
  for (const agent of state.agents.values()) trimAgent(agent, oldest);
}

/** Nothing more is expected of it. */
function isOver(leg: Leg): boolean {
  return leg.exit !== null && (leg.exit !== 'answered' || leg.endedAt !== null);
}

function trimAgent(agent: AgentRecord, oldest: Instant): void {
  const first = agent.segments.findIndex((segment) => segment.from >= oldest);
  if (first > 1) agent.segments.splice(0, first - 1);
  for (const leg of agent.past) if (leg.offeredAt < oldest && isOver(leg)) agent.past.delete(leg);
}
