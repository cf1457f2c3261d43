import type { Instant } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import { oldestFirst } from '#server/floor/leg.ts';
import type { Leg } from '#server/floor/state.ts';
import { NO_READING, reading, type Behind, type Engine, type Question } from '../question.ts';

/** How old an item is that has waited too long without a due time of its own. */
export const OLD_AFTER_MS = DAY_MS;
/** How long before its due time an item is due soon. */
export const DUE_SOON_MS = HOUR_MS;

/**
 * Since when an open leg counts, at the floor's `now`; null while it does not. `due` in the past or
 * at this instant is overdue, later and within the hour is due soon: a leg is never both.
 */
type CountsSince = (leg: Leg, now: Instant) => Instant | null;

const COUNTS: { readonly [metric: string]: CountsSince } = {
  backlog: ({ offeredAt }) => offeredAt,
  backlogOverOneDay: ({ offeredAt }, now) =>
    now - offeredAt > OLD_AFTER_MS ? offeredAt + OLD_AFTER_MS : null,
  dueSoon: ({ dueAt }, now) =>
    dueAt !== null && dueAt > now && dueAt <= now + DUE_SOON_MS ? dueAt - DUE_SOON_MS : null,
  overdue: ({ dueAt }, now) => (dueAt !== null && dueAt <= now ? dueAt : null),
};

/**
 * Open work as it is now, whatever the window (metrics.md 2.4): legs that wait or that an agent has.
 * Of open complaints the one whose customer has heard nothing for longest: since the last message to
 * them, or since they came where there was none; nothing else resets it. Where a number is no quotient its
 * denominator is what it was chosen from: itself, or all open complaints.
 */
export const BACKLOG_ENGINE: Engine = {
  read(question, { id }) {
    if (id === 'oldestWithoutUpdateMs') {
      const oldest = longestUnheard(question);
      if (!oldest) return NO_READING;
      return { value: oldest.valueMs, numerator: oldest.valueMs, denominator: null };
    }
    if (id === 'backlogInTimeRatio') {
      const due = dueLegs(question);
      return reading(due.filter((leg) => isInTime(leg, question)).length, due.length);
    }
    const count = counted(question, id).length;
    return { value: count, numerator: count, denominator: null };
  },
  behind(question, { id }, part) {
    if (id === 'backlogInTimeRatio') return behindInTime(question)[part];
    if (part === 'excluded') return [];
    if (id !== 'oldestWithoutUpdateMs') return counted(question, id);
    if (part === 'denominator') return unheard(question);
    const oldest = longestUnheard(question);
    return oldest ? [oldest] : [];
  },
};

function counted(question: Question, metric: string): Behind[] {
  const since = COUNTS[metric];
  if (!since) throw new Error(`a metric of the backlog is expected, but got ${metric}`);
  const behind: Behind[] = [];
  for (const leg of openLegs(question)) {
    const countedAt = since(leg, question.state.now);
    if (countedAt !== null) behind.push(entry(leg, { countedAt }));
  }
  return behind;
}

function behindInTime(question: Question) {
  const due = dueLegs(question).map((leg) => ({
    leg,
    of: entry(leg, { countedAt: leg.offeredAt }),
  }));
  return {
    numerator: due.filter(({ leg }) => isInTime(leg, question)).map(({ of }) => of),
    denominator: due.map(({ of }) => of),
    excluded: openLegs(question)
      .filter((leg) => leg.dueAt === null)
      .map((leg) => entry(leg, { reason: 'noDueTime' })),
  };
}

function dueLegs(question: Question): Leg[] {
  return openLegs(question).filter((leg) => leg.dueAt !== null);
}

function isInTime({ dueAt }: Leg, { state }: Question): boolean {
  return dueAt !== null && dueAt > state.now;
}

/** Open complaints, with the time since their customers heard anything. */
function unheard(question: Question): Behind[] {
  return openLegs(question).flatMap((leg) => {
    // A complaint goes with its contact from queue to queue, and so does its clock.
    const legs = question.state.contacts.get(leg.contact)?.story.legs ?? [leg];
    const raisedAt = legs.find(({ escalatedAt }) => escalatedAt !== null)?.escalatedAt;
    if (raisedAt == null) return [];
    let heardAt = legs[0]!.offeredAt;
    for (const { lastReplyAt } of legs) heardAt = Math.max(heardAt, lastReplyAt ?? 0);
    const valueMs = Math.max(0, question.state.now - heardAt);
    return [entry(leg, { countedAt: raisedAt, valueMs })];
  });
}

function longestUnheard(question: Question): Behind | null {
  let longest: Behind | null = null;
  for (const each of unheard(question))
    if (each.valueMs! > (longest?.valueMs ?? -1)) longest = each;
  return longest;
}

function openLegs({ queues, isOwn }: Question): Leg[] {
  const open: Leg[] = [];
  for (const { waiting, serving } of queues)
    for (const legs of [waiting, serving])
      for (const leg of legs) if (!isOwn || isOwn(leg)) open.push(leg);
  return oldestFirst(open);
}

function entry(leg: Leg, told: Partial<Pick<Behind, 'countedAt' | 'valueMs' | 'reason'>>): Behind {
  const { contact, queue, offeredAt } = leg;
  return { contact, queue, leg, offeredAt, countedAt: null, valueMs: null, reason: null, ...told };
}
