import type { Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { trimAgent } from './agent-segments.ts';
import { forgetCustomer } from './customers.ts';
import { isOver } from './leg.ts';
import { forgetPlans } from './schedule.ts';
import type { FloorState, Leg } from './state.ts';

/**
 * Lets go of what no number of today or of the last 24 hours can need: contacts of past business
 * days that are over. Open contacts stay, however old. The log keeps everything.
 */
export function forget(state: FloorState): void {
  // Of 25 hours where clocks were put back: agents of no queue are counted by the floor's own day.
  const { startAt } = businessDay(state.now, { timeZone: state.timeZone, dayStartMinutes: 0 });
  let oldest = Math.min(startAt, state.now - DAY_MS);
  for (const queue of state.queues.values()) {
    const keepFrom = Math.min(businessDay(state.now, queue.policy).startAt, state.now - DAY_MS);
    oldest = Math.min(oldest, keepFrom);
    const kept = queue.legs.filter(
      (leg) => leg.offeredAt >= keepFrom || !isOver(leg) || countsSince(leg, state.now - DAY_MS),
    );
    if (kept.length !== queue.legs.length) queue.legs.splice(0, queue.legs.length, ...kept);
    for (const start of queue.tallies.keys())
      if (start < keepFrom - DAY_MS) queue.tallies.delete(start);
  }
  for (const contact of state.contacts.values())
    if ((contact.events.at(-1)?.at ?? 0) < oldest && contact.story.legs.every(isOver)) {
      state.contacts.delete(contact.id);
      forgetCustomer(state, contact);
    }
  for (const agent of state.agents.values()) trimAgent(agent, oldest);
  forgetPlans(state, oldest);
}

/** A window still holds something of it: a ticket of last week may be answered today. */
function countsSince(leg: Leg, since: Instant): boolean {
  return leg.counted.some(({ at }) => at > since);
}
