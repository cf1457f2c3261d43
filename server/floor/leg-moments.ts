import type { Channel } from '#schema/channel.ts';
import type { Instant } from '#schema/ids.ts';
import { contactMoments } from './contact-moments.ts';
import type { LegContext } from './leg-context.ts';
import { heldMs } from './leg.ts';
import { LegEntry, OverflowReason } from './state.ts';
import type { Counts, Leg, Moment, QueuePolicy, Story } from './state.ts';

/** Satisfied: 4 or 5 of 5, or the same share of another scale (metrics.md 2.4). */
const SATISFIED_RATIO = 0.8;

/** Channels in which a conversation without a human's message was never replied to. */
const TEXT_CHANNELS: ReadonlySet<Channel> = new Set(['chat', 'email', 'social', 'ticket']);

/**
 * What a leg counts for, as known at `now`: one moment per thing that happened, at its own time.
 * Summed by the leg's arrival they give TODAY and INTERVAL, by their own time the sliding windows.
 * The service-level event is at min(answer, abandon, threshold), and each leg adds to at most one of
 * A<=, B<=, L> (metrics.md 2.2, rules 1 and 2).
 */
export function legMoments(leg: Leg, context: LegContext): Moment[] {
  const { policy, now } = context;
  const waitMs = Math.max(0, (leg.exitAt ?? now) - leg.offeredAt);
  const short = isShortAbandon(leg, policy);
  const moments: Moment[] = [offeredMoment(leg, policy, short)];
  if (waitMs > policy.thresholdMs && !short)
    moments.push({ at: leg.offeredAt + policy.thresholdMs, counts: { pastThreshold: 1 } });
  if (leg.exit !== null) moments.push(exitMoment(leg, policy, waitMs, short));
  if (leg.endedAt !== null) conversationMoments(leg, leg.endedAt, context, moments);
  for (const { at } of leg.ronas) moments.push({ at, counts: { unansweredRings: 1 } });
  messageMoments(leg, context, moments);
  voiceOfCustomer(leg, moments);
  if (leg.entry === LegEntry.first && !leg.direct) contactMoments(leg, context, moments);
  return moments;
}

/** Left within the queue's short-abandon limit (inclusive; 0 = none): disjoint from abandoned. */
export function isShortAbandon(leg: Leg, policy: QueuePolicy): boolean {
  return (
    leg.exit === 'abandoned' &&
    policy.shortAbandonMs > 0 &&
    leg.exitAt! - leg.offeredAt <= policy.shortAbandonMs
  );
}

function offeredMoment(leg: Leg, policy: QueuePolicy, short: boolean): Moment {
  const counts: Partial<Counts> = { offered: 1 };
  if (!short) counts.offeredWithoutShort = 1;
  if (leg.exit === null) counts.undecided = 1;
  if (leg.entry === LegEntry.first) counts.contactsOffered = 1;
  else counts[leg.entry] = 1;
  // A transfer dials nobody; a second entry in the same queue is a second attempt.
  if (isDialled(leg, policy)) counts.outboundDialled = 1;
  return { at: leg.offeredAt, counts };
}

function exitMoment(leg: Leg, policy: QueuePolicy, waitMs: number, short: boolean): Moment {
  const counts: Partial<Counts> = { waited: 1, waitMs };
  const within = waitMs <= policy.thresholdMs;
  switch (leg.exit!) {
    case 'answered':
      counts.answered = 1;
      counts.waitAnsweredMs = waitMs;
      if (within) counts.answeredWithinThreshold = 1;
      if (isDialled(leg, policy)) counts.outboundConnected = 1;
      break;
    case 'abandoned':
    case 'shortAbandoned':
      if (short) {
        counts.shortAbandoned = 1;
        break;
      }
      counts.abandoned = 1;
      counts.waitAbandonedMs = waitMs;
      if (within) counts.abandonedWithinThreshold = 1;
      break;
    case 'overflowed':
      counts.overflowed = 1;
      overflowCounts(leg, within, counts);
      break;
    case 'transferredOut':
      counts.transferredOut = 1;
  }
  return { at: leg.exitAt!, waitMs, counts };
}

function overflowCounts(leg: Leg, within: boolean, counts: Partial<Counts>): void {
  switch (leg.overflow) {
    case OverflowReason.callback:
      counts.callbacksTaken = 1;
      if (within) counts.callbacksWithinThreshold = 1;
      return;
    case OverflowReason.voicemail:
      counts.voicemails = 1;
      return;
    case OverflowReason.timeout:
      counts.timedOut = 1;
      return;
    case OverflowReason.system:
      counts.systemLost = 1;
      return;
    default:
  }
}

function conversationMoments(
  leg: Leg,
  endedAt: Instant,
  { policy, story }: LegContext,
  moments: Moment[],
): void {
  const holdMs = heldMs(leg);
  const talkMs = Math.max(0, endedAt - leg.exitAt! - holdMs);
  const counts: Partial<Counts> = { ended: 1, talkMs };
  if (leg.holds.length > 0) {
    counts.held = 1;
    counts.holdMs = holdMs;
  }
  if (leg.transferredAfterAnswer) counts.transferredAfterAnswer = 1;
  // Passed on it is not over: the next agent may still reply, and closes it.
  const isOver = !leg.transferredAfterAnswer;
  if (isOver && TEXT_CHANNELS.has(leg.channel ?? policy.channel) && !firstReplied(story))
    counts.noReplies = 1;
  if (isOver && leg.dueAt !== null) {
    counts.dueClosed = 1;
    if (endedAt <= leg.dueAt) counts.dueClosedInTime = 1;
  }
  moments.push({ at: endedAt, counts });
  if (leg.wrappedUpAt === null) return;
  const afterContactWorkMs = Math.max(0, leg.wrappedUpAt - endedAt);
  const handleMs = talkMs + holdMs + afterContactWorkMs;
  moments.push({ at: leg.wrappedUpAt, counts: { handled: 1, afterContactWorkMs, handleMs } });
}

function isDialled({ outbound, channel, entry }: Leg, policy: QueuePolicy): boolean {
  const isOutbound = outbound ?? (channel ?? policy.channel) === 'outbound';
  return isOutbound && entry !== LegEntry.transferredIn;
}

/** The entry in which a human first wrote back; a later agent's first message is no first response. */
function firstReplied({ legs }: Story): Leg | null {
  let first: Leg | null = null;
  for (const leg of legs)
    if (leg.firstResponseAt !== null && leg.firstResponseAt < (first?.firstResponseAt ?? Infinity))
      first = leg;
  return first;
}

function messageMoments(leg: Leg, { story }: LegContext, moments: Moment[]): void {
  for (const { at, waitMs } of leg.turns)
    moments.push({ at, counts: { responses: 1, responseMs: waitMs } });
  const at = leg.firstResponseAt;
  if (at === null || leg.exit !== 'answered' || firstReplied(story) !== leg) return;
  moments.push({
    at,
    counts: {
      firstResponses: 1,
      firstResponseMs: Math.max(0, at - leg.exitAt!),
      customerFirstResponseMs: Math.max(0, at - story.legs[0]!.offeredAt),
    },
  });
}

/** Ratings, complaints, quality checks, what the knowledge base did not know. */
function voiceOfCustomer(leg: Leg, moments: Moment[]): void {
  if (leg.rating) {
    const counts: Partial<Counts> = { rated: 1 };
    if (leg.rating.ratio >= SATISFIED_RATIO) counts.satisfied = 1;
    moments.push({ at: leg.rating.at, counts });
  }
  if (leg.escalatedAt !== null) moments.push({ at: leg.escalatedAt, counts: { escalated: 1 } });
  for (const { at, ratio } of leg.checks)
    moments.push({ at, counts: { qualityChecks: 1, qualityPoints: ratio } });
  for (const at of leg.misses) moments.push({ at, counts: { knowledgeMisses: 1 } });
}
