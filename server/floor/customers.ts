import type { FloorEvent } from '#schema/events/envelope.ts';
import type { ContactId, Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { CustomerContext } from './leg-context.ts';
import type { ContactRecord, CustomerVisit, FloorState } from './state.ts';

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
 * stands for the masked number (many numbers look the same once masked). `before` is the visit that it
 * was. Returns the other contacts of whoever it is, and of whoever it was thought to be, that have to be
 * counted anew: those whose next visit about the same is another one now.
 */
export function noteCustomer(
  state: FloorState,
  contact: ContactRecord,
  { customer, before }: { readonly customer: string | null; readonly before: Visit },
): readonly ContactId[] {
  contact.customer = customer;
  const now = visitOf(contact);
  const isSame = before.customer === customer;
  if (
    isSame &&
    (customer === null || (before.beganAt === now.beganAt && before.topic === now.topic))
  )
    return NOBODY;
  const old = placed(contact.id, before);
  const visit = placed(contact.id, now);
  const others: ContactId[] = [];
  if (before.customer !== null) {
    const known = state.customers.get(before.customer);
    if (known) {
      if (!isSame) addTouched(known, { old, visit: null }, others);
      takeOut(known, contact.id);
      if (known.length === 0 && !isSame) state.customers.delete(before.customer);
    }
  }
  if (customer === null) return others;
  let known = state.customers.get(customer);
  if (known === null) return others;
  if (!known) {
    known = [];
    state.customers.set(customer, known);
  }
  if (known.length >= MOST_CONTACTS) {
    for (const { id } of known) others.push(id);
    state.customers.set(customer, null);
    return others;
  }
  addTouched(known, { old: isSame ? old : null, visit }, others);
  putIn(known, visit);
  return others;
}

const NOBODY: readonly ContactId[] = [];

function placed(id: ContactId, { beganAt: at, topic }: Visit): CustomerVisit {
  return { id, at: at ?? Infinity, topic };
}

/** Adds those among the others whose next visit is not what it was when `old` stood in place of `visit`. */
function addTouched(
  known: readonly CustomerVisit[],
  { old, visit }: { readonly old: CustomerVisit | null; readonly visit: CustomerVisit | null },
  others: ContactId[],
): void {
  const self = old?.id ?? visit?.id;
  for (let index = 0; index < known.length; index += 1) {
    const other = known[index]!;
    if (other.id === self) continue;
    const was = old && isReturn(other, old) ? old.at : Infinity;
    const is = visit && isReturn(other, visit) ? visit.at : Infinity;
    if (was === is) continue;
    // Where another one comes before either, that one is and stays the next.
    const first = Math.min(was, is);
    let isShadowed = false;
    for (let next = index + 1; !isShadowed && next < known.length; next += 1) {
      const between = known[next]!;
      if (between.at > first) break;
      isShadowed = between.id !== self && isReturn(other, between);
    }
    if (!isShadowed) others.push(other.id);
  }
}

/** Whether the later visit is of one who was not helped in the earlier one. */
function isReturn(earlier: CustomerVisit, later: CustomerVisit): boolean {
  if (later.at <= earlier.at || later.at > earlier.at + RETURN_MS) return false;
  return earlier.topic === null || later.topic === null || earlier.topic === later.topic;
}

/** Nearly always it is the newest. */
function putIn(known: CustomerVisit[], visit: CustomerVisit): void {
  let index = known.length;
  while (index > 0 && isLater(known[index - 1]!, visit)) index -= 1;
  known.splice(index, 0, visit);
}

function isLater(a: CustomerVisit, b: CustomerVisit): boolean {
  return a.at === b.at ? a.id > b.id : a.at > b.at;
}

function takeOut(known: CustomerVisit[], id: ContactId): void {
  const index = known.findLastIndex((visit) => visit.id === id);
  if (index >= 0) known.splice(index, 1);
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
export function keepCustomer(
  { customers }: { readonly customers: Pick<FloorState['customers'], 'get' | 'set'> },
  contact: ContactRecord,
): void {
  const { id, customer } = contact;
  if (customer === null) return;
  const known = customers.get(customer);
  const visit = placed(id, visitOf(contact));
  if (known) putIn(known, visit);
  else if (known === undefined) customers.set(customer, [visit]);
}

/** A contact is forgotten. */
export function forgetCustomer(state: FloorState, { id, customer }: ContactRecord): void {
  if (customer === null) return;
  const known = state.customers.get(customer);
  if (!known) return;
  takeOut(known, id);
  if (known.length === 0) state.customers.delete(customer);
}

/** What is known of a contact's customer; null where that is nobody in particular. */
export function customerOf(state: FloorState, contact: ContactRecord): CustomerContext | null {
  if (contact.customer === null) return null;
  const known = state.customers.get(contact.customer);
  if (!known) return null;
  const began = beganAt(contact);
  // Nearly always it is the newest, and nobody has come after it.
  if (began === null || known.at(-1)!.at <= began) return NOT_RETURNED;
  const visit = placed(contact.id, visitOf(contact));
  let returnedAt: Instant | null = null;
  for (let index = known.length - 1; index >= 0 && known[index]!.at > began; index -= 1)
    if (isReturn(visit, known[index]!)) returnedAt = known[index]!.at;
  return { returnedAt };
}

const NOT_RETURNED: CustomerContext = { returnedAt: null };

function beganAt({ story }: ContactRecord): Instant | null {
  const first = story.legs[0]?.offeredAt ?? null;
  const bot = story.bot?.engagedAt ?? null;
  if (first === null || bot === null) return first ?? bot;
  return Math.min(first, bot);
}

/** What it was about: the newest word. */
function topicOf({ story }: ContactRecord): string | null {
  for (let index = story.legs.length - 1; index >= 0; index -= 1)
    if (!story.legs[index]!.direct) return story.legs[index]!.topic;
  return null;
}
