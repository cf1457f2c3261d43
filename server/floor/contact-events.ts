import type { FloorEvent } from '#schema/events/envelope.ts';
import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import {
  isGuessedDone,
  isHeld,
  isServing,
  isWaiting,
  isWrappingUp,
  lastHandler,
  openLeg,
  stopRinging,
} from './leg.ts';
import { OverflowReason, type Leg, type Story } from './state.ts';

/** A new entry that a source tells this close to the transfer that made it is the same entry. */
const SAME_ENTRY_MS = 5_000;

/** Takes one contact event into the legs. What does not fit the contact's state changes nothing. */
export function applyToLegs(story: Story, event: FloorEvent): void {
  const { at } = event;
  switch (event.type) {
    case 'contact.queued':
      return queued(story, event.data, at);
    case 'contact.presented': {
      const leg = find(story, event.data, isWaiting);
      const { agent } = event.data;
      if (leg && !leg.rings.some((ring) => ring.agent === agent && ring.until === null))
        leg.rings.push({ agent, since: at, until: null });
      return;
    }
    case 'contact.unanswered': {
      const leg = find(story, event.data, isWaiting);
      if (!leg) return;
      leg.ronas.push({ agent: event.data.agent, at });
      stopRinging(leg, at, event.data.agent);
      return;
    }
    case 'contact.answered':
      return answered(story, event.data, at);
    case 'contact.held': {
      const leg = find(story, event.data, isServing);
      if (leg && !isHeld(leg)) leg.holds.push({ from: at, until: null });
      return;
    }
    case 'contact.resumed': {
      const leg = find(story, event.data, isServing);
      if (leg) endHold(leg, at);
      return;
    }
    case 'contact.transferred':
      return transferred(story, event.data, at);
    case 'contact.overflowed': {
      const leg = find(story, event.data, isWaiting);
      if (!leg) return;
      overflow(leg, at, overflowReason(event.data.reason));
      return offerAnew(story, event.data, at, leg);
    }
    case 'contact.abandoned': {
      const leg = find(story, event.data, isWaiting);
      if (leg) leave(leg, 'abandoned', at);
      return;
    }
    case 'contact.ended': {
      const leg = find(story, event.data, isServing);
      if (leg) return end(leg, at);
      const waiting = find(story, event.data, isWaiting);
      if (!waiting) return;
      if (event.data.by === 'system') overflow(waiting, at, OverflowReason.system);
      else leave(waiting, 'abandoned', at);
      return;
    }
    case 'contact.wrappedUp': {
      const leg =
        find(story, event.data, isWrappingUp) ??
        find(story, event.data, isGuessedDone) ??
        find(story, event.data, isServing);
      if (!leg) return;
      if (leg.endedAt === null) end(leg, at);
      leg.wrappedUpAt = at;
      return;
    }
    case 'contact.message':
      return message(
        story,
        find(story, event.data, () => true),
        event.data.from,
        at,
      );
    case 'contact.rated': {
      // The last of the queues whose agent it was: what an agent has past any queue counts for none.
      const rated = find(story, event.data, (leg) => leg.exit === 'answered' && !leg.direct);
      const leg = rated ?? find(story, event.data, isOfQueue);
      if (leg) leg.rating = { ratio: event.data.score / event.data.scale, at };
      return;
    }
    case 'contact.tagged': {
      const leg = find(story, event.data, isOfQueue);
      if (leg) leg.topic = event.data.topic;
      return;
    }
    case 'contact.escalated': {
      // Once a contact, however often it is raised and wherever the contact has gone since.
      if (story.legs.some((each) => each.escalatedAt !== null)) return;
      const leg = find(story, event.data, isOfQueue);
      if (leg) leg.escalatedAt = at;
      return;
    }
    case 'contact.due': {
      const leg = find(story, event.data, isOfQueue);
      if (leg) leg.dueAt = event.data.dueAt;
      return;
    }
    case 'quality.scored': {
      const { score, scale } = event.data;
      find(story, event.data, isOfQueue)?.checks.push({ at, ratio: score / scale });
      return;
    }
    case 'knowledge.missed':
      find(story, event.data, isOfQueue)?.misses.push(at);
      return;
    default:
      return;
  }
}

interface Addressed {
  readonly leg?: string | null;
  readonly queue?: string | null;
}

/** The newest leg in the wanted phase among those that the event may mean. */
function find(story: Story, to: Addressed, wanted: (leg: Leg) => boolean): Leg | null {
  for (let index = story.legs.length - 1; index >= 0; index -= 1) {
    const leg = story.legs[index]!;
    if (to.leg && leg.key !== to.leg) continue;
    if (!to.leg && to.queue && leg.queue !== to.queue) continue;
    if (wanted(leg)) return leg;
  }
  return null;
}

/** What is said of the contact as a whole belongs to the last queue that had it. */
function isOfQueue(leg: Leg): boolean {
  return !leg.direct;
}

function queued(
  story: Story,
  data: Extract<FloorEvent, { type: 'contact.queued' }>['data'],
  at: Instant,
): void {
  story.channel = data.channel ?? story.channel;
  const key = data.leg ?? null;
  if (key && story.legs.some((leg) => leg.key === key)) return;
  const same = story.legs.find(
    (leg) =>
      isWaiting(leg) && !leg.direct && leg.queue === data.queue && (!key || leg.key === null),
  );
  if (same) {
    // Told twice: by the transfer that brought it here and by the queue itself; or re-queued after RONA.
    same.key ??= key;
    return;
  }
  // Without keys a contact is in one place: being queued elsewhere means it left where it was.
  if (!key)
    for (const leg of story.legs) {
      if (isWaiting(leg)) leave(leg, 'transferredOut', at);
      else if (isServing(leg)) transferAway(leg, at);
    }
  const outbound = data.direction ? /^out/i.test(data.direction) : null;
  openLeg(story, { queue: data.queue, at, key, topic: data.topic ?? null, outbound });
}

function answered(
  story: Story,
  data: Extract<FloorEvent, { type: 'contact.answered' }>['data'],
  at: Instant,
): void {
  const leg = find(story, data, isWaiting);
  if (leg) {
    leg.exit = 'answered';
    leg.exitAt = at;
    stopRinging(leg, at);
    if (data.agent) takeUp(leg, data.agent, at);
    guessWrapUp(story, leg, at);
    return;
  }
  // Answered again: another agent took over; it is answered once.
  const served = find(story, data, isServing);
  if (served && data.agent && data.agent !== lastHandler(served)) takeUp(served, data.agent, at);
}

/**
 * Who passed a contact on has done its after-contact work, at the latest, when the contact is answered
 * again; a word of the source about it still counts. Where the source names the leg that it speaks
 * of, it will tell the end itself.
 */
function guessWrapUp(story: Story, answeredLeg: Leg, at: Instant): void {
  for (const leg of story.legs) {
    if (leg === answeredLeg) return;
    if (!isWrappingUp(leg) || leg.toldByName || leg.key !== null) continue;
    leg.wrappedUpAt = at;
    leg.wrapUpGuessedAt = at;
  }
}

function takeUp(leg: Leg, agent: AgentId, at: Instant): void {
  putDown(leg, at);
  leg.handlers.push({ agent, from: at, until: null });
}

function putDown(leg: Leg, at: Instant): void {
  const handler = leg.handlers.at(-1);
  if (handler) handler.until ??= at;
}

function transferred(
  story: Story,
  data: Extract<FloorEvent, { type: 'contact.transferred' }>['data'],
  at: Instant,
): void {
  const leg = find(story, data, isServing) ?? find(story, data, isWaiting);
  if (!leg) return;
  leg.toldByName = Boolean(data.leg ?? data.queue);
  if (isServing(leg)) transferAway(leg, at);
  else leave(leg, 'transferredOut', at);
  offerAnew(story, data, at, leg);
  if (data.toAgent && !data.toQueue) handOver(story, data.toAgent, at, leg);
}

/** It rings at the other agent, past any queue, until that one answers. */
function handOver(story: Story, agent: AgentId, at: Instant, from: Leg): void {
  const { queue, topic } = from;
  const leg = openLeg(story, { queue, at, key: null, topic, direct: true });
  leg.rings.push({ agent, since: at, until: null });
}

/**
 * The entry in the next queue, unless the source has told of it already. A source that keys its
 * entries tells each of them itself.
 */
function offerAnew(
  story: Story,
  data: { readonly leg?: string | null; readonly toQueue?: QueueId | null },
  at: Instant,
  from: Leg,
): void {
  const queue = data.toQueue;
  if (!queue || data.leg) return;
  // Only what was entered after it: a contact that is sent back at once comes back anew.
  const known = story.legs
    .slice(story.legs.indexOf(from) + 1)
    .some((leg) => leg.queue === queue && leg.offeredAt >= at - SAME_ENTRY_MS);
  if (!known) openLeg(story, { queue, at, key: null, topic: from.topic });
}

function leave(leg: Leg, exit: 'abandoned' | 'overflowed' | 'transferredOut', at: Instant): void {
  leg.exit = exit;
  leg.exitAt = at;
  stopRinging(leg, at);
}

function overflow(leg: Leg, at: Instant, reason: OverflowReason): void {
  leave(leg, 'overflowed', at);
  leg.overflow = reason;
}

/** Sources word it in their own way; what matters is what it counts for. */
function overflowReason(text: string | null | undefined): OverflowReason {
  const word = text?.toLowerCase().replaceAll(/[^a-z\p{L}]/gu, '') ?? '';
  if (/callback|回拨|回呼/.test(word)) return OverflowReason.callback;
  if (/voicemail|message|留言/.test(word)) return OverflowReason.voicemail;
  if (/time(d)?out|expired|超时/.test(word)) return OverflowReason.timeout;
  if (/system|error|failure|lost|系统/.test(word)) return OverflowReason.system;
  return OverflowReason.other;
}

function transferAway(leg: Leg, at: Instant): void {
  end(leg, at);
  leg.transferredAfterAnswer = true;
}

function end(leg: Leg, at: Instant): void {
  endHold(leg, at);
  putDown(leg, at);
  leg.endedAt = at;
}

function endHold(leg: Leg, at: Instant): void {
  const hold = leg.holds.at(-1);
  if (hold) hold.until ??= at;
}

function message(
  story: Story,
  leg: Leg | null,
  from: 'customer' | 'agent' | 'bot',
  at: Instant,
): void {
  if (!leg || from === 'bot') return;
  if (from === 'customer') {
    leg.unansweredSince ??= at;
    return;
  }
  leg.firstResponseAt ??= at;
  leg.lastReplyAt = at;
  // The customer asked once, wherever the contact was then.
  let askedAt: Instant | null = null;
  for (const each of story.legs) {
    if (each.unansweredSince === null) continue;
    askedAt = Math.min(askedAt ?? each.unansweredSince, each.unansweredSince);
    each.unansweredSince = null;
  }
  if (askedAt !== null) leg.turns.push({ at, waitMs: at - askedAt });
}
