import type { AgentId, ContactId, Instant } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { isPastKeeping } from './agent-segments.ts';
import { botMoments } from './contact-moments.ts';
import { customerOf, keepCustomer } from './customers.ts';
import { countLater } from './lazy-counting.ts';
import { isBusyWith, isOver } from './leg.ts';
import { barrenAgent, barrenQueue } from './plain-parts.ts';
import { insertLeg } from './queues.ts';
import { isListed, oldestKept } from './retention.ts';
import type {
  AgentRecord,
  ContactRecord,
  CustomerVisit,
  FloorState,
  Leg,
  QueueState,
} from './state.ts';
import { awakeContacts, awakeCustomers, awakeLegs, awakePast } from './waking-collections.ts';

/*
 * The state in two: what moves, and the contacts that are over. The second part is many times the
 * first and hardly ever changes, so a checkpoint writes each of its contacts once.
 */

/** So long after its last event a contact is taken to be over for good; one that is told of again is taken back. */
const CLOSED_AFTER_MS = 15 * MINUTE_MS;
const FEW_LEGS = 8;

/** Whether a contact is over, and has been for a while. */
export function isClosed(contact: ContactRecord, now: Instant): boolean {
  return contact.newestAt < now - CLOSED_AFTER_MS && contact.story.legs.every(isOver);
}

/**
 * The state without these contacts and whatever points to them, and without its plain parts; shares all
 * the rest with `state`.
 */
export function withoutClosed(state: FloorState, closed: ReadonlySet<ContactId>): FloorState {
  const { queues, agents } = state;
  const open: [ContactId, ContactRecord][] = [];
  for (const contact of awakeContacts(state))
    if (!closed.has(contact.id)) open.push([contact.id, contact]);
  return {
    ...state,
    contacts: new Map(open),
    customers: new Map(
      [...awakeCustomers(state)].flatMap(
        ([customer, visits]): [string, CustomerVisit[] | null][] => {
          const kept = visits && visits.filter(({ id }) => !closed.has(id));
          return kept?.length === 0 ? [] : [[customer, kept]];
        },
      ),
    ),
    queues: new Map(
      [...queues].map(([id, queue]) => [
        id,
        {
          ...barrenQueue(queue),
          legs: awakeLegs(queue).filter(({ contact }) => !closed.has(contact)),
        },
      ]),
    ),
    agents: new Map([...agents].map(([id, agent]) => [id, withoutLegs(agent, closed)])),
  };
}

function withoutLegs(agent: AgentRecord, closed: ReadonlySet<ContactId>): AgentRecord {
  const open = (legs: Iterable<Leg>): AgentRecord['legs'] =>
    new Set([...legs].filter(({ contact }) => !closed.has(contact)));
  return { ...barrenAgent(agent), legs: open(agent.legs), past: open(awakePast(agent)) };
}

/** Puts closed contacts back into the state that they were taken out of, to count as they did. */
export function putClosed(state: FloorState, closed: readonly ContactRecord[]): void {
  const oldest = oldestKept(state, state.forgotAt);
  const listed = new Map<QueueState, Leg[]>();
  const known = { customers: awakeCustomers(state) };
  for (const contact of closed) {
    state.contacts.set(contact.id, contact);
    keepCustomer(known, contact);
  }
  // Whether a customer came back is known only once all of them are there.
  for (const contact of closed) countAgain(state, contact);
  for (const contact of closed)
    for (const leg of contact.story.legs) {
      const queue = state.queues.get(leg.queue);
      if (queue && !leg.direct && isListed(leg, queue, state.forgotAt)) {
        const legs = listed.get(queue);
        if (legs) legs.push(leg);
        else listed.set(queue, [leg]);
      }
      for (const { agent } of leg.rings) putWith(state, agent, leg, oldest);
      for (const { agent } of leg.handlers) putWith(state, agent, leg, oldest);
    }
  // Only now: to count a leg may wake others into the same list.
  for (const [queue, legs] of listed) putLegs(queue, legs);
}

/** A few are put in one by one, many sorted in. */
function putLegs(queue: QueueState, legs: readonly Leg[]): void {
  if (legs.length <= FEW_LEGS) return legs.forEach((leg) => insertLeg(queue, leg));
  const all = awakeLegs(queue);
  for (const leg of legs) all.push(leg);
  all.sort(inOrder);
}

function putWith(state: FloorState, id: AgentId, leg: Leg, oldest: Instant): void {
  const agent = state.agents.get(id);
  if (!agent) return;
  if (isBusyWith(leg, id)) agent.legs.add(leg);
  else if (!isPastKeeping(leg, id, oldest)) agent.past.add(leg);
}

/** As insertLeg has it; legs of one contact stay in the order of its story. */
function inOrder(a: Leg, b: Leg): number {
  return a.offeredAt - b.offeredAt || (a.contact < b.contact ? -1 : a.contact > b.contact ? 1 : 0);
}

function countAgain(state: FloorState, contact: ContactRecord): void {
  countLater(state, contact);
  const { story } = contact;
  const { bot } = story;
  if (bot) bot.counted = botMoments(bot, { story, customer: customerOf(state, contact) });
}
