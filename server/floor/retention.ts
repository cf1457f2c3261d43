import type { Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { trimAgent } from './agent-segments.ts';
import { forgetCustomer } from './customers.ts';
import { isOver } from './leg.ts';
import { forgetPlans } from './schedule.ts';
import type { ContactRecord, FloorState, Leg, QueueState } from './state.ts';

/**
 * Lets go of what no number of today or of the last 24 hours can need: contacts of past business
 * days that are over. Open contacts stay, however old. The log keeps everything.
 */
export function forget(state: FloorState): void {
  const { now } = state;
  state.forgotAt = now;
  const oldest = oldestKept(state, now);
  for (const queue of state.queues.values()) {
    const from = keptFrom(queue, now);
    const kept = queue.legs.filter((leg) => leg.offeredAt >= from || isListed(leg, queue, now));
    if (kept.length !== queue.legs.length) queue.legs.splice(0, queue.legs.length, ...kept);
    for (const start of queue.tallies.keys())
      if (start < from - DAY_MS) queue.tallies.delete(start);
  }
  const done = (contact: ContactRecord): boolean =>
    contact.newestAt < oldest && contact.story.legs.every(isOver);
  const forgettable = [...state.contacts.values()].filter(
    (contact) => done(contact) && companions(state, contact).every(done),
  );
  for (const contact of forgettable) {
    state.contacts.delete(contact.id);
    forgetCustomer(state, contact);
  }
  for (const agent of state.agents.values()) trimAgent(agent, oldest);
  forgetPlans(state, oldest);
}

/** Since when everything is kept, after forgetting at `at`. */
export function oldestKept(state: FloorState, at: Instant): Instant {
  // Of 25 hours where clocks were put back: agents of no queue are counted by the floor's own day.
  const { startAt } = businessDay(at, { timeZone: state.timeZone, dayStartMinutes: 0 });
  let oldest = Math.min(startAt, at - DAY_MS);
  for (const queue of state.queues.values()) oldest = Math.min(oldest, keptFrom(queue, at));
  return oldest;
}

/** Whether the queue still lists the leg after forgetting at `at`. */
export function isListed(leg: Leg, queue: QueueState, at: Instant): boolean {
  return leg.offeredAt >= keptFrom(queue, at) || !isOver(leg) || countsSince(leg, at - DAY_MS);
}

function keptFrom(queue: QueueState, at: Instant): Instant {
  return Math.min(businessDay(at, queue.policy).startAt, at - DAY_MS);
}

/** The same customer's others: whether a contact was repeated is known as long as either is kept. */
function companions(state: FloorState, contact: ContactRecord): ContactRecord[] {
  const known = contact.customer === null ? null : state.customers.get(contact.customer);
  if (!known || known.size < 2) return [];
  return [...known].flatMap((id) => state.contacts.get(id) ?? []);
}

/** A window still holds something of it: a ticket of last week may be answered today. */
function countsSince(leg: Leg, since: Instant): boolean {
  return leg.counted.some(({ at }) => at > since);
}
