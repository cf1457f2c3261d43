import type { Channel } from '#schema/channel.ts';
import type { Instant } from '#schema/ids.ts';
import { contactMoments } from './contact-moments.ts';
import { SLOT } from './counts.ts';
import type { LegContext } from './leg-context.ts';
import { heldMs } from './leg.ts';
import { MomentWriter } from './moment-writer.ts';
import { LegEntry, OverflowReason } from './state.ts';
import type { Leg, Moment, QueuePolicy, Story } from './state.ts';

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
export function legMoments(leg: Leg, context: LegContext): readonly Moment[] {
  const writer = new MomentWriter();
  writer.begin([]);
  writeLegMoments(leg, context, writer);
  return writer.moments;
}

/** The same, taken down. */
export function writeLegMoments(leg: Leg, context: LegContext, writer: MomentWriter): void {
  const { policy, now } = context;
  const waitMs = Math.max(0, (leg.exitAt ?? now) - leg.offeredAt);
  const short = isShortAbandon(leg, policy);
  offeredMoment(leg, policy, short, writer);
  if (waitMs > policy.thresholdMs && !short)
    once(writer, leg.offeredAt + policy.thresholdMs, SLOT.pastThreshold);
  if (leg.exit !== null) exitMoment(leg, policy, { waitMs, short }, writer);
  if (leg.endedAt !== null) conversationMoments(leg, leg.endedAt, context, writer);
  for (const { at } of leg.ronas) once(writer, at, SLOT.unansweredRings);
  messageMoments(leg, context, writer);
  voiceOfCustomer(leg, writer);
  if (leg.entry === LegEntry.first && !leg.direct) contactMoments(leg, context, writer);
}

/** A moment at which one thing counts once. */
function once(writer: MomentWriter, at: Instant, slot: number): void {
  writer.at(at);
  writer.add(slot, 1);
  writer.end();
}

/** Left within the queue's short-abandon limit (inclusive; 0 = none): disjoint from abandoned. */
export function isShortAbandon(leg: Leg, policy: QueuePolicy): boolean {
  return (
    leg.exit === 'abandoned' &&
    policy.shortAbandonMs > 0 &&
    leg.exitAt! - leg.offeredAt <= policy.shortAbandonMs
  );
}

function offeredMoment(leg: Leg, policy: QueuePolicy, short: boolean, writer: MomentWriter): void {
  writer.at(leg.offeredAt);
  writer.add(SLOT.offered, 1);
  if (!short) writer.add(SLOT.offeredWithoutShort, 1);
  if (leg.exit === null) writer.add(SLOT.undecided, 1);
  if (leg.entry === LegEntry.first) writer.add(SLOT.contactsOffered, 1);
  else writer.add(SLOT[leg.entry], 1);
  // A transfer dials nobody; a second entry in the same queue is a second attempt.
  if (isDialled(leg, policy)) writer.add(SLOT.outboundDialled, 1);
  writer.end();
}

function exitMoment(
  leg: Leg,
  policy: QueuePolicy,
  { waitMs, short }: { readonly waitMs: number; readonly short: boolean },
  writer: MomentWriter,
): void {
  writer.at(leg.exitAt!, waitMs);
  writer.add(SLOT.waited, 1);
  writer.add(SLOT.waitMs, waitMs);
  const within = waitMs <= policy.thresholdMs;
  switch (leg.exit!) {
    case 'answered':
      writer.add(SLOT.answered, 1);
      writer.add(SLOT.waitAnsweredMs, waitMs);
      if (within) writer.add(SLOT.answeredWithinThreshold, 1);
      if (isDialled(leg, policy)) writer.add(SLOT.outboundConnected, 1);
      break;
    case 'abandoned':
    case 'shortAbandoned':
      if (short) {
        writer.add(SLOT.shortAbandoned, 1);
        break;
      }
      writer.add(SLOT.abandoned, 1);
      writer.add(SLOT.waitAbandonedMs, waitMs);
      if (within) writer.add(SLOT.abandonedWithinThreshold, 1);
      break;
    case 'overflowed':
      writer.add(SLOT.overflowed, 1);
      overflowCounts(leg, within, writer);
      break;
    case 'transferredOut':
      writer.add(SLOT.transferredOut, 1);
  }
  writer.end();
}

function overflowCounts(leg: Leg, within: boolean, writer: MomentWriter): void {
  switch (leg.overflow) {
    case OverflowReason.callback:
      writer.add(SLOT.callbacksTaken, 1);
      if (within) writer.add(SLOT.callbacksWithinThreshold, 1);
      return;
    case OverflowReason.voicemail:
      return writer.add(SLOT.voicemails, 1);
    case OverflowReason.timeout:
      return writer.add(SLOT.timedOut, 1);
    case OverflowReason.system:
      return writer.add(SLOT.systemLost, 1);
    default:
  }
}

function conversationMoments(
  leg: Leg,
  endedAt: Instant,
  { policy, story }: LegContext,
  writer: MomentWriter,
): void {
  const holdMs = heldMs(leg);
  const talkMs = Math.max(0, endedAt - leg.exitAt! - holdMs);
  writer.at(endedAt);
  writer.add(SLOT.ended, 1);
  writer.add(SLOT.talkMs, talkMs);
  if (leg.holds.length > 0) {
    writer.add(SLOT.held, 1);
    writer.add(SLOT.holdMs, holdMs);
  }
  if (leg.transferredAfterAnswer) writer.add(SLOT.transferredAfterAnswer, 1);
  // Passed on it is not over: the next agent may still reply, and closes it.
  const isOver = !leg.transferredAfterAnswer;
  if (isOver && TEXT_CHANNELS.has(leg.channel ?? policy.channel) && !firstReplied(story))
    writer.add(SLOT.noReplies, 1);
  if (isOver && leg.dueAt !== null) {
    writer.add(SLOT.dueClosed, 1);
    if (endedAt <= leg.dueAt) writer.add(SLOT.dueClosedInTime, 1);
  }
  writer.end();
  if (leg.wrappedUpAt === null) return;
  const afterContactWorkMs = Math.max(0, leg.wrappedUpAt - endedAt);
  writer.at(leg.wrappedUpAt);
  writer.add(SLOT.handled, 1);
  writer.add(SLOT.afterContactWorkMs, afterContactWorkMs);
  writer.add(SLOT.handleMs, talkMs + holdMs + afterContactWorkMs);
  writer.end();
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

function messageMoments(leg: Leg, { story }: LegContext, writer: MomentWriter): void {
  for (const { at, waitMs } of leg.turns) {
    writer.at(at);
    writer.add(SLOT.responses, 1);
    writer.add(SLOT.responseMs, waitMs);
    writer.end();
  }
  const at = leg.firstResponseAt;
  if (at === null || leg.exit !== 'answered' || firstReplied(story) !== leg) return;
  writer.at(at);
  writer.add(SLOT.firstResponses, 1);
  writer.add(SLOT.firstResponseMs, Math.max(0, at - leg.exitAt!));
  writer.add(SLOT.customerFirstResponseMs, Math.max(0, at - story.legs[0]!.offeredAt));
  writer.end();
}

/** Ratings, complaints, quality checks, what the knowledge base did not know. */
function voiceOfCustomer(leg: Leg, writer: MomentWriter): void {
  if (leg.rating) {
    writer.at(leg.rating.at);
    writer.add(SLOT.rated, 1);
    if (leg.rating.ratio >= SATISFIED_RATIO) writer.add(SLOT.satisfied, 1);
    writer.end();
  }
  if (leg.escalatedAt !== null) once(writer, leg.escalatedAt, SLOT.escalated);
  for (const { at, ratio } of leg.checks) {
    writer.at(at);
    writer.add(SLOT.qualityChecks, 1);
    writer.add(SLOT.qualityPoints, ratio);
    writer.end();
  }
  for (const at of leg.misses) once(writer, at, SLOT.knowledgeMisses);
}
