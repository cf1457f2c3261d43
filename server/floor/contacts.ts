import type { Channel } from '#schema/channel.ts';
import type { FloorEvent, FloorEventOf } from '#schema/events/envelope.ts';
import type { AgentId, ContactId, Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { nameAgent } from './agent-words.ts';
import { agentOf, guessQueues, noteStaff, refreshAgent } from './agents.ts';
import { botMoments } from './contact-moments.ts';
import { keepSame } from './counts.ts';
import { customerOf, noteCustomer } from './customers.ts';
import { pushDeadline } from './deadlines.ts';
import type { Delta } from './delta.ts';
import { legMoments } from './leg-moments.ts';
import { busyAgents, everyAgent, isOver, isServing, isWaiting } from './leg.ts';
import { eventsOf } from './recall.ts';
import { insertLeg, markCorrected, queueOf, recount, removeLeg } from './queues.ts';
import { LegEntry } from './state.ts';
import type { ContactRecord, FloorState, Leg, Story } from './state.ts';
import { continueStory, tellStory } from './story.ts';

/** The watermark (metrics.md 2.7): what is told later than this corrects, it does not just arrive. */
const LATE_MS = 2 * MINUTE_MS;

/** Events that can change whose contact it is, when it began or what it is about. */
const ABOUT_CUSTOMER: ReadonlySet<string> = new Set([
  'contact.queued',
  'contact.tagged',
  'bot.engaged',
]);
/** Channels whose work can lie for days. */
const WRITTEN: ReadonlySet<Channel> = new Set(['email', 'social', 'ticket']);

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
 * Takes one contact event: its legs leave every index, the story goes on (or, where the event is
 * not the newest, is told anew), and the legs that result are put back. So indexes and tallies are
 * right by construction, whatever the order of events.
 */
export function applyContactEvent(state: FloorState, event: ContactEvent, delta: Delta): void {
  const contact = contactOf(state, event.data.contact);
  const touched = new Set<AgentId>();
  // Seen for the first time, an agent or a queue is created, also by an event that changes no leg.
  const { agent: by, toAgent, queue, toQueue }: Named = event.data;
  if (queue) queueOf(state, queue, delta);
  if (toQueue) queueOf(state, toQueue, delta);
  for (const agent of [by, toAgent])
    if (agent) {
      const record = agentOf(state, agent, event);
      if (nameAgent(record, event.at)) noteStaff(record, delta);
      touched.add(agent);
    }
  const counted = delta.counts.length;
  for (const leg of contact.story.legs) takeOut(state, leg, touched);
  if (event.at > contact.newestAt) {
    // One whose events only the log holds goes on without them.
    contact.events?.push(event);
    contact.newestAt = event.at;
    const known = contact.story.legs.length;
    continueStory(contact.story, event);
    for (const leg of contact.story.legs.slice(known)) addLeg(state, leg, delta);
  } else {
    retell(state, contact, event, delta);
  }
  contact.lastSeq = state.seq;
  const others = ABOUT_CUSTOMER.has(event.type) ? noteCustomer(state, contact) : [];
  for (const leg of contact.story.legs) putBack(state, { contact, leg, touched, event, delta });
  countBot(state, contact, delta);
  for (const id of others) recountWhole(state, id, delta);
  if (state.now - event.at > LATE_MS) markCorrected(state, delta.counts.slice(counted));
  const newest = contact.newestAt;
  for (const id of touched) {
    const agent = state.agents.get(id)!;
    guessQueues(state, agent, delta);
    refreshAgent(state, agent, { at: event.at, newest }, delta);
  }
}

/** The clock passed a threshold or a due time: counts the contact's open legs anew. */
export function recountContact(state: FloorState, id: ContactId, delta: Delta): void {
  const contact = state.contacts.get(id);
  if (!contact || contact.story.legs.every(isOver)) return;
  // The first leg carries what counts for the contact as a whole.
  for (const leg of contact.story.legs)
    if (!isOver(leg) || leg.entry === LegEntry.first) count(state, { contact, leg }, delta);
}

/** Something that is known of its customer changed. */
function recountWhole(state: FloorState, id: ContactId, delta: Delta): void {
  const contact = state.contacts.get(id);
  if (!contact) return;
  for (const leg of contact.story.legs) count(state, { contact, leg }, delta);
  countBot(state, contact, delta);
}

/** Counts a queue's legs anew after its policy changed. */
export function recountQueue(state: FloorState, id: QueueId, delta: Delta): void {
  for (const leg of queueOf(state, id, delta).legs) {
    const contact = state.contacts.get(leg.contact);
    if (contact) count(state, { contact, leg }, delta);
    // One that left for another queue still carries the threshold of its contact, if that one waits.
    if (contact?.story.legs.some(isWaiting)) setDeadline(state, leg, delta);
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
function retell(state: FloorState, contact: ContactRecord, event: FloorEvent, delta: Delta): void {
  const before = contact.story;
  const events = eventsOf(state, contact);
  events.push(event);
  contact.story = tellStory(contact.id, events);
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
  retellBot(state, before, contact.story, delta);
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
    contact,
    leg,
    touched,
    event,
    delta,
  }: {
    contact: ContactRecord;
    leg: Leg;
    touched: Set<AgentId>;
    event: FloorEvent;
    delta: Delta;
  },
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
  count(state, { contact, leg }, delta);
  if (event.type === 'contact.due') setDueDeadlines(state, leg);
}

function count(
  state: FloorState,
  { contact, leg }: { readonly contact: ContactRecord; readonly leg: Leg },
  delta: Delta,
): void {
  if (leg.direct) return;
  const queue = queueOf(state, leg.queue, delta);
  const { story } = contact;
  const customer = leg.entry === LegEntry.first ? customerOf(state, contact) : null;
  const moments = legMoments(leg, { policy: queue.policy, now: state.now, story, customer });
  // What counts as before stays the very same moment: only what changed is counted anew.
  const { before, after } = keepSame(leg.counted, moments);
  leg.counted = moments;
  recount(state, queue, { arrivedAt: leg.offeredAt, before, after }, delta);
}

/** The assistant's part counts for the queue it names, else for the first that the contact entered. */
function countBot(state: FloorState, contact: ContactRecord, delta: Delta): void {
  const { story } = contact;
  const { bot } = story;
  if (!bot) return;
  const arrivedAt = bot.engagedAt;
  // Told late, an earlier engagement moves the arrival: the first moment says where it was counted.
  const before = {
    in: bot.countedIn,
    arrivedAt: bot.counted[0]?.at ?? arrivedAt,
    moments: bot.counted,
  };
  bot.countedIn = bot.queue ?? story.legs[0]?.queue ?? null;
  bot.counted = botMoments(bot, { story, customer: customerOf(state, contact) });
  const moved = before.in !== bot.countedIn || before.arrivedAt !== arrivedAt;
  if (moved && before.in !== null) {
    const change = { arrivedAt: before.arrivedAt, before: before.moments, after: [] };
    recount(state, queueOf(state, before.in, delta), change, delta);
  }
  if (bot.countedIn === null) return;
  const change = { arrivedAt, before: moved ? [] : before.moments, after: bot.counted };
  recount(state, queueOf(state, bot.countedIn, delta), change, delta);
}

/** Wakes the fold one millisecond past the inclusive threshold, and when written work grows a day old. */
function setDeadline(state: FloorState, leg: Leg, delta: Delta): void {
  const { policy } = queueOf(state, leg.queue, delta);
  wakeAt(state, leg, leg.offeredAt + policy.thresholdMs + 1);
  if (WRITTEN.has(leg.channel ?? policy.channel)) wakeAt(state, leg, leg.offeredAt + DAY_MS + 1);
}

/** Due soon and overdue change with time alone. */
function setDueDeadlines(state: FloorState, leg: Leg): void {
  if (leg.dueAt === null || isOver(leg)) return;
  wakeAt(state, leg, leg.dueAt - HOUR_MS);
  wakeAt(state, leg, leg.dueAt);
}

function wakeAt(state: FloorState, leg: Leg, at: Instant): void {
  if (at > state.now) pushDeadline(state.deadlines, { at, contact: leg.contact });
}
