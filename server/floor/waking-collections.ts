import type { ContactId, Instant } from '#schema/ids.ts';
import type {
  AgentRecord,
  ContactRecord,
  CustomerVisit,
  FloorState,
  Leg,
  QueueState,
} from './state.ts';

/*
 * The state's collections while some contacts rest on their shelves (resting-contacts.ts). To whoever
 * reads them they look as if all were awake: a contact or a customer that is asked for by name is
 * woken then, and anything else that could tell the difference wakes all. So whoever knows nothing
 * of resting is right, and slower once. Who needs little, and often, asks for that little:
 *
 *   contactsSince, legsWithin, pastSince     wake what has to do with a stretch of time
 *   awakeContacts, awakeLegs, awakePast      wake nothing: for who puts in, takes out or writes down
 */

/** What rests, to those who may have to wake it. */
export interface Resting {
  /** How many contacts rest. */
  readonly count: number;
  wakeAll(): void;
  /** Nothing where no such contact rests. */
  wakeContact(id: ContactId): void;
  /** All contacts of that customer. */
  wakeCustomer(customer: string): void;
  /** All of which anything was so after `after` and before `before`. */
  wakeWithin(after: Instant, before: Instant): void;
}

/** A stretch of time, without its ends; until for ever where `before` is not given. */
export interface Within {
  readonly after: Instant;
  readonly before?: Instant;
}

class WakingMap<Key, Value> extends Map<Key, Value> {
  readonly resting: Resting;

  constructor(awake: ReadonlyMap<Key, Value>, resting: Resting) {
    super(awake);
    this.resting = resting;
  }

  override keys(): MapIterator<Key> {
    this.resting.wakeAll();
    return super.keys();
  }

  override values(): MapIterator<Value> {
    this.resting.wakeAll();
    return super.values();
  }

  override entries(): MapIterator<[Key, Value]> {
    this.resting.wakeAll();
    return super.entries();
  }

  override [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  override forEach(look: (value: Value, key: Key, map: Map<Key, Value>) => void): void {
    this.resting.wakeAll();
    super.forEach(look);
  }

  awakeOne(key: Key): Value | undefined {
    return super.get(key);
  }

  awake(): MapIterator<[Key, Value]> {
    return super.entries();
  }
}

class WakingContacts extends WakingMap<ContactId, ContactRecord> {
  override get(id: ContactId): ContactRecord | undefined {
    const contact = super.get(id);
    if (contact || this.resting.count === 0) return contact;
    this.resting.wakeContact(id);
    return super.get(id);
  }

  override has(id: ContactId): boolean {
    return this.get(id) !== undefined;
  }

  override delete(id: ContactId): boolean {
    this.get(id);
    return super.delete(id);
  }

  override get size(): number {
    return super.size + this.resting.count;
  }
}

class WakingCustomers extends WakingMap<string, CustomerVisit[] | null> {
  override get(customer: string): CustomerVisit[] | null | undefined {
    if (this.resting.count > 0) this.resting.wakeCustomer(customer);
    return super.get(customer);
  }

  override has(customer: string): boolean {
    return this.get(customer) !== undefined;
  }

  override get size(): number {
    this.resting.wakeAll();
    return super.size;
  }
}

class WakingLegs extends Set<Leg> {
  readonly resting: Resting;

  constructor(awake: ReadonlySet<Leg>, resting: Resting) {
    super(awake);
    this.resting = resting;
  }

  override keys(): SetIterator<Leg> {
    return this.values();
  }

  override values(): SetIterator<Leg> {
    this.resting.wakeAll();
    return super.values();
  }

  override entries(): SetIterator<[Leg, Leg]> {
    this.resting.wakeAll();
    return super.entries();
  }

  override [Symbol.iterator](): SetIterator<Leg> {
    return this.values();
  }

  override forEach(look: (leg: Leg, same: Leg, set: Set<Leg>) => void): void {
    this.resting.wakeAll();
    super.forEach(look);
  }

  override get size(): number {
    this.resting.wakeAll();
    return super.size;
  }

  awake(): SetIterator<Leg> {
    return super.values();
  }
}

/** Of queues that a restart has read: the legs that are awake. */
const AWAKE = new WeakMap<QueueState, { readonly legs: Leg[]; readonly resting: Resting }>();

/** One for all queues, so that all have one shape; a copy of a queue's other parts wakes nobody. */
const LEGS: PropertyDescriptor & ThisType<QueueState> = {
  enumerable: false,
  configurable: true,
  get() {
    const { legs, resting } = AWAKE.get(this)!;
    resting.wakeAll();
    return legs;
  },
};

/** The state with collections that wake what rests; shares all the rest with `state`. */
export function wakingState(state: FloorState, resting: Resting): FloorState {
  return {
    ...state,
    contacts: new WakingContacts(state.contacts, resting),
    customers: new WakingCustomers(state.customers, resting),
    queues: new Map([...state.queues].map(([id, queue]) => [id, wakingQueue(queue, resting)])),
    agents: new Map(
      [...state.agents].map(([id, agent]) => [
        id,
        { ...agent, past: new WakingLegs(agent.past, resting) },
      ]),
    ),
  };
}

function wakingQueue({ legs, ...others }: QueueState, resting: Resting): QueueState {
  const queue = Object.defineProperty(others, 'legs', LEGS) as QueueState;
  AWAKE.set(queue, { legs, resting });
  return queue;
}

/** Contacts of which anything was so after `after`, and perhaps others. */
export function contactsSince(state: FloorState, after: Instant): Iterable<ContactRecord> {
  const { contacts } = state;
  if (contacts instanceof WakingContacts) contacts.resting.wakeWithin(after, Infinity);
  return awakeContacts(state);
}

/** Legs of the queue, sorted by arrival, of whose contacts anything was so then, and perhaps others. */
export function legsWithin(queue: QueueState, { after, before }: Within): readonly Leg[] {
  const awake = AWAKE.get(queue);
  if (!awake) return queue.legs;
  const { legs, resting } = awake;
  if (resting.count === 0) return legs;
  resting.wakeWithin(after, before ?? Infinity);
  // A copy: what is counted while somebody goes through it may wake others.
  return [...legs];
}

/** What the agent has put down after `after`, and perhaps other legs. */
export function pastSince({ past }: AgentRecord, after: Instant): Iterable<Leg> {
  if (!(past instanceof WakingLegs)) return past;
  past.resting.wakeWithin(after, Infinity);
  return past.awake();
}

/** Wakes contacts of which anything was so before `before`. */
export function wakeBefore({ contacts }: FloorState, before: Instant): void {
  if (contacts instanceof WakingContacts) contacts.resting.wakeWithin(-Infinity, before);
}

export function* awakeContacts({ contacts }: FloorState): Iterable<ContactRecord> {
  if (contacts instanceof WakingContacts) for (const [, contact] of contacts.awake()) yield contact;
  else yield* contacts.values();
}

/** The contact as far as it is awake. */
export function awakeContact({ contacts }: FloorState, id: ContactId): ContactRecord | undefined {
  return contacts instanceof WakingContacts ? contacts.awakeOne(id) : contacts.get(id);
}

/** What is known of customers by the contacts that are awake, to be read and written. */
export function awakeCustomers({
  customers,
}: FloorState): Pick<FloorState['customers'], 'get' | 'set'> &
  Iterable<[string, CustomerVisit[] | null]> {
  if (!(customers instanceof WakingCustomers)) return customers;
  return {
    get: (customer) => customers.awakeOne(customer),
    set: (customer, visits) => customers.set(customer, visits),
    [Symbol.iterator]: () => customers.awake(),
  };
}

/** The queue's list itself. */
export function awakeLegs(queue: QueueState): Leg[] {
  return AWAKE.get(queue)?.legs ?? queue.legs;
}

export function awakePast({ past }: AgentRecord): Iterable<Leg> {
  return past instanceof WakingLegs ? past.awake() : past;
}
