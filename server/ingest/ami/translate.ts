import type { Instant, SourceId } from '#schema/ids.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { createCallerLists, type QueueStatus } from './caller-list.ts';
import { createCalls, type SavedCalls } from './calls.ts';
import { wholeSecond } from './entry.ts';
import type { AmiPacket } from './packets.ts';
import { createPeople, type AgentFact, type Membership, type SavedPeople } from './people.ts';
import { createQueues, type SavedQueues } from './queues.ts';
import { agentCorrections, createPendingList } from './reconciliation.ts';
import type { WrapUpMs } from './wrap-up.ts';

/*
 * Manager packets into the contract's events. Pure: time comes with each packet.
 *
 *   packet ──┬─ Queue…/Agent… calls ──> calls.ts
 *            ├─ QueueMember…        ──> people.ts
 *            └─ a whole QueueStatus ──> resync: what was missed ──> reconciled: the list itself, to be compared
 */

/** A Timestamp of Asterisk's is believed when its clock and ours are this close. */
const SAME_CLOCK_MS = 2_000;

/** Plain data: what must outlive a restart. */
export interface SavedAmi {
  readonly calls: SavedCalls;
  readonly people: SavedPeople;
  readonly queues: SavedQueues;
  /** When Asterisk was last heard. */
  readonly heardAt: Instant;
}

export interface AmiTranslatorOptions {
  /** The connection's own id, told with its lists. */
  readonly source: SourceId;
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
  /** Takes a whole QueueStatus answer, and tells what it puts right. */
  resync(status: QueueStatus, now: Instant): IncomingEvent[];
  /**
   * The list that `resync` took, as an event; to be asked for SETTLE_MS later, when the events that
   * were on their way have come. Tells nothing the second time, or where the connection was lost since.
   */
  reconciled(): IncomingEvent[];
  save(): SavedAmi;
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
  const callerLists = createCallerLists(calls);
  const pendingList = createPendingList();
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
      pendingList.heard(packet);
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
      pendingList.take();
      lostAt = heardAt;
    },
    resync(status, now) {
      const at = wholeSecond(now);
      const listed = (event: string) => status.items.filter((item) => item.get('Event') === event);
      const members = listed('QueueMember').flatMap((item) => membershipOf(item, at) ?? []);
      const told = people.everybody();
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
      const callers = callerLists.compare(status, { at, lostAt });
      const agents = people.everybody();
      // Who came and went while nobody listened is news, not a difference.
      const corrected = status.fresh ? [] : agentCorrections(told, agents);
      pendingList.put({
        at: now,
        queues: idsOf(listed('QueueParams'), 'Queue'),
        waiting: listed('QueueEntry').flatMap((item) => {
          const [contact, queue] = [item.get('Uniqueid'), item.get('Queue')];
          return isId(contact) && isId(queue) ? { contact, queue } : [];
        }),
        agents,
        corrected: [...callers.corrected, ...corrected],
      });
      return [...events, ...callers.events];
    },
    reconciled() {
      const list = pendingList.take();
      if (!list) return [];
      const { at, ...data } = list;
      facts += 1;
      const id = `${options.run}.${facts}`;
      return [{ id, type: 'source.reconciled', at, data: { source: options.source, ...data } }];
    },
    save: () => ({
      calls: calls.save(),
      people: people.save({ memberships: false }),
      queues: queues.save(),
      heardAt,
    }),
  };
}

function idsOf(items: readonly AmiPacket[], header: string): string[] {
  return items.map((item) => item.get(header)).filter(isId);
}

/** What the gate takes for an id: one that is none must not cost the whole list. */
function isId(value: string): boolean {
  return value.length >= 1 && value.length <= 200;
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
