import type { FloorEvent } from '#schema/events/envelope.ts';
import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import { isServing, isWaiting, isWrappingUp, openLeg, stopRinging } from './leg.ts';
import type { Leg, Story } from './state.ts';

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
      leg.unanswered += 1;
      stopRinging(leg, at, event.data.agent);
      return;
    }
    case 'contact.answered':
      return answered(story, event.data, at);
    case 'contact.held': {
      const leg = find(story, event.data, isServing);
      if (!leg || leg.heldSince !== null) return;
      leg.heldSince = at;
      leg.holds += 1;
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
      if (leg) leave(leg, 'overflowed', at);
      if (leg) offerAnew(story, event.data, at, leg);
      return;
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
      if (waiting) leave(waiting, event.data.by === 'system' ? 'overflowed' : 'abandoned', at);
      return;
    }
    case 'contact.wrappedUp': {
      const leg = find(story, event.data, (each) => isWrappingUp(each) || isServing(each));
      if (!leg) return;
      if (leg.endedAt === null) end(leg, at);
      leg.wrappedUpAt = at;
      return;
    }
    case 'contact.message':
      return message(
        find(story, event.data, () => true),
        event.data.from,
        at,
      );
    case 'contact.rated': {
      const rated = find(story, event.data, (leg) => leg.exit === 'answered');
      const leg = rated ?? find(story, event.data, () => true);
      if (leg) leg.rating = { ratio: event.data.score / event.data.scale, at };
      return;
    }
    case 'contact.tagged': {
      const leg = find(story, event.data, () => true);
      if (leg) leg.topic = event.data.topic;
      return;
    }
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
  openLeg(story, { queue: data.queue, at, key, topic: data.topic ?? null });
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
    leg.talkingSince = at;
    leg.agent = data.agent ?? null;
    stopRinging(leg, at);
    return;
  }
  // Answered again: another agent took over; it is answered once.
  const served = find(story, data, isServing);
  if (served && data.agent) served.agent = data.agent;
}

function transferred(
  story: Story,
  data: Extract<FloorEvent, { type: 'contact.transferred' }>['data'],
  at: Instant,
): void {
  const leg = find(story, data, isServing) ?? find(story, data, isWaiting);
  if (!leg) return;
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
  const known = story.legs.some(
    (leg) => leg !== from && leg.queue === queue && leg.offeredAt >= at - SAME_ENTRY_MS,
  );
  if (!known) openLeg(story, { queue, at, key: null, topic: from.topic });
}

function leave(leg: Leg, exit: 'abandoned' | 'overflowed' | 'transferredOut', at: Instant): void {
  leg.exit = exit;
  leg.exitAt = at;
  stopRinging(leg, at);
}

function transferAway(leg: Leg, at: Instant): void {
  end(leg, at);
  leg.transferredAfterAnswer = true;
}

function end(leg: Leg, at: Instant): void {
  endHold(leg, at);
  leg.endedAt = at;
}

function endHold(leg: Leg, at: Instant): void {
  if (leg.heldSince === null) return;
  leg.holdMs += at - leg.heldSince;
  leg.heldSince = null;
  leg.talkingSince = at;
}

function message(leg: Leg | null, from: 'customer' | 'agent' | 'bot', at: Instant): void {
  if (!leg || from === 'bot') return;
  if (from === 'customer') {
    leg.unansweredSince ??= at;
    return;
  }
  leg.firstResponseAt ??= at;
  if (leg.unansweredSince !== null) {
    leg.turns.push({ at, waitMs: at - leg.unansweredSince });
    leg.unansweredSince = null;
  }
}
