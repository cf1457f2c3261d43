import type { Instant } from '#schema/ids.ts';

/*
 * Who is logged in where. Asterisk knows memberships (a queue and an interface, with a member's
 * name); a floor knows people. One name is one person, whatever interfaces and queues it has.
 *
 * What changes is written into memberships first; then `settle` compares what a person's
 * memberships say with what was told of it, and tells the difference. So a fact that changes
 * nothing (a second PAUSE, an answer that says what is known) tells nothing.
 */

export interface Membership {
  readonly queue: string;
  readonly interface: string;
  readonly name: string;
  readonly paused: boolean;
  readonly reason: string;
  /** Which pause is the newer one, where a person has several. */
  readonly pausedAt: Instant;
  /** The device cannot be called: unreachable or unknown to Asterisk. */
  readonly unreachable: boolean;
}

/** A fact about an agent; the caller dates it and gives it its id. */
export interface AgentFact {
  readonly type:
    | 'agent.signedIn'
    | 'agent.joinedQueue'
    | 'agent.leftQueue'
    | 'agent.stateChanged'
    | 'agent.signedOut';
  readonly data: { readonly agent: string } & Readonly<Record<string, unknown>>;
}

interface Told {
  queues: string[];
  state: 'available' | 'paused';
  reason: string;
}

/** Plain data, for a connector's position. */
export interface SavedPeople {
  readonly memberships: readonly Membership[];
  readonly told: readonly (readonly [name: string, told: Told])[];
}

export interface People {
  /** Writes one membership and tells what changed for the person (or, after a change of name, for both). */
  put(membership: Membership): AgentFact[];
  remove(queue: string, iface: string): AgentFact[];
  /** All memberships there are, as a list from the source says: whoever is not in it is gone. */
  replaceAll(memberships: readonly Membership[]): AgentFact[];
  find(queue: string, iface: string): Membership | null;
  /** The memberships of a person in a queue. */
  of(name: string, queue: string): Membership[];
  inQueue(queue: string): Membership[];
  /** Everybody, as was told last. */
  everybody(): { agent: string; queues: readonly string[]; paused: boolean }[];
  /** `memberships: false` where the source lists them after every start. */
  save(options: { memberships: boolean }): SavedPeople;
}

/** `site` is told at signing in. `saved` is what `save` gave before the restart. */
export function createPeople(options: { site?: string; saved?: SavedPeople }): People {
  const memberships = new Map<string, Membership>();
  const told = new Map<string, Told>(options.saved?.told ?? []);
  for (const each of options.saved?.memberships ?? []) memberships.set(keyOf(each), each);

  const settle = (name: string): AgentFact[] => {
    const mine = [...memberships.values()].filter((each) => each.name === name);
    const before = told.get(name);
    const now = stateOf(mine);
    const facts: AgentFact[] = [];
    if (!now) {
      if (!before) return [];
      for (const queue of before.queues)
        facts.push({ type: 'agent.leftQueue', data: { agent: name, queue } });
      facts.push({ type: 'agent.signedOut', data: { agent: name } });
      told.delete(name);
      return facts;
    }
    if (!before) {
      const site = options.site === undefined ? {} : { site: options.site };
      facts.push({
        type: 'agent.signedIn',
        data: { agent: name, name, ...site, queues: now.queues },
      });
    } else {
      for (const queue of now.queues)
        if (!before.queues.includes(queue))
          facts.push({ type: 'agent.joinedQueue', data: { agent: name, queue } });
      for (const queue of before.queues)
        if (!now.queues.includes(queue))
          facts.push({ type: 'agent.leftQueue', data: { agent: name, queue } });
    }
    if (before?.state !== now.state || before.reason !== now.reason)
      facts.push({
        type: 'agent.stateChanged',
        data: { agent: name, state: now.state, ...(now.reason ? { reason: now.reason } : {}) },
      });
    told.set(name, now);
    return facts;
  };

  return {
    put(membership) {
      const key = keyOf(membership);
      const before = memberships.get(key);
      if (before && isSame(before, membership)) return [];
      memberships.set(key, membership);
      const facts = settle(membership.name);
      return before && before.name !== membership.name ? [...facts, ...settle(before.name)] : facts;
    },
    remove(queue, iface) {
      const before = memberships.get(`${queue}\n${iface}`);
      if (!before) return [];
      memberships.delete(keyOf(before));
      return settle(before.name);
    },
    replaceAll(all) {
      const names = new Set([...told.keys(), ...all.map((each) => each.name)]);
      memberships.clear();
      for (const each of all) memberships.set(keyOf(each), each);
      return [...names].flatMap(settle);
    },
    find: (queue, iface) => memberships.get(`${queue}\n${iface}`) ?? null,
    of: (name, queue) =>
      [...memberships.values()].filter((each) => each.name === name && each.queue === queue),
    inQueue: (queue) => [...memberships.values()].filter((each) => each.queue === queue),
    everybody: () =>
      [...told].map(([agent, { queues, state }]) => ({
        agent,
        queues,
        paused: state === 'paused',
      })),
    save: ({ memberships: all }) => ({
      memberships: all ? [...memberships.values()] : [],
      told: [...told],
    }),
  };
}

/** Paused is who can take nothing in any queue; the newest pause gives the reason. */
function stateOf(mine: readonly Membership[]): Told | null {
  if (mine.length === 0) return null;
  const queues = [...new Set(mine.map((each) => each.queue))];
  if (!mine.every((each) => each.paused || each.unreachable))
    return { queues, state: 'available', reason: '' };
  let newest: Membership | null = null;
  for (const each of mine)
    if (each.paused && (!newest || each.pausedAt >= newest.pausedAt)) newest = each;
  return { queues, state: 'paused', reason: newest ? newest.reason : 'unreachable' };
}

function isSame(a: Membership, b: Membership): boolean {
  return (
    a.name === b.name &&
    a.paused === b.paused &&
    a.reason === b.reason &&
    a.pausedAt === b.pausedAt &&
    a.unreachable === b.unreachable
  );
}

function keyOf(membership: { queue: string; interface: string }): string {
  return `${membership.queue}\n${membership.interface}`;
}
