import type { Instant } from '#schema/ids.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';

/**
 * One stay of one caller in one queue. A Uniqueid can have several, one after the other and even
 * two at once (a transfer into the same queue begins before the old talk is reported as over), so
 * each has its own key, `leg`. Plain data: open entries are part of a connector's position.
 */
export interface Entry {
  readonly contact: string;
  readonly queue: string;
  readonly leg: string;
  /** Whole seconds, as Asterisk counts them. */
  readonly joinedAt: Instant;
  /** `leaving`: out of the queue, and not yet told whether an agent has it. */
  phase: 'waiting' | 'leaving' | 'talking';
  leftAt: Instant | null;
  agent: string | null;
  interface: string | null;
  answeredAt: Instant | null;
  transfer: 'blind' | 'consult' | null;
  held: boolean;
  /** Somebody asked for the caller's channel to be hung up: the caller did, or an operator. */
  hangup: boolean;
  /** An agent's phone was picked up for it. */
  picked: boolean;
  /** Numbers the events that can come more than once. */
  told: number;
}

export function openEntry(entry: {
  contact: string;
  queue: string;
  leg: string;
  joinedAt: Instant;
}): Entry {
  return {
    ...entry,
    phase: 'waiting',
    leftAt: null,
    agent: null,
    interface: null,
    answeredAt: null,
    transfer: null,
    held: false,
    hangup: false,
    picked: false,
    told: 0,
  };
}

/** What can be told of an entry once only: the leg's key and one of these words is the event's id. */
const ONCE: Readonly<Record<string, string>> = {
  'contact.queued': 'queued',
  'contact.answered': 'answered',
  'contact.abandoned': 'exit',
  'contact.overflowed': 'exit',
  'contact.ended': 'ended',
  'contact.transferred': 'ended',
  'contact.wrappedUp': 'wrapped-up',
};

/** An event of the entry. Its id depends on the entry alone, so that what is told twice counts once. */
export function tell(
  entry: Entry,
  type: string,
  at: Instant,
  data: Readonly<Record<string, unknown>> = {},
): IncomingEvent {
  const once = ONCE[type];
  if (!once) entry.told += 1;
  return {
    id: `${entry.leg}#${once ?? `${type.slice('contact.'.length)}-${entry.told}`}`,
    type,
    at: Math.max(at, entry.joinedAt),
    data: { contact: entry.contact, queue: entry.queue, leg: entry.leg, ...data },
  };
}

/**
 * The instant `seconds` after `from`, as Asterisk counted them; the clock's only where it did not
 * say. When a packet arrives tells of the network as well (a stalled connection, a stream played
 * back), how long Asterisk says it took does not.
 */
export function reckon(options: {
  readonly from: Instant;
  readonly seconds: number;
  readonly clockAt: Instant;
}): Instant {
  const { from, seconds, clockAt } = options;
  return Number.isFinite(seconds) ? from + seconds * 1000 : Math.max(clockAt, from);
}

export function wholeSecond(at: Instant): Instant {
  return Math.floor(at / 1000) * 1000;
}
