import type { Channel } from '#schema/channel.ts';
import type { ContactId, Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import { writeBotMoments } from './contact-moments.ts';
import { customerOf } from './customers.ts';
import { pushDeadline } from './deadlines.ts';
import type { Delta } from './delta.ts';
import { writeLegMoments } from './leg-moments.ts';
import { isOver } from './leg.ts';
import { MomentWriter } from './moment-writer.ts';
import { noteChange, queueOf, recount } from './queues.ts';
import { LegEntry, type ContactRecord, type FloorState, type Leg } from './state.ts';

/** Channels whose work can lie for days. */
const WRITTEN: ReadonlySet<Channel> = new Set(['email', 'social', 'ticket']);
/** One for all: a leg is counted at a time, and nothing is kept in it from one to the next. */
const WRITER = new MomentWriter();

/** Counts a leg of a queue as it is now, in place of what it counted before. */
export function countLeg(state: FloorState, contact: ContactRecord, leg: Leg, delta: Delta): void {
  if (leg.direct) return;
  const queue = queueOf(state, leg.queue, delta);
  const { story } = contact;
  const customer = leg.entry === LegEntry.first ? customerOf(state, contact) : null;
  WRITER.begin(leg.counted);
  writeLegMoments(leg, { policy: queue.policy, now: state.now, story, customer }, WRITER);
  const { before, after } = WRITER;
  if (before.length === 0 && after.length === 0) return noteChange(state, queue, delta);
  leg.counted = WRITER.moments;
  recount(state, queue, { arrivedAt: leg.offeredAt, before, after }, delta);
}

/** The assistant's part counts for the queue it names, else for the first that the contact entered. */
export function countBot(state: FloorState, contact: ContactRecord, delta: Delta): void {
  const { story } = contact;
  const { bot } = story;
  if (!bot) return;
  const arrivedAt = bot.engagedAt;
  // Told late, an earlier engagement moves the arrival: the first moment says where it was counted.
  const known = bot.counted;
  const knownIn = bot.countedIn;
  const knownAt = known[0]?.at ?? arrivedAt;
  bot.countedIn = bot.queue ?? story.legs[0]?.queue ?? null;
  const moved = knownIn !== bot.countedIn || knownAt !== arrivedAt;
  if (moved && knownIn !== null) {
    const change = { arrivedAt: knownAt, before: known, after: [] };
    recount(state, queueOf(state, knownIn, delta), change, delta);
  }
  WRITER.begin(moved ? [] : known);
  writeBotMoments(bot, { story, customer: customerOf(state, contact) }, WRITER);
  const { before, after, moments } = WRITER;
  bot.counted = moments;
  if (bot.countedIn === null) return;
  recount(state, queueOf(state, bot.countedIn, delta), { arrivedAt, before, after }, delta);
}

/** The clock passed a threshold or a due time: counts the contact's open legs anew. */
export function recountContact(state: FloorState, id: ContactId, delta: Delta): void {
  const contact = state.contacts.get(id);
  if (!contact || contact.story.legs.every(isOver)) return;
  // The first leg carries what counts for the contact as a whole.
  for (const leg of contact.story.legs)
    if (!isOver(leg) || leg.entry === LegEntry.first) countLeg(state, contact, leg, delta);
}

/** Something that is known of its customer changed. */
export function recountWhole(state: FloorState, id: ContactId, delta: Delta): void {
  const contact = state.contacts.get(id);
  if (!contact) return;
  for (const leg of contact.story.legs) countLeg(state, contact, leg, delta);
  countBot(state, contact, delta);
}

/** Counts a queue's legs anew after its policy changed. */
export function recountQueue(state: FloorState, id: QueueId, delta: Delta): void {
  for (const leg of queueOf(state, id, delta).legs) {
    const contact = state.contacts.get(leg.contact);
    if (!contact) continue;
    countLeg(state, contact, leg, delta);
    // Also of one that left: its contact, under its threshold, may wait in another queue, now or later.
    setDeadline(state, leg, delta);
  }
}

/** Wakes the fold one millisecond past the inclusive threshold, and when written work grows a day old. */
export function setDeadline(state: FloorState, leg: Leg, delta: Delta): void {
  const { policy } = queueOf(state, leg.queue, delta);
  wakeAt(state, leg, leg.offeredAt + policy.thresholdMs + 1);
  if (WRITTEN.has(leg.channel ?? policy.channel)) wakeAt(state, leg, leg.offeredAt + DAY_MS + 1);
}

/** Due soon and overdue change with time alone. */
export function setDueDeadlines(state: FloorState, leg: Leg): void {
  if (leg.dueAt === null || isOver(leg)) return;
  wakeAt(state, leg, leg.dueAt - HOUR_MS);
  wakeAt(state, leg, leg.dueAt);
}

function wakeAt(state: FloorState, leg: Leg, at: Instant): void {
  if (at > state.now) pushDeadline(state.deadlines, { at, contact: leg.contact });
}
