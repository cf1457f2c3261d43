import type { EventEntry } from './histories.ts';
import { eventEntry, START_AT } from './scenario.ts';

/*
 * Histories that once broke a promise, by what happened in them. Properties of whole floors are tried
 * on all of them first; the seed is that of the run that found the history.
 */
export const KEPT_HISTORIES: { readonly [what: string]: readonly EventEntry[] } = {
  /** Seed 583506618: the transfer was told before the entry, which then waited for ever. */
  'gave up, came back and was passed on in one instant': told([
    [0, 'contact.queued', { contact: 'c0', queue: 'sales' }],
    [40, 'contact.abandoned', { contact: 'c0' }],
    [80, 'contact.queued', { contact: 'c0', queue: 'sales' }],
    [80, 'contact.transferred', { contact: 'c0', toAgent: 'ann' }],
  ]),
  /** Found by reading: the way back was taken for the way there, and the contact was in no queue. */
  'was sent on and sent back within five seconds': told([
    [0, 'contact.queued', { contact: 'c0', queue: 'sales' }],
    [2, 'contact.transferred', { contact: 'c0', toQueue: 'refunds' }],
    [4, 'contact.transferred', { contact: 'c0', toQueue: 'sales' }],
    [90, 'contact.answered', { contact: 'c0', agent: 'ann' }],
  ]),
  /** Seed 186696458: the policy told last stood, not the newest. */
  'a queue that was defined twice': told([
    [0, 'queue.defined', { queue: 'sales', timeZone: 'UTC', thresholdMs: 5_000 }],
    [1, 'queue.defined', { queue: 'sales', timeZone: 'Asia/Shanghai', thresholdMs: 60_000 }],
    [2, 'contact.queued', { contact: 'c0', queue: 'sales' }],
    [32, 'contact.answered', { contact: 'c0', agent: 'ann' }],
  ]),
  /** Seed 57578049: a late word about the second entry marked the half hour of the first. */
  'a contact with entries in two half hours': told([
    [0, 'contact.queued', { contact: 'c0', queue: 'sales' }],
    [1_790, 'contact.transferred', { contact: 'c0', toQueue: 'refunds' }],
    [1_860, 'contact.queued', { contact: 'c0', queue: 'vip' }],
    [1_900, 'contact.answered', { contact: 'c0', agent: 'bob' }],
    [1_950, 'contact.ended', { contact: 'c0' }],
  ]),
  /** Planted: a threshold and a limit that are not inclusive (M-5, C-7). */
  'answered and abandoned at the very threshold and limit': told([
    [0, 'contact.queued', { contact: 'c0', queue: 'sales' }],
    [0, 'contact.queued', { contact: 'c1', queue: 'sales' }],
    [5, 'contact.abandoned', { contact: 'c1' }],
    [20, 'contact.answered', { contact: 'c0', agent: 'ann' }],
  ]),
  /** Planted: an assistant that names no queue counts in the first that its contact enters. */
  'an assistant of no queue hands over': told([
    [0, 'bot.engaged', { contact: 'c0' }],
    [30, 'bot.handedOver', { contact: 'c0' }],
    [31, 'contact.queued', { contact: 'c0', queue: 'sales' }],
  ]),
  /** Planted: a page that ends between two things of one contact that count at the same instant. */
  'a contact that is checked twice at once': told([
    [0, 'contact.queued', { contact: 'c0', queue: 'sales' }],
    [9, 'contact.answered', { contact: 'c0', agent: 'ann' }],
    [60, 'quality.scored', { contact: 'c0', agent: 'ann', score: 4, scale: 5 }],
    [60, 'quality.scored', { contact: 'c0', agent: 'ann', score: 2, scale: 5 }],
  ]),
  /** Found by reading: who left for another queue was never late under the new threshold of the first. */
  'waits elsewhere while the first queue takes another threshold': told([
    [0, 'contact.queued', { contact: 'c0', queue: 'sales' }],
    [10, 'contact.transferred', { contact: 'c0', toQueue: 'refunds' }],
    [15, 'queue.defined', { queue: 'sales', thresholdMs: 60_000 }],
  ]),
};

/** Each kept history as an example of a property, with the property's other arguments. */
export function keptWith<Rest extends readonly unknown[]>(...rest: Rest) {
  return Object.values(KEPT_HISTORIES).map((entries): [EventEntry[], ...Rest] => [
    [...entries],
    ...rest,
  ]);
}

function told(events: readonly (readonly [number, string, Record<string, unknown>])[]) {
  return events.map(([seconds, type, data], index) =>
    eventEntry({ id: `e${index}`, source: '/pbx', type, at: START_AT + seconds * 1_000, data }),
  );
}
