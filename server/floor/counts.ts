import type { Instant } from '#schema/ids.ts';
import type { BotSession, Counts, Leg, Moment, QueuePolicy } from './state.ts';

/** Satisfied: 4 or 5 of 5, or the same share of another scale (metrics.md 2.4). */
const SATISFIED_RATIO = 0.8;

export function emptyCounts(): Counts {
  return {
    offered: 0,
    answered: 0,
    abandoned: 0,
    shortAbandoned: 0,
    overflowed: 0,
    transferredOut: 0,
    transferredAfterAnswer: 0,
    handled: 0,
    answeredWithinThreshold: 0,
    abandonedWithinThreshold: 0,
    pastThreshold: 0,
    waitAnsweredMs: 0,
    waitAbandonedMs: 0,
    ended: 0,
    talkMs: 0,
    holdMs: 0,
    held: 0,
    handleMs: 0,
    afterContactWorkMs: 0,
    firstResponses: 0,
    firstResponseMs: 0,
    responses: 0,
    responseMs: 0,
    rated: 0,
    satisfied: 0,
    botEngaged: 0,
    botResolved: 0,
  };
}

/** Adds `counts` to `target` in place, or takes them away (`by` -1). */
export function addCounts(target: Counts, counts: Partial<Counts>, by: 1 | -1): void {
  for (const key in counts) target[key as keyof Counts] += by * counts[key as keyof Counts]!;
}

/**
 * What a leg counts for under its queue's policy, as known at `now`: one moment per thing that
 * happened, at its own time. Summed by the leg's arrival they give TODAY and INTERVAL, by their own
 * time the sliding windows. The service-level event is at min(answer, abandon, threshold), and each
 * leg adds to at most one of A<=, B<=, L> (metrics.md 2.2, rules 1 and 2).
 */
export function momentsOf(leg: Leg, policy: QueuePolicy, now: Instant): Moment[] {
  const moments: Moment[] = [{ at: leg.offeredAt, counts: { offered: 1 } }];
  const waitMs = Math.max(0, (leg.exitAt ?? now) - leg.offeredAt);
  const short = isShortAbandon(leg, policy);
  if (waitMs > policy.thresholdMs && !short)
    moments.push({ at: leg.offeredAt + policy.thresholdMs, counts: { pastThreshold: 1 } });
  if (leg.exit !== null) moments.push(exitMoment(leg, policy, waitMs, short));
  if (leg.endedAt !== null) moments.push(...conversationMoments(leg, leg.endedAt));
  for (const turn of leg.turns)
    moments.push({ at: turn.at, counts: { responses: 1, responseMs: turn.waitMs } });
  if (leg.firstResponseAt !== null && leg.exit === 'answered')
    moments.push({
      at: leg.firstResponseAt,
      counts: {
        firstResponses: 1,
        firstResponseMs: Math.max(0, leg.firstResponseAt - leg.exitAt!),
      },
    });
  if (leg.rating)
    moments.push({
      at: leg.rating.at,
      counts: { rated: 1, satisfied: leg.rating.ratio >= SATISFIED_RATIO ? 1 : 0 },
    });
  return moments;
}

/** Whether two moments count for the same. */
export function isSameMoment(a: Moment, b: Moment): boolean {
  if (a.at !== b.at || a.waitMs !== b.waitMs) return false;
  for (const key in a.counts)
    if (a.counts[key as keyof Counts] !== b.counts[key as keyof Counts]) return false;
  for (const key in b.counts) if (!(key in a.counts)) return false;
  return true;
}

/** Left within the queue's short-abandon limit (inclusive; 0 = none): disjoint from abandoned. */
export function isShortAbandon(leg: Leg, policy: QueuePolicy): boolean {
  return (
    leg.exit === 'abandoned' &&
    policy.shortAbandonMs > 0 &&
    leg.exitAt! - leg.offeredAt <= policy.shortAbandonMs
  );
}

/** What the assistant's part counts for. */
export function botMoments(bot: BotSession): Moment[] {
  const moments: Moment[] = [{ at: bot.engagedAt, counts: { botEngaged: 1 } }];
  if (bot.resolvedAt !== null && bot.handedOverAt === null)
    moments.push({ at: bot.resolvedAt, counts: { botResolved: 1 } });
  return moments;
}

function exitMoment(leg: Leg, policy: QueuePolicy, waitMs: number, short: boolean): Moment {
  const at = leg.exitAt!;
  const within = waitMs <= policy.thresholdMs ? 1 : 0;
  switch (leg.exit!) {
    case 'answered':
      return {
        at,
        waitMs,
        counts: { answered: 1, waitAnsweredMs: waitMs, answeredWithinThreshold: within },
      };
    case 'abandoned':
    case 'shortAbandoned':
      return short
        ? { at, waitMs, counts: { shortAbandoned: 1 } }
        : {
            at,
            waitMs,
            counts: { abandoned: 1, waitAbandonedMs: waitMs, abandonedWithinThreshold: within },
          };
    case 'overflowed':
      return { at, waitMs, counts: { overflowed: 1 } };
    case 'transferredOut':
      return { at, waitMs, counts: { transferredOut: 1 } };
  }
}

function conversationMoments(leg: Leg, endedAt: Instant): Moment[] {
  const talkMs = Math.max(0, endedAt - leg.exitAt! - leg.holdMs);
  const moments: Moment[] = [
    {
      at: endedAt,
      counts: {
        ended: 1,
        talkMs,
        holdMs: leg.holdMs,
        held: leg.holds > 0 ? 1 : 0,
        transferredAfterAnswer: leg.transferredAfterAnswer ? 1 : 0,
      },
    },
  ];
  if (leg.wrappedUpAt !== null) {
    const afterContactWorkMs = Math.max(0, leg.wrappedUpAt - endedAt);
    moments.push({
      at: leg.wrappedUpAt,
      counts: {
        handled: 1,
        afterContactWorkMs,
        handleMs: talkMs + leg.holdMs + afterContactWorkMs,
      },
    });
  }
  return moments;
}
