import type { FloorEvent, FloorEventOf } from '#schema/events/envelope.ts';
import type { AgentId, ContactId, QueueId } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { nameAgent } from './agent-words.ts';
import { agentOf, guessQueues, noteStaff, refreshAgent } from './agents.ts';
import {
  countBot,
  countLeg,
  recountWhole,
  setDeadline,
  setDueDeadlines,
} from './contact-counting.ts';
import { customerIn, customerNamed, noteCustomer, visitOf } from './customers.ts';
import type { Delta } from './delta.ts';
import { countCustomerNow, countNow } from './lazy-counting.ts';
import { isBusyWith, isServing, isWaiting, lastHandler } from './leg.ts';
import { eventsOf } from './recall.ts';
import { insertLeg, markCorrected, noteChange, queueOf, recount, removeLeg } from './queues.ts';
import type { AgentRecord, ContactRecord, FloorState, Leg, QueueState, Story } from './state.ts';
import { continuesStory, continueStory, tellStory } from './story.ts';

/** The watermark (metrics.md 2.7): what is told later than this corrects, it does not just arrive. */
const LATE_MS = 2 * MINUTE_MS;

/** Events that can change whose contact it is, when it began or what it is about: a new leg has a topic of its own. */
const ABOUT_CUSTOMER: ReadonlySet<string> = new Set([
  'contact.queued',
  'contact.transferred',
  'contact.overflowed',
  'contact.tagged',
  'bot.engaged',
]);
/** Events that change who has the contact, or what is done with it. */
const MOVES: ReadonlySet<string> = new Set([
  'contact.queued',
  'contact.presented',
  'contact.unanswered',
  'contact.answered',
  'contact.held',
  'contact.resumed',
  'contact.transferred',
  'contact.overflowed',
  'contact.abandoned',
  'contact.ended',
  'contact.wrappedUp',
]);

type ContactEvent =
  | Extract<FloorEvent, { readonly data: { readonly contact: ContactId } }>
  | (FloorEventOf<'knowledge.missed'> & { readonly data: { readonly contact: ContactId } });

interface Named {
  readonly agent?: AgentId | null;
  readonly toAgent?: AgentId | null;
  readonly queue?: QueueId | null;
  readonly toQueue?: QueueId | null;
}

/**
 * Takes one contact event. The newest of its contact goes on with the story: only what it can change
 * is looked at. Any other has the whole story told anew: the legs leave every index, and those that
 * result are put back. So both ways end in the same, whatever the order of events.
 */
export function applyContactEvent(state: FloorState, event: ContactEvent, delta: Delta): void {
  const contact = contactOf(state, event.data.contact);
  const touched: AgentRecord[] = [];
  // Seen for the first time, an agent or a queue is created, also by an event that changes no leg.
  const { agent, toAgent, queue, toQueue }: Named = event.data;
  if (queue) queueOf(state, queue, delta);
  if (toQueue) queueOf(state, toQueue, delta);
  if (agent) touch(touched, named(state, agent, event, delta));
  if (toAgent) touch(touched, named(state, toAgent, event, delta));
  const counted = delta.counts.length;
  countNow(state, contact.story.legs);
  const isNewest = event.at > contact.newestAt || continuesStory(contact, event);
  if (!isNewest || ABOUT_CUSTOMER.has(event.type)) {
    countCustomerNow(state, contact.customer);
    countCustomerNow(state, customerIn(event));
  }
  if (isNewest) goOn(state, { contact, event, touched }, delta);
  else retell(state, { contact, event, touched }, delta);
  contact.lastSeq = state.seq;
  if (state.now - event.at > LATE_MS) markCorrected(state, delta.counts.slice(counted));
  const news = { at: event.at, newest: contact.newestAt };
  for (const each of touched) {
    if (!isNewest || takesUp(each, contact.story)) guessQueues(state, each, delta);
    refreshAgent(state, each, news, delta);
  }
}

/** What one event is about. */
interface Told {
  readonly contact: ContactRecord;
  readonly event: ContactEvent;
  /** Agents whose state may change. */
  readonly touched: AgentRecord[];
}

function touch(touched: AgentRecord[], agent: AgentRecord): void {
  if (!touched.includes(agent)) touched.push(agent);
}

function named(state: FloorState, id: AgentId, event: ContactEvent, delta: Delta): AgentRecord {
  const agent = agentOf(state, id, event);
  if (nameAgent(agent, event.at)) noteStaff(agent, delta);
  return agent;
}

/** The agent has a contact in a queue of which nobody said that it serves it. */
function takesUp(agent: AgentRecord, { legs }: Story): boolean {
  for (const leg of legs)
    if (!leg.direct && lastHandler(leg) === agent.id && !agent.queues.has(leg.queue)) return true;
  return false;
}

/** The event is the newest of its contact. */
function goOn(state: FloorState, told: Told, delta: Delta): void {
  const { contact, event } = told;
  const { story } = contact;
  const { legs } = story;
  const isAbout = ABOUT_CUSTOMER.has(event.type);
  const before = isAbout ? visitOf(contact) : null;
  // One whose events only the log holds goes on without them.
  contact.events?.push(event);
  contact.newestAt = event.at;
  const known = legs.length;
  continueStory(story, event);
  for (let index = known; index < legs.length; index += 1) addLeg(state, legs[index]!, delta);
  // What the earliest of its events said of the customer stands.
  const customer = isAbout ? (contact.customer ?? customerIn(event)) : null;
  const others = before ? noteCustomer(state, contact, { customer, before }) : NOBODY;
  const moves = MOVES.has(event.type);
  const counts = !isUncounted(event);
  for (const leg of legs) {
    const queue = queueOf(state, leg.queue, delta);
    queue.source = event.source;
    if (moves) place(queue, leg);
    placeWithAgents(state, told, { leg, moves }, delta);
    if (leg.direct) delta.queues.add(leg.queue);
    else if (counts) countLeg(state, contact, leg, delta);
    else noteChange(state, queue, delta);
    if (event.type === 'contact.due') setDueDeadlines(state, leg);
  }
  if (counts) countBot(state, contact, delta);
  for (const id of others) recountWhole(state, id, delta);
}

const NOBODY: readonly ContactId[] = [];

/** It changes nothing that is counted: neither of its contact nor of another one of its customer. */
function isUncounted(event: ContactEvent): boolean {
  switch (event.type) {
    case 'contact.presented':
    case 'contact.held':
    case 'contact.resumed':
      return true;
    case 'contact.message':
      return event.data.from !== 'agent';
    default:
      return false;
  }
}

/** Who waits and who is served. */
function place({ waiting, serving }: QueueState, leg: Leg): void {
  if (leg.direct) return;
  if (isWaiting(leg)) waiting.add(leg);
  else {
    waiting.delete(leg);
    if (isServing(leg)) serving.add(leg);
    else serving.delete(leg);
  }
}

/** Whose hands it is in, and through whose it has gone. */
function placeWithAgents(
  state: FloorState,
  told: Told,
  { leg, moves }: { readonly leg: Leg; readonly moves: boolean },
  delta: Delta,
): void {
  for (const { agent } of leg.rings) placeWith(state, agent, told, { leg, moves }, delta);
  for (const { agent } of leg.handlers) placeWith(state, agent, told, { leg, moves }, delta);
}

function placeWith(
  state: FloorState,
  id: AgentId,
  { event, touched }: Told,
  { leg, moves }: { readonly leg: Leg; readonly moves: boolean },
  delta: Delta,
): void {
  let agent = state.agents.get(id);
  if (agent?.source !== event.source) {
    agent = agentOf(state, id, event);
    delta.agents.add(id);
  }
  if (!moves) return;
  touch(touched, agent);
  if (isBusyWith(leg, id)) {
    agent.past.delete(leg);
    agent.legs.add(leg);
  } else {
    agent.legs.delete(leg);
    agent.past.add(leg);
  }
}

function contactOf(state: FloorState, id: ContactId): ContactRecord {
  let contact = state.contacts.get(id);
  if (!contact) {
    const story = { contact: id, legs: [], bot: null, channel: null };
    const { seq } = state;
    contact = {
      id,
      events: [],
      newestAt: -Infinity,
      firstSeq: seq,
      lastSeq: seq,
      story,
      customer: null,
    };
    state.contacts.set(id, contact);
  }
  return contact;
}

/** The story anew from all events; what the old legs counted for is taken back. */
function retell(state: FloorState, told: Told, delta: Delta): void {
  const { contact, event, touched } = told;
  const before = contact.story;
  const visit = visitOf(contact);
  for (const leg of before.legs) takeOut(state, leg, touched);
  const events = eventsOf(state, contact);
  events.push(event);
  contact.story = tellStory(contact.id, events);
  relist(state, before, contact.story, delta);
  retellBot(state, before, contact.story, delta);
  const customer = customerNamed(events);
  const others = noteCustomer(state, contact, { customer, before: visit });
  for (const leg of contact.story.legs) {
    const queue = queueOf(state, leg.queue, delta);
    queue.source = event.source;
    place(queue, leg);
    placeWithAgents(state, told, { leg, moves: true }, delta);
    if (leg.direct) delta.queues.add(leg.queue);
    else countLeg(state, contact, leg, delta);
    if (event.type === 'contact.due') setDueDeadlines(state, leg);
  }
  countBot(state, contact, delta);
  for (const id of others) recountWhole(state, id, delta);
}

/**
 * Legs that are as they were keep what they counted for. All that are there now are in their queues
 * before what is gone is taken back: a longest wait that goes is looked for among the others.
 */
function relist(state: FloorState, before: Story, after: Story, delta: Delta): void {
  const isUnchanged = (old: Leg | undefined, leg: Leg | undefined): boolean =>
    old !== undefined &&
    leg !== undefined &&
    old.queue === leg.queue &&
    old.offeredAt === leg.offeredAt &&
    old.direct === leg.direct;
  for (const old of before.legs) if (!old.direct) removeLeg(queueOf(state, old.queue, delta), old);
  after.legs.forEach((leg, index) => {
    const old = before.legs[index];
    if (leg.direct || !isUnchanged(old, leg)) return addLeg(state, leg, delta);
    leg.counted = old!.counted;
    insertLeg(queueOf(state, leg.queue, delta), leg);
  });
  before.legs.forEach((old, index) => {
    if (old.direct || isUnchanged(old, after.legs[index])) return;
    const change = { arrivedAt: old.offeredAt, before: old.counted, after: [] };
    recount(state, queueOf(state, old.queue, delta), change, delta);
    delta.arrivals.push({ queue: old.queue, at: old.offeredAt, by: -1 });
  });
}

/** What the assistant's part counted stands, unless it turns out to have begun at another time. */
function retellBot(state: FloorState, before: Story, after: Story, delta: Delta): void {
  if (!before.bot || !after.bot) return;
  const { counted, countedIn, engagedAt } = before.bot;
  if (after.bot.engagedAt === engagedAt) {
    Object.assign(after.bot, { counted, countedIn });
  } else if (countedIn !== null) {
    const change = { arrivedAt: engagedAt, before: counted, after: [] };
    recount(state, queueOf(state, countedIn, delta), change, delta);
  }
}

function addLeg(state: FloorState, leg: Leg, delta: Delta): void {
  if (leg.direct) return;
  insertLeg(queueOf(state, leg.queue, delta), leg);
  setDeadline(state, leg, delta);
  delta.arrivals.push({ queue: leg.queue, at: leg.offeredAt, by: 1 });
}

function takeOut(state: FloorState, leg: Leg, touched: AgentRecord[]): void {
  const queue = state.queues.get(leg.queue)!;
  queue.waiting.delete(leg);
  queue.serving.delete(leg);
  for (const { agent: id } of [...leg.rings, ...leg.handlers]) {
    const agent = state.agents.get(id)!;
    touch(touched, agent);
    agent.legs.delete(leg);
    agent.past.delete(leg);
  }
}
