import type { FloorEvent } from '#schema/events/envelope.ts';
import type { AgentId, ContactId, Instant, QueueId } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { agentOf, guessQueues, nameAgent, refreshAgent } from './agents.ts';
import { botMoments, isSameMoment, momentsOf } from './counts.ts';
import { pushDeadline } from './deadlines.ts';
import type { Delta } from './delta.ts';
import { busyAgents, everyAgent, isServing, isWaiting } from './leg.ts';
import { insertLeg, markCorrected, queueOf, recount, removeLeg } from './queues.ts';
import type { ContactRecord, FloorState, Leg } from './state.ts';
import { continueStory, tellStory } from './story.ts';

/** The watermark (metrics.md 2.7): what is told later than this corrects, it does not just arrive. */
const LATE_MS = 2 * MINUTE_MS;

type ContactEvent = Extract<FloorEvent, { readonly data: { readonly contact: ContactId } }>;

interface Named {
  readonly agent?: AgentId | null;
  readonly toAgent?: AgentId | null;
  readonly queue?: QueueId | null;
  readonly toQueue?: QueueId | null;
}

/**
 * Takes one contact event: its legs leave every index, the story goes on (or, where the event is
 * not the newest, is told anew), and the legs that result are put back. So indexes and tallies are
 * right by construction, whatever the order of events.
 */
export function applyContactEvent(state: FloorState, event: ContactEvent, delta: Delta): void {
  const contact = contactOf(state, event.data.contact);
  if (event.type === 'contact.queued' && event.data.customer)
    contact.customer = event.data.customer;
  const touched = new Set<AgentId>();
  // Seen for the first time, an agent or a queue is created, also by an event that changes no leg.
  const { agent: by, toAgent, queue, toQueue }: Named = event.data;
  if (queue) queueOf(state, queue, delta);
  if (toQueue) queueOf(state, toQueue, delta);
  for (const agent of [by, toAgent])
    if (agent) {
      nameAgent(agentOf(state, agent, event), event.at);
      touched.add(agent);
    }
  const last = contact.events.at(-1);
  for (const leg of contact.story.legs) takeOut(state, leg, touched);
  if (!last || event.at > last.at) {
    contact.events.push(event);
    const known = contact.story.legs.length;
    continueStory(contact.story, event);
    for (const leg of contact.story.legs.slice(known)) addLeg(state, leg, delta);
  } else {
    retell(state, contact, event, delta);
  }
  for (const leg of contact.story.legs) putBack(state, { leg, touched, event, delta });
  countBot(state, contact, delta);
  for (const id of touched) {
    const agent = agentOf(state, id);
    guessQueues(state, agent, delta);
    refreshAgent(state, agent, delta);
  }
}

/** The clock passed a threshold: counts the contact's legs anew. */
export function recountContact(state: FloorState, id: ContactId, delta: Delta): void {
  const contact = state.contacts.get(id);
  if (!contact) return;
  for (const leg of contact.story.legs) if (isWaiting(leg)) count(state, leg, delta);
}

/** Counts a queue's legs anew after its policy changed. */
export function recountQueue(state: FloorState, id: QueueId, delta: Delta): void {
  for (const leg of queueOf(state, id, delta).legs) {
    count(state, leg, delta);
    if (isWaiting(leg)) setDeadline(state, leg, delta);
  }
}

function contactOf(state: FloorState, id: ContactId): ContactRecord {
  let contact = state.contacts.get(id);
  if (!contact) {
    const story = { contact: id, legs: [], bot: null, channel: null };
    contact = { id, events: [], story, customer: null };
    state.contacts.set(id, contact);
  }
  return contact;
}

/** The story anew from all events; what the old legs counted for is taken back. */
function retell(state: FloorState, contact: ContactRecord, event: FloorEvent, delta: Delta): void {
  const before = contact.story;
  contact.events.push(event);
  contact.story = tellStory(contact.id, contact.events);
  const unchanged = (leg: Leg, index: number): boolean => {
    const old = before.legs[index];
    return (
      old !== undefined &&
      old.queue === leg.queue &&
      old.offeredAt === leg.offeredAt &&
      old.direct === leg.direct
    );
  };
  before.legs.forEach((old, index) => {
    if (old.direct) return;
    const queue = queueOf(state, old.queue, delta);
    removeLeg(queue, old);
    const same = contact.story.legs[index];
    if (same && unchanged(same, index)) {
      same.counted = old.counted;
      return;
    }
    recount(state, queue, { arrivedAt: old.offeredAt, before: old.counted, after: [] }, delta);
    delta.arrivals.push({ queue: old.queue, at: old.offeredAt, by: -1 });
  });
  contact.story.legs.forEach((leg, index) => {
    if (unchanged(leg, index) && !leg.direct) insertLeg(queueOf(state, leg.queue, delta), leg);
    else addLeg(state, leg, delta);
  });
  if (before.bot && contact.story.bot) contact.story.bot.counted = before.bot.counted;
}

function addLeg(state: FloorState, leg: Leg, delta: Delta): void {
  if (leg.direct) return;
  insertLeg(queueOf(state, leg.queue, delta), leg);
  setDeadline(state, leg, delta);
  delta.arrivals.push({ queue: leg.queue, at: leg.offeredAt, by: 1 });
}

function takeOut(state: FloorState, leg: Leg, touched: Set<AgentId>): void {
  const queue = state.queues.get(leg.queue)!;
  queue.waiting.delete(leg);
  queue.serving.delete(leg);
  for (const id of everyAgent(leg)) {
    touched.add(id);
    const agent = state.agents.get(id);
    agent?.legs.delete(leg);
    agent?.past.delete(leg);
  }
}

function putBack(
  state: FloorState,
  {
    leg,
    touched,
    event,
    delta,
  }: { leg: Leg; touched: Set<AgentId>; event: FloorEvent; delta: Delta },
): void {
  const queue = queueOf(state, leg.queue, delta);
  queue.source = event.source;
  if (leg.direct) delta.queues.add(leg.queue);
  else if (isWaiting(leg)) queue.waiting.add(leg);
  else if (isServing(leg)) queue.serving.add(leg);
  const busy = busyAgents(leg);
  for (const id of everyAgent(leg)) {
    touched.add(id);
    const agent = agentOf(state, id, event);
    if (busy.has(id)) agent.legs.add(leg);
    else agent.past.add(leg);
  }
  count(state, leg, delta);
  if (state.now - event.at > LATE_MS) markCorrected(queue, leg.offeredAt, state.now);
}

function count(state: FloorState, leg: Leg, delta: Delta): void {
  if (leg.direct) return;
  const queue = queueOf(state, leg.queue, delta);
  const { counted } = leg;
  // What counts as before stays the very same moment: only what changed is counted anew.
  const before = [...counted];
  leg.counted = momentsOf(leg, queue.policy, state.now).map((moment) => {
    const index = before.findIndex((each) => isSameMoment(each, moment));
    return index < 0 ? moment : before.splice(index, 1)[0]!;
  });
  const after = leg.counted.filter((moment) => !counted.includes(moment));
  recount(state, queue, { arrivedAt: leg.offeredAt, before, after }, delta);
}

function countBot(state: FloorState, contact: ContactRecord, delta: Delta): void {
  const { bot } = contact.story;
  if (!bot || bot.queue === null) return;
  const before = bot.counted;
  bot.counted = botMoments(bot);
  const queue = queueOf(state, bot.queue, delta);
  recount(state, queue, { arrivedAt: bot.engagedAt, before, after: bot.counted }, delta);
}

/** Wakes the fold one millisecond past the inclusive threshold. */
function setDeadline(state: FloorState, leg: Leg, delta: Delta): void {
  const at: Instant = leg.offeredAt + queueOf(state, leg.queue, delta).policy.thresholdMs + 1;
  if (at > state.now) pushDeadline(state.deadlines, { at, contact: leg.contact });
}
