import type { FloorEvent } from '#schema/events/envelope.ts';
import type { ContactId, Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { CustomerContext } from './leg-context.ts';
import type { ContactRecord, FloorState } from './state.ts';

/** So long a customer who comes again about the same was not helped the first time (metrics.md 2.4, FCR). */
const RETURN_MS = 7 * DAY_MS;
/**
 * One that is named by more contacts than this is no person ("anonymous", a switchboard): nothing is
 * concluded from it, ever after.
 */
const MOST_CONTACTS = 50;

/** What of a contact decides whether it is another one's return. */
interface Visit {
  readonly customer: string | null;
  readonly beganAt: Instant | null;
  readonly topic: string | null;
}

export function visitOf(contact: ContactRecord): Visit {
  return { customer: contact.customer, beganAt: beganAt(contact), topic: topicOf(contact) };
}

/**
 * Notes whose contact it is: the customer that the earliest of its events names, by the key that
 * stands for the masked number (many numbers look the same once masked). Returns the other
 * contacts of whoever it is, and of whoever it was thought to be, where they have to be counted anew:
 * where it is no longer the visit that it was `before`.
 */
export function noteCustomer(
  state: FloorState,
  contact: ContactRecord,
  { customer: named, before }: { readonly customer: string | null; readonly before: Visit },
): readonly ContactId[] {
  const others: ContactId[] = [];
  if (before.customer !== null && before.customer !== named) {
    others.push(...(state.customers.get(before.customer) ?? []));
    forgetCustomer(state, contact);
  }
  contact.customer = named;
  if (named === null) return others;
  let known = state.customers.get(named);
  if (known === null) return others;
  if (!known) {
    known = new Set();
    state.customers.set(named, known);
  }
  known.add(contact.id);
  const isSame =
    before.customer === named &&
    before.beganAt === beganAt(contact) &&
    before.topic === topicOf(contact);
  if (isSame) return others;
  for (const id of known) if (id !== contact.id) others.push(id);
  if (known.size > MOST_CONTACTS) state.customers.set(named, null);
  return others;
}

/** The customer that the earliest of the events names. */
export function customerNamed(events: readonly FloorEvent[]): string | null {
  for (const event of events) {
    const customer = customerIn(event);
    if (customer !== null) return customer;
  }
  return null;
}

/** Null where the event names none. */
export function customerIn(event: FloorEvent): string | null {
  if (event.type !== 'contact.queued' && event.type !== 'bot.engaged') return null;
  const { customerKey, customer } = event.data;
  if (typeof customerKey === 'string' && customerKey !== '') return customerKey;
  return customer || null;
}

/** A contact that was known before is known again. */
export function keepCustomer(state: FloorState, { id, customer }: ContactRecord): void {
  if (customer === null) return;
  const known = state.customers.get(customer);
  if (known) known.add(id);
  else if (known === undefined) state.customers.set(customer, new Set([id]));
}

/** A contact is forgotten. */
export function forgetCustomer(state: FloorState, contact: ContactRecord): void {
  if (contact.customer === null) return;
  const known = state.customers.get(contact.customer);
  known?.delete(contact.id);
  if (known?.size === 0) state.customers.delete(contact.customer);
}

/** What is known of a contact's customer; null where that is nobody in particular. */
export function customerOf(state: FloorState, contact: ContactRecord): CustomerContext | null {
  if (contact.customer === null) return null;
  const known = state.customers.get(contact.customer);
  if (!known) return null;
  const startAt = beganAt(contact);
  const topic = topicOf(contact);
  let returnedAt: Instant | null = null;
  if (startAt !== null && known.size > 1)
    for (const id of known) {
      const other = state.contacts.get(id);
      const at = other && id !== contact.id ? beganAt(other) : null;
      if (at === null || at <= startAt || at > startAt + RETURN_MS) continue;
      const about = topicOf(other!);
      if (topic !== null && about !== null && topic !== about) continue;
      if (returnedAt === null || at < returnedAt) returnedAt = at;
    }
  return { returnedAt };
}

function beganAt({ story }: ContactRecord): Instant | null {
  const first = story.legs[0]?.offeredAt ?? null;
  const bot = story.bot?.engagedAt ?? null;
  if (first === null || bot === null) return first ?? bot;
  return Math.min(first, bot);
}

/** What it was about: the newest word. */
function topicOf({ story }: ContactRecord): string | null {
  return story.legs.findLast(({ direct }) => !direct)?.topic ?? null;
}
