import type { Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { trimAgent } from './agent-segments.ts';
import { guessQueues } from './agents.ts';
import { forgetCustomer } from './customers.ts';
import type { Delta } from './delta.ts';
import { isOver, oldestFirst } from './leg.ts';
import { forgetPlans } from './schedule.ts';
import type { AgentRecord, ContactRecord, FloorState, Leg, QueueState } from './state.ts';
import { awakeContact, awakeContacts, awakeLegs, wakeBefore } from './waking-collections.ts';

/**
 * Lets go of what no number of today or of the last 24 hours can need: contacts of past business
 * days that are over. Open contacts stay, however old. The log keeps everything.
 */
export function forget(state: FloorState, delta: Delta): void {
  const { now } = state;
  const oldest = oldestKept(state, now);
  // Of the others nothing can go yet.
  wakeBefore(state, oldest);
  state.forgotAt = now;
  for (const queue of state.queues.values()) {
    const from = keptFrom(queue, now);
    forgetLegs(queue, now);
    for (const start of queue.tallies.keys())
      if (start < from - DAY_MS) queue.tallies.delete(start);
  }
  const forgettable: ContactRecord[] = [];
  for (const contact of awakeContacts(state))
    if (isDone(contact, oldest) && areOthersDone(state, contact, oldest)) forgettable.push(contact);
  for (const contact of forgettable) {
    state.contacts.delete(contact.id);
    forgetCustomer(state, contact);
  }
  // Which queues an agent serves by guess is told by the legs that are kept.
  for (const agent of state.agents.values()) {
    const isLess = trimAgent(agent, oldest);
    if (forgetFinished(state, agent) || isLess) guessQueues(state, agent, delta);
  }
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

/** The queue's legs are sorted by arrival: those that may go are the first. */
function forgetLegs(queue: QueueState, now: Instant): void {
  const from = keptFrom(queue, now);
  const old: Leg[] = [];
  for (const leg of awakeLegs(queue)) {
    if (leg.offeredAt >= from) break;
    old.push(leg);
  }
  // Known before the list is touched: to count a leg may wake others into it.
  const gone = new Set(old.filter((leg) => !isListed(leg, queue, now)));
  if (gone.size === 0) return;
  const legs = awakeLegs(queue);
  let kept = 0;
  for (const leg of legs)
    if (!gone.has(leg)) {
      legs[kept] = leg;
      kept += 1;
    }
  legs.length = kept;
}

/**
 * After-contact work of which nobody told the end stays with its agent. Of contacts that are forgotten
 * only the one that was over last can still say what the agent does: the others would be kept for ever.
 */
function forgetFinished(state: FloorState, agent: AgentRecord): boolean {
  const finished: Leg[] = [];
  for (const leg of agent.legs)
    if (leg.endedAt !== null && !awakeContact(state, leg.contact)?.story.legs.includes(leg))
      finished.push(leg);
  const byEnd = oldestFirst(finished).sort((a, b) => a.endedAt! - b.endedAt!);
  for (const leg of byEnd.slice(0, -1)) agent.legs.delete(leg);
  return finished.length > 1;
}

function isDone({ newestAt, story }: ContactRecord, oldest: Instant): boolean {
  if (newestAt >= oldest) return false;
  for (const leg of story.legs) if (!isOver(leg)) return false;
  return true;
}

/** The same customer's others: whether a contact was repeated is known as long as either is kept. */
function areOthersDone(state: FloorState, contact: ContactRecord, oldest: Instant): boolean {
  const known = contact.customer === null ? null : state.customers.get(contact.customer);
  if (!known || known.length < 2) return true;
  for (const { id } of known) {
    const other = state.contacts.get(id);
    if (other && other !== contact && !isDone(other, oldest)) return false;
  }
  return true;
}

/** A window still holds something of it: a ticket of last week may be answered today. */
function countsSince(leg: Leg, since: Instant): boolean {
  return leg.counted.some(({ at }) => at > since);
}
