import type { Instant } from '#schema/ids.ts';
import { SLOT } from './counts.ts';
import type { CustomerContext, LegContext } from './leg-context.ts';
import { isOver } from './leg.ts';
import { MomentWriter } from './moment-writer.ts';
import type { BotSession, Leg, Moment, Story } from './state.ts';

/** A bot's resolution lasts when the customer does not come back within a day (metrics.md 2.4). */
const LASTING_MS = 24 * 3_600_000;

/**
 * What a whole contact counts for, on the customer's own clock: from the first entry into any queue
 * to the first answer in any (metrics.md 2.5). It is counted in the first queue, under its threshold;
 * so the sum over queues is the number of contacts, each once.
 */
export function contactMoments(first: Leg, context: LegContext, writer: MomentWriter): void {
  const { policy, story, now } = context;
  const answeredAt = firstAnswerAt(story);
  const lost = answeredAt === null ? lastExit(story) : null;
  const waitMs = Math.max(0, (answeredAt ?? lost?.exitAt ?? now) - first.offeredAt);
  const within = waitMs <= policy.thresholdMs;
  const short = lost?.exit === 'abandoned' && waitMs <= policy.shortAbandonMs && waitMs >= 0;
  const isShort = short && policy.shortAbandonMs > 0;
  if (!within && !isShort) {
    writer.at(first.offeredAt + policy.thresholdMs);
    writer.add(SLOT.contactsPastThreshold, 1);
    writer.end();
  }
  if (answeredAt !== null) {
    writer.at(answeredAt);
    writer.add(SLOT.contactsAnswered, 1);
    writer.add(SLOT.contactsWaitMs, waitMs);
    if (within) writer.add(SLOT.contactsAnsweredWithinThreshold, 1);
    writer.end();
  } else if (lost?.exit === 'abandoned' && within && !isShort) {
    writer.at(lost.exitAt!);
    writer.add(SLOT.contactsAbandonedWithinThreshold, 1);
    writer.end();
  }
  resolutionMoment(story, context.customer, writer);
}

/** What the assistant's part was told under. */
export interface BotContext {
  readonly story: Story;
  readonly customer: CustomerContext | null;
}

/** What the assistant's part counts for. */
export function botMoments(bot: BotSession, context: BotContext): readonly Moment[] {
  const writer = new MomentWriter();
  writer.begin([]);
  writeBotMoments(bot, context, writer);
  return writer.moments;
}

/** The same, taken down. */
export function writeBotMoments(
  bot: BotSession,
  { story, customer }: BotContext,
  writer: MomentWriter,
): void {
  writer.at(bot.engagedAt);
  writer.add(SLOT.botEngaged, 1);
  // Of an unknown customer nobody can say whether they came back.
  if (customer) writer.add(SLOT.botIdentified, 1);
  writer.end();
  if (bot.handedOverAt !== null) {
    writer.at(bot.handedOverAt);
    writer.add(SLOT.botHandedOver, 1);
    writer.end();
    const lost = firstAnswerAt(story) === null ? lastExit(story) : null;
    if (lost?.exit !== 'abandoned') return;
    writer.at(lost.exitAt!);
    writer.add(SLOT.botAbandoned, 1);
    writer.end();
  } else if (bot.resolvedAt !== null) {
    writer.at(bot.resolvedAt);
    writer.add(SLOT.botResolved, 1);
    const backAt = customer?.returnedAt ?? Infinity;
    if (customer && backAt > bot.resolvedAt + LASTING_MS) writer.add(SLOT.botResolvedForGood, 1);
    writer.end();
  }
}

/** Solved at the first contact, as far as is known: the customer has not come back about the same. */
function resolutionMoment(
  story: Story,
  customer: CustomerContext | null,
  writer: MomentWriter,
): void {
  if (!customer) return;
  let overAt: Instant = 0;
  for (const leg of story.legs) {
    if (!isOver(leg)) return;
    overAt = Math.max(overAt, leg.endedAt ?? leg.exitAt!);
  }
  writer.at(overAt);
  writer.add(SLOT.identified, 1);
  writer.add(customer.returnedAt === null ? SLOT.notRepeated : SLOT.repeated, 1);
  writer.end();
}

function firstAnswerAt(story: Story): Instant | null {
  let answeredAt: Instant | null = null;
  for (const { exit, exitAt } of story.legs)
    if (exit === 'answered' && (answeredAt === null || exitAt! < answeredAt)) answeredAt = exitAt;
  return answeredAt;
}

/** How a contact that nobody answered ended; null while it still waits somewhere. */
function lastExit(story: Story): Leg | null {
  let last: Leg | null = null;
  for (const leg of story.legs) {
    if (leg.exit === null) return null;
    if (last === null || leg.exitAt! >= last.exitAt!) last = leg;
  }
  return last;
}
