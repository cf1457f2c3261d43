import type { Instant } from '#schema/ids.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { createCalls, type Calls, type SavedCalls } from './calls.ts';
import { wholeSecond } from './entry.ts';
import type { AmiPacket } from './packets.ts';
import { createPeople, type AgentFact, type Membership, type SavedPeople } from './people.ts';
import { createQueues, type SavedQueues } from './queues.ts';
import type { WrapUpMs } from './wrap-up.ts';

/*
 * Manager packets into the contract's events. Pure: time comes with each packet.
 *
 *   packet ──┬─ Queue…/Agent… calls ──> calls.ts
 *            ├─ QueueMember…        ──> people.ts
 *            └─ a whole QueueStatus ──> resync: what was missed
 */

/** A Timestamp of Asterisk's is believed when its clock and ours are this close. */
const SAME_CLOCK_MS = 2_000;
/** A call that ended before ours began can be this much later by the other clock. */
const LAST_CALL_TOLERANCE_MS = 2_000;

/** Plain data: what must outlive a restart. */
export interface SavedAmi {
  readonly calls: SavedCalls;
  readonly people: SavedPeople;
  readonly queues: SavedQueues;
  /** When Asterisk was last heard. */
  readonly heardAt: Instant;
}

export interface AmiTranslatorOptions {
  readonly site?: string;
  /** After-contact work of each queue, as `queues.conf` has it (`wrapuptime`): Asterisk does not tell it. */
  readonly wrapUpMs?: WrapUpMs;
  /** How long each queue lets a caller wait, as the dialplan has it: it names an exit `timeout`. */
  readonly timeoutMs?: Readonly<Record<string, number>>;
  /** Makes the ids of agents' events unique: another one for each start. */
  readonly run: string;
  readonly saved?: SavedAmi;
}

export interface Translated {
  readonly events: IncomingEvent[];
  readonly refused?: string;
}

export interface AmiTranslator {
  /** One event that Asterisk sent by itself. */
  take(packet: AmiPacket, now: Instant): Translated;
  /** What the passing of time tells, and when there will be more (null: nothing is due). */
  advance(now: Instant): IncomingEvent[];
  readonly nextAt: Instant | null;
  /** A new connection is logged in. */
  connected(): void;
  /**
   * The items of a whole QueueStatus answer. `fresh`: the first one of a connection, so that what is
   * not listed ended while nobody listened.
   */
  resync(status: QueueStatus, now: Instant): IncomingEvent[];
  save(): SavedAmi;
}

export interface QueueStatus {
  readonly items: readonly AmiPacket[];
  readonly askedAt: Instant;
  readonly fresh: boolean;
}

export function createAmiTranslator(options: AmiTranslatorOptions): AmiTranslator {
  const { saved, site } = options;
  const people = createPeople({ site, saved: saved?.people });
  const queues = createQueues({ site, saved: saved?.queues });
  const calls = createCalls({
    wrapUpMs: options.wrapUpMs,
    timeoutMs: options.timeoutMs,
    isEmpty: (queue) => people.inQueue(queue).every((each) => each.paused || each.unreachable),
    saved: saved?.calls,
  });
  let heardAt = saved?.heardAt ?? 0;
  /** Asterisk was silent from here until this connection. */
  let lostAt = heardAt;
  let facts = 0;

  const dated = (list: readonly AgentFact[], at: Instant): IncomingEvent[] =>
    list.map(({ type, data }) => {
      facts += 1;
      return { id: `${options.run}.${facts}`, type, at, data };
    });

  return {
    take(packet, now) {
      const at = wholeSecond(timeOf(packet, now));
      heardAt = now;
      switch (packet.get('Event')) {
        case 'QueueMemberAdded':
        case 'QueueMemberPause':
        case 'QueueMemberStatus': {
          const membership = membershipOf(packet, at);
          if (!membership)
            return { events: [], refused: 'a queue member without Queue or Interface' };
          const known = people.find(membership.queue, membership.interface);
          return { events: dated(people.put(keepPause(membership, known)), at) };
        }
        case 'QueueMemberRemoved':
          return { events: dated(people.remove(packet.get('Queue'), packet.get('Interface')), at) };
        default:
          if (isQueueCall(packet) && (!packet.get('Queue') || !hasCaller(packet)))
            return { events: [], refused: `${packet.get('Event')} without Queue or Uniqueid` };
          return calls.take(packet, at);
      }
    },
    advance: (now) => calls.advance(now),
    get nextAt() {
      return calls.nextAt;
    },
    connected() {
      calls.connected();
      lostAt = heardAt;
    },
    resync(status, now) {
      const at = wholeSecond(now);
      const listed = (event: string) => status.items.filter((item) => item.get('Event') === event);
      const members = listed('QueueMember').flatMap((item) => membershipOf(item, at) ?? []);
      const events = [
        ...queues.define(listed('QueueParams'), at),
        ...dated(
          people.replaceAll(
            members.map((each) => keepPause(each, people.find(each.queue, each.interface))),
          ),
          at,
        ),
      ];
      heardAt = now;
      const waiting = listed('QueueEntry');
      if (status.fresh) events.push(...loseMissing({ calls, status, waiting, at, lostAt }));
      for (const packet of waiting) {
        const contact = packet.get('Uniqueid');
        const queue = packet.get('Queue');
        const known = calls.open.some(
          (entry) =>
            entry.contact === contact && entry.queue === queue && entry.phase !== 'talking',
        );
        if (known || !contact || !queue) continue;
        if (calls.closedSince(contact, queue, wholeSecond(status.askedAt))) continue;
        const joinedAt = at - (Number(packet.get('Wait')) || 0) * 1000;
        events.push(...calls.discover({ packet, joinedAt }));
      }
      return events;
    },
    save: () => ({
      calls: calls.save(),
      people: people.save({ memberships: false }),
      queues: queues.save(),
      heardAt,
    }),
  };
}

/** Waiting callers that are not listed any more, and talks whose agent is free or has had another call since. */
function loseMissing(options: {
  calls: Calls;
  status: QueueStatus;
  waiting: readonly AmiPacket[];
  at: Instant;
  lostAt: Instant;
}): IncomingEvent[] {
  const { calls, status, waiting, at, lostAt } = options;
  const events: IncomingEvent[] = [];
  for (const entry of [...calls.open]) {
    if (calls.isOfThisConnection(entry)) continue;
    if (entry.phase !== 'talking') {
      const isListed = waiting.some(
        (item) =>
          item.get('Uniqueid') === entry.contact &&
          item.get('Queue') === entry.queue &&
          Math.abs(at - Number(item.get('Wait')) * 1000 - entry.joinedAt) <= 5_000,
      );
      if (!isListed) events.push(...calls.lose(entry, at));
      continue;
    }
    const member = status.items.find(
      (item) =>
        item.get('Event') === 'QueueMember' &&
        item.get('Queue') === entry.queue &&
        item.get('Location') === entry.interface,
    );
    const lastCallAt = Number(member?.get('LastCall')) * 1000 || 0;
    const hadAnother = lastCallAt > entry.answeredAt! + LAST_CALL_TOLERANCE_MS;
    if (member?.get('InCall') === '1' && !hadAnother) continue;
    const from = Math.min(wholeSecond(lostAt || at), at);
    const endedAt = lastCallAt >= from && lastCallAt <= at ? lastCallAt : from;
    events.push(...calls.lose(entry, endedAt));
  }
  return events;
}

const QUEUE_CALLS: ReadonlySet<string> = new Set([
  'QueueCallerJoin',
  'QueueCallerLeave',
  'QueueCallerAbandon',
  'AgentCalled',
  'AgentConnect',
  'AgentComplete',
  'AgentRingNoAnswer',
]);

function isQueueCall(packet: AmiPacket): boolean {
  return QUEUE_CALLS.has(packet.get('Event'));
}

/** AgentComplete may come without any channel. */
function hasCaller(packet: AmiPacket): boolean {
  return packet.get('Uniqueid') !== '' || packet.get('Event') === 'AgentComplete';
}

function timeOf(packet: AmiPacket, now: Instant): Instant {
  const stamped = Number(packet.get('Timestamp')) * 1000;
  return Math.abs(stamped - now) <= SAME_CLOCK_MS ? stamped : now;
}

/** Device states in which Asterisk cannot call the member: 4 invalid, 5 unavailable. */
const UNREACHABLE: ReadonlySet<string> = new Set(['4', '5']);

/** Events say MemberName and Interface; the items of an answer say Name and Location. */
function membershipOf(packet: AmiPacket, at: Instant): Membership | null {
  const queue = packet.get('Queue');
  const iface = packet.get('Interface') || packet.get('Location');
  if (!queue || !iface) return null;
  return {
    queue,
    interface: iface,
    name: (packet.get('MemberName') || packet.get('Name') || iface).slice(0, 200),
    paused: packet.get('Paused') === '1',
    reason: packet.get('PausedReason'),
    pausedAt: Number(packet.get('LastPause')) * 1000 || at,
    unreachable: UNREACHABLE.has(packet.get('Status')),
  };
}

/** A pause that goes on keeps its time: it is not a newer one for being told again. */
function keepPause(now: Membership, before: Membership | null): Membership {
  const goesOn = before !== null && before.paused === now.paused && before.reason === now.reason;
  return goesOn ? { ...now, pausedAt: before.pausedAt } : now;
}
