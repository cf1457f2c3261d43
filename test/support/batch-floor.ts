import type { FloorEvent } from '#schema/events/envelope.ts';
import type { Instant, QueueId } from '#schema/ids.ts';
import { QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { botMoments } from '#server/floor/contact-moments.ts';
import { amountsOf, emptyCounts, SLOT } from '#server/floor/counts.ts';
import { createFloor } from '#server/floor/fold.ts';
import { legMoments } from '#server/floor/leg-moments.ts';
import type {
  ContactRecord,
  FloorState,
  Moment,
  QueueState,
  Story,
  Tally,
} from '#server/floor/state.ts';
import { tellStory } from '#server/floor/story.ts';
import { createFloorView } from '#server/metrics/floor-view.ts';
import type { SlidingWindows, WindowSum } from '#server/metrics/sliding-windows.ts';
import type { FloorView } from '#server/metrics/view.ts';
import type { EventEntry } from './histories.ts';

/*
 * The floor as one who has only the list of events would build it: each contact's story is told
 * once, from all its events; each moment is added up once. Nothing is ever taken back here, so it
 * cannot go wrong in the ways in which counting step by step can. Agents, plans, sources and policies
 * are those of the floor it is compared with.
 */
export function batchFloor(entries: readonly EventEntry[], shown: FloorState): FloorState {
  const { timeZone, now } = shown;
  const batch = { ...createFloor({ timeZone }), now, agents: shown.agents, plans: shown.plans };
  for (const { id, policy, source, changedAt } of shown.queues.values())
    batch.queues.set(id, { ...emptyQueue(id), policy, source, changedAt });
  const contacts = contactsOf(entries);
  for (const contact of contacts) {
    batch.contacts.set(contact.id, contact);
    putLegs(batch, contact, contacts);
    putBot(batch, contact, contacts);
  }
  for (const queue of batch.queues.values())
    queue.legs.sort(
      (a, b) =>
        a.offeredAt - b.offeredAt || Number(a.contact > b.contact) - Number(a.contact < b.contact),
    );
  return batch;
}

/** The numbers of such a floor: its sliding windows too are summed anew, moment by moment, at each question. */
export function batchView(state: FloorState): FloorView {
  const sum = (queue: QueueId, lengthMs: number): WindowSum => {
    const tally = emptyTally();
    const moments = state.queues.get(queue)!.legs.flatMap((leg) => leg.counted);
    for (const { story } of state.contacts.values())
      if (story.bot?.countedIn === queue) moments.push(...story.bot.counted);
    addMoments(
      tally,
      moments.filter(({ at }) => at > state.now - lengthMs),
    );
    return tally;
  };
  const windows: SlidingWindows = {
    watch: () => () => undefined,
    lengths: [],
    apply: () => undefined,
    advance: () => new Set(),
    sum,
    counts: (queue, lengthMs) => sum(queue, lengthMs).counts,
  };
  return createFloorView(state, {
    windows,
    siteMetrics: [],
    surge: () => null,
    expected: () => null,
    severity: () => null,
    openAlerts: () => [],
    alert: () => null,
    alertsBetween: () => [],
    refused: () => 0,
  });
}

function contactsOf(entries: readonly EventEntry[]): ContactRecord[] {
  const events = new Map<string, FloorEvent[]>();
  for (const { type, id, source, at, data } of entries) {
    const contact = data['contact'];
    if (typeof contact !== 'string' || type.startsWith('vendor.')) continue;
    const event = { type, id, source, at, data } as unknown as FloorEvent;
    events.set(contact, [...(events.get(contact) ?? []), event]);
  }
  return [...events].map(([id, told]) => {
    const story = tellStory(id, told);
    const newestAt = Math.max(...told.map(({ at }) => at));
    const customer = namedIn(told);
    return { id, events: told, newestAt, firstSeq: 0, lastSeq: 0, story, customer };
  });
}

/** The earliest word: the key of a customer where there is one, else the name. */
function namedIn(events: readonly FloorEvent[]): string | null {
  for (const event of events)
    if (event.type === 'contact.queued' || event.type === 'bot.engaged') {
      const { customerKey, customer } = event.data;
      const named = customerKey || customer;
      if (typeof named === 'string') return named;
    }
  return null;
}

/** The newest word of any queue that had it. */
function topicOf({ legs }: Story): string | null {
  return legs.findLast(({ direct }) => !direct)?.topic ?? null;
}

function putLegs(batch: FloorState, contact: ContactRecord, all: readonly ContactRecord[]): void {
  const { story } = contact;
  for (const leg of story.legs) {
    if (leg.direct) continue;
    const queue = batch.queues.get(leg.queue)!;
    const customer = leg.entry === 'first' ? returnOf(contact, all) : null;
    leg.counted = legMoments(leg, { policy: queue.policy, now: batch.now, story, customer });
    queue.legs.push(leg);
    if (leg.exit === null) queue.waiting.add(leg);
    if (leg.exit === 'answered' && leg.endedAt === null) queue.serving.add(leg);
    addUp(queue, leg.offeredAt, leg.counted);
  }
}

function putBot(batch: FloorState, contact: ContactRecord, all: readonly ContactRecord[]): void {
  const { bot, legs } = contact.story;
  if (!bot) return;
  bot.countedIn = bot.queue ?? legs[0]?.queue ?? null;
  bot.counted = botMoments(bot, { story: contact.story, customer: returnOf(contact, all) });
  if (bot.countedIn !== null) addUp(batch.queues.get(bot.countedIn)!, bot.engagedAt, bot.counted);
}

/** When the same customer came again about the same within seven days. */
function returnOf(contact: ContactRecord, all: readonly ContactRecord[]) {
  if (contact.customer === null) return null;
  const began = beganAt(contact.story);
  const topic = topicOf(contact.story);
  const later: Instant[] = [];
  for (const other of all) {
    const at = beganAt(other.story);
    const about = topicOf(other.story);
    const isSame = topic === null || about === null || topic === about;
    if (other.customer === contact.customer && isSame && at > began && at < Infinity)
      if (at <= began + 7 * 86_400_000) later.push(at);
  }
  return { returnedAt: later.length > 0 ? Math.min(...later) : null };
}

function beganAt({ legs, bot }: Story): Instant {
  return Math.min(legs[0]?.offeredAt ?? Infinity, bot?.engagedAt ?? Infinity);
}

function addUp(queue: QueueState, arrivedAt: Instant, moments: readonly Moment[]): void {
  const start = intervalStart(arrivedAt, QUARTER_MS);
  const tally = queue.tallies.get(start) ?? emptyTally();
  queue.tallies.set(start, tally);
  addMoments(tally, moments);
}

function addMoments(tally: Tally, moments: readonly Moment[]): void {
  for (const moment of moments) {
    const { waitMs } = moment;
    for (const [counter, amount] of amountsOf(moment)) tally.counts[SLOT[counter]]! += amount;
    if (waitMs !== undefined) tally.longestWaitMs = Math.max(tally.longestWaitMs ?? 0, waitMs);
  }
}

function emptyTally(): Tally {
  return { counts: emptyCounts(), longestWaitMs: null, correctedAt: null };
}

function emptyQueue(id: string): Omit<QueueState, 'policy'> {
  return {
    id,
    toldAt: {},
    waiting: new Set(),
    serving: new Set(),
    tallies: new Map(),
    legs: [],
    source: null,
    members: new Set(),
    changedAt: 0,
  };
}
