import { customerOf } from './customers.ts';
import { legMoments } from './leg-moments.ts';
import { LegEntry, type ContactRecord, type FloorState, type Leg, type Moment } from './state.ts';

/*
 * What a leg that was read back counts for is worked out when it is asked for the first time: a
 * restart reads a day of contacts, and tallies hold already what they count for. It is a function of the
 * contact, of its queue's policy and of its customer's other contacts; so before any of these changes,
 * the legs that hang on it are counted as they stood (`countNow`).
 */

/** Of a leg that was read back: what it counts for, or the floor that it is to be counted in. */
const COUNTING = new WeakMap<Leg, FloorState | readonly Moment[]>();
/** Floors that hold such legs. */
const LAZY = new WeakSet<FloorState>();
const NOTHING: readonly Moment[] = [];

/** One for all legs, so that all have one shape. Seen from outside it is a part like any other. */
const COUNTED: PropertyDescriptor & ThisType<Leg> = {
  enumerable: true,
  configurable: true,
  get() {
    const counting = COUNTING.get(this);
    if (!counting) return NOTHING;
    if (isCounted(counting)) return counting;
    const counted = countIn(counting, this);
    COUNTING.set(this, counted);
    return counted;
  },
  set(counted: readonly Moment[]) {
    COUNTING.set(this, counted);
  },
};

/** The leg, to be counted when somebody asks; for nothing until `countLater` says in which floor. */
export function lazilyCounted(leg: Omit<Leg, 'counted'>): Leg {
  return Object.defineProperty(leg, 'counted', COUNTED) as Leg;
}

/** The floor will hold such legs, or holds some that it does not know yet: those that rest. */
export function expectLaterCounting(state: FloorState): void {
  LAZY.add(state);
}

/** The floor holds the contact now: its legs are counted in it. */
export function countLater(state: FloorState, { story }: ContactRecord): void {
  for (const leg of story.legs) if (!leg.direct) COUNTING.set(leg, state);
}

/** Something that these legs' counts hang on is about to change. */
export function countNow(state: FloorState, legs: readonly Leg[]): void {
  if (!LAZY.has(state)) return;
  for (const leg of legs) {
    const counting = COUNTING.get(leg);
    if (counting && !isCounted(counting)) COUNTING.set(leg, countIn(counting, leg));
  }
}

/** The same of all that the customer is known by. */
export function countCustomerNow(state: FloorState, customer: string | null): void {
  if (customer === null || !LAZY.has(state)) return;
  for (const { id } of state.customers.get(customer) ?? []) {
    const contact = state.contacts.get(id);
    if (contact) countNow(state, contact.story.legs);
  }
}

function isCounted(counting: FloorState | readonly Moment[]): counting is readonly Moment[] {
  return Array.isArray(counting);
}

function countIn(state: FloorState, leg: Leg): readonly Moment[] {
  const contact = state.contacts.get(leg.contact);
  const policy = state.queues.get(leg.queue)?.policy;
  if (!contact || !policy) return NOTHING;
  const customer = leg.entry === LegEntry.first ? customerOf(state, contact) : null;
  return legMoments(leg, { policy, now: state.now, story: contact.story, customer });
}
