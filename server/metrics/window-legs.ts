import type { Instant } from '#schema/ids.ts';
import { businessDay } from '#schema/time/business-day.ts';
import { INTERVAL_MS, intervalStart } from '#schema/time/interval.ts';
import type { BotSession, ContactRecord, Leg, Moment, QueueState } from '#server/floor/state.ts';
import type { Question } from './question.ts';
import type { Window } from './window.ts';

/** What of a queue belongs to a window: by arrival `[from, to)`, or by each moment's own time, after `from`. */
export interface Bounds {
  readonly by: 'arrival' | 'moment';
  readonly from: Instant;
  readonly to: Instant;
}

/** The window's bounds for a queue: each queue has a business day of its own. */
export function boundsOf(queue: QueueState, window: Window, now: Instant): Bounds {
  switch (window.kind) {
    case 'today': {
      const { startAt, endAt } = businessDay(now, queue.policy);
      return { by: 'arrival', from: startAt, to: endAt };
    }
    case 'interval': {
      const from = intervalStart(now, INTERVAL_MS);
      return { by: 'arrival', from, to: from + INTERVAL_MS };
    }
    case 'last':
      return { by: 'moment', from: now - window.lengthMs, to: now };
  }
}

/** A leg with those of its moments that belong to the window. */
export interface WindowLeg {
  readonly queue: QueueState;
  readonly leg: Leg;
  readonly moments: readonly Moment[];
}

/**
 * The legs that have part in a window, queue by queue, in order of arrival: by arrival those offered
 * in it, by moment those to which anything happened in it.
 */
export function* legsIn(question: Question): Generator<WindowLeg> {
  const { queues, window, state, isOwn } = question;
  for (const queue of queues) {
    const bounds = boundsOf(queue, window, state.now);
    for (const leg of queue.legs) {
      if (isOwn && !isOwn(leg)) continue;
      const moments = momentsWithin(leg.counted, leg.offeredAt, bounds);
      if (moments.length > 0) yield { queue, leg, moments };
    }
  }
}

/** Every counted moment of the window's legs. */
export function* momentsIn(
  question: Question,
): Generator<{ readonly queue: QueueState; readonly leg: Leg; readonly moment: Moment }> {
  for (const { queue, leg, moments } of legsIn(question))
    for (const moment of moments) yield { queue, leg, moment };
}

/** The assistant's part in contacts, with what of it belongs to the window. */
export function* botsIn(question: Question): Generator<{
  readonly queue: QueueState;
  readonly contact: ContactRecord;
  readonly bot: BotSession;
  readonly moments: readonly Moment[];
}> {
  const { queues, window, state, isOwn } = question;
  if (isOwn) return;
  const bounds = new Map(
    queues.map((queue) => [queue.id, { queue, bounds: boundsOf(queue, window, state.now) }]),
  );
  for (const contact of state.contacts.values()) {
    const { bot } = contact.story;
    const at = bot?.countedIn == null ? undefined : bounds.get(bot.countedIn);
    if (!bot || !at) continue;
    const moments = momentsWithin(bot.counted, bot.engagedAt, at.bounds);
    if (moments.length > 0) yield { queue: at.queue, contact, bot, moments };
  }
}

function momentsWithin(
  counted: readonly Moment[],
  arrivedAt: Instant,
  { by, from, to }: Bounds,
): readonly Moment[] {
  if (by === 'moment') return counted.filter((moment) => moment.at > from);
  return arrivedAt >= from && arrivedAt < to ? counted : [];
}
