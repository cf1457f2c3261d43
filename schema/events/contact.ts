import * as v from 'valibot';
import { channel, id, instant, maybe, scale, score, text } from './fields.ts';

/**
 * Which queue entry of the contact is meant, where a contact can be in several: `leg` is a key that
 * the source chose in `contact.queued` and repeats; `queue` says which queue's entry. Without
 * either, the contact's newest entry is meant. Both are additions to the contract's minimum.
 */
const addressed = { contact: id, leg: maybe(id), queue: maybe(id) };

/** A contact's life, event by event (contract, section 3). */
export const CONTACT_EVENTS = {
  'contact.queued': v.looseObject({
    contact: id,
    queue: id,
    leg: maybe(id),
    channel: maybe(channel),
    direction: maybe(text),
    customer: maybe(text),
    /** The customer's pseudonym, put in when the customer is masked: the same one, the same key. */
    customerKey: maybe(text),
    priority: maybe(score),
    topic: maybe(text),
    media: maybe(text),
  }),
  'contact.presented': v.looseObject({ ...addressed, agent: id }),
  'contact.unanswered': v.looseObject({ ...addressed, agent: id }),
  'contact.answered': v.looseObject({ ...addressed, agent: maybe(id) }),
  'contact.held': v.looseObject(addressed),
  'contact.resumed': v.looseObject(addressed),
  'contact.transferred': v.looseObject({
    ...addressed,
    toQueue: maybe(id),
    toAgent: maybe(id),
    external: maybe(v.union([text, v.boolean()])),
    kind: maybe(v.picklist(['blind', 'consult'], 'blind or consult is expected')),
  }),
  'contact.overflowed': v.looseObject({ ...addressed, toQueue: maybe(id), reason: maybe(text) }),
  'contact.abandoned': v.looseObject(addressed),
  'contact.ended': v.looseObject({
    ...addressed,
    by: maybe(v.picklist(['customer', 'agent', 'system'], 'customer, agent or system is expected')),
  }),
  'contact.wrappedUp': v.looseObject(addressed),
  'contact.message': v.looseObject({
    ...addressed,
    from: v.picklist(['customer', 'agent', 'bot'], 'customer, agent or bot is expected'),
  }),
  'contact.rated': v.pipe(
    v.looseObject({ ...addressed, score, scale }),
    v.check(
      (data) => data.score >= 0 && data.score <= data.scale,
      'a score from 0 to the scale is expected',
    ),
  ),
  'contact.tagged': v.looseObject({ ...addressed, topic: text }),
  'contact.escalated': v.looseObject({ ...addressed, to: maybe(text), reason: maybe(text) }),
  'contact.due': v.looseObject({ ...addressed, dueAt: instant }),
  /** `customer` is an addition: a contact that the assistant resolves never enters a queue. */
  'bot.engaged': v.looseObject({ contact: id, queue: maybe(id), customer: maybe(text) }),
  'bot.handedOver': v.looseObject({ contact: id, queue: maybe(id) }),
  'bot.resolved': v.looseObject({ contact: id, queue: maybe(id) }),
  'quality.scored': v.looseObject({ ...addressed, agent: id, score, scale }),
} as const;
