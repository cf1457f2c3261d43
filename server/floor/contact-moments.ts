import type { Instant } from '#schema/ids.ts';
import type { CustomerContext, LegContext } from './leg-context.ts';
import { isOver } from './leg.ts';
import type { BotSession, Counts, Leg, Moment, Story } from './state.ts';

/** A bot's resolution lasts when the customer does not come back within a day (metrics.md 2.4). */
const LASTING_MS = 24 * 3_600_000;

/**
 * What a whole contact counts for, on the customer's own clock: from the first entry into any queue
 * to the first answer in any (metrics.md 2.5). It is counted in the first queue, under its threshold;
 * so the sum over queues is the number of contacts, each once.
 */
export function contactMoments(first: Leg, context: LegContext, moments: Moment[]): void {
  const { policy, story, now } = context;
  const answeredAt = firstAnswerAt(story);
  const lost = answeredAt === null ? lastExit(story) : null;
  const waitMs = Math.max(0, (answeredAt ?? lost?.exitAt ?? now) - first.offeredAt);
  const within = waitMs <= policy.thresholdMs;
  const short = lost?.exit === 'abandoned' && waitMs <= policy.shortAbandonMs && waitMs >= 0;
  const isShort = short && policy.shortAbandonMs > 0;
  if (!within && !isShort)
    moments.push({
      at: first.offeredAt + policy.thresholdMs,
      counts: { contactsPastThreshold: 1 },
    });
  if (answeredAt !== null) {
    const counts: Partial<Counts> = { contactsAnswered: 1, contactsWaitMs: waitMs };
    if (within) counts.contactsAnsweredWithinThreshold = 1;
    moments.push({ at: answeredAt, counts });
  } else if (lost?.exit === 'abandoned' && within && !isShort) {
    moments.push({ at: lost.exitAt!, counts: { contactsAbandonedWithinThreshold: 1 } });
  }
  resolutionMoment(story, context.customer, moments);
}

/** What the assistant's part counts for. */
export function botMoments(
  bot: BotSession,
  { story, customer }: { readonly story: Story; readonly customer: CustomerContext | null },
): Moment[] {
  const engaged: Partial<Counts> = { botEngaged: 1 };
  // Of an unknown customer nobody can say whether they came back.
  if (customer) engaged.botIdentified = 1;
  const moments: Moment[] = [{ at: bot.engagedAt, counts: engaged }];
  if (bot.handedOverAt !== null) {
    moments.push({ at: bot.handedOverAt, counts: { botHandedOver: 1 } });
    const lost = firstAnswerAt(story) === null ? lastExit(story) : null;
    if (lost?.exit === 'abandoned') moments.push({ at: lost.exitAt!, counts: { botAbandoned: 1 } });
  } else if (bot.resolvedAt !== null) {
    const counts: Partial<Counts> = { botResolved: 1 };
    const backAt = customer?.returnedAt ?? Infinity;
    if (customer && backAt > bot.resolvedAt + LASTING_MS) counts.botResolvedForGood = 1;
    moments.push({ at: bot.resolvedAt, counts });
  }
  return moments;
}

/** Solved at the first contact, as far as is known: the customer has not come back about the same. */
function resolutionMoment(story: Story, customer: CustomerContext | null, moments: Moment[]): void {
  if (!customer || !story.legs.every(isOver)) return;
  const counts: Partial<Counts> = { identified: 1 };
  if (customer.returnedAt === null) counts.notRepeated = 1;
  else counts.repeated = 1;
  let overAt: Instant = 0;
  for (const leg of story.legs) overAt = Math.max(overAt, leg.endedAt ?? leg.exitAt!);
  moments.push({ at: overAt, counts });
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
