import type { Instant } from '#schema/ids.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import {
  agentOf,
  callerOf,
  isThe,
  isTransferee,
  isUnanswered,
  isWaiting,
  numberOf,
  numeric,
  talkingEntry,
} from './call-matching.ts';
import { openEntry, reckon, tell, type Entry } from './entry.ts';
import { createWrapUps, type WrapUpMs } from './wrap-up.ts';
import type { AmiPacket } from './packets.ts';

/*
 * The callers in queues, from manager events. The order Asterisk sends is
 *
 *   answered   Join  AgentCalled…  DialEnd ANSWER  Leave  AgentConnect … AgentComplete
 *   abandoned  Join  HangupRequest  Abandon  Leave
 *   timeout, empty, withdrawn   Join  Abandon  Leave          (no HangupRequest before)
 *   a key      Join  Leave                                    (no ANSWER before)
 *
 * Invariants: (1) every entry is told one exit, and one end if it was answered; (2) a wait is
 * HoldTime and a talk TalkTime, to the second, whatever the clock says; (3) what comes for an entry
 * whose beginning was missed is told from its HoldTime and TalkTime.
 */

/** Asterisk's whole seconds and ours may differ by one and a network's delay. */
const TALK_TOLERANCE_MS = 2_500;
/** Without the `call` class nobody says whether a phone was picked up: so long an AgentConnect may take. */
const CONNECT_GRACE_MS = 15_000;
/** A Uniqueid that is quiet so long does not come back: its numbering is forgotten. */
const FORGET_MS = 12 * 3_600_000;

/** Plain data, for a connector's position. */
export interface SavedCalls {
  readonly open: readonly Entry[];
  readonly lost: readonly Entry[];
  readonly counts: readonly (readonly [key: string, count: { n: number; at: Instant }])[];
  readonly wrapUps: readonly IncomingEvent[];
}

export interface Calls {
  /** Takes one event of a queue call or a channel; others tell nothing. `at` is in whole seconds. */
  take(packet: AmiPacket, at: Instant): { events: IncomingEvent[]; refused?: string };
  /** What the passing of time tells. */
  advance(now: Instant): IncomingEvent[];
  /** When `advance` will next have something to tell; null where nothing is due. */
  readonly nextAt: Instant | null;
  /** A new connection: nothing is known yet of what it will send. */
  connected(): void;
  readonly open: readonly Entry[];
  /** Whether the entry began on this connection: then nothing of it can have been missed. */
  isOfThisConnection(entry: Entry): boolean;
  /** Opens an entry that is in a list though its Join was not seen. */
  discover(caller: { packet: AmiPacket; joinedAt: Instant }): IncomingEvent[];
  /** Closes an entry whose end was not seen. */
  lose(entry: Entry, at: Instant): IncomingEvent[];
  /** Whether an entry of that caller in that queue was closed at `since` or later. */
  closedSince(contact: string, queue: string, since: Instant): boolean;
  save(): SavedCalls;
}

/** `isEmpty` says whether nobody in the queue can take a call: then a caller sent away was sent away for that. */
export function createCalls(options: {
  wrapUpMs?: WrapUpMs;
  timeoutMs?: Readonly<Record<string, number>>;
  isEmpty?: (queue: string) => boolean;
  saved?: SavedCalls;
}): Calls {
  const { saved } = options;
  let open: Entry[] = [...(saved?.open ?? [])];
  let lost: Entry[] = [...(saved?.lost ?? [])];
  const counts = new Map<string, { n: number; at: Instant }>(saved?.counts ?? []);
  const wrapUps = createWrapUps({ wrapUpMs: options.wrapUpMs, saved: saved?.wrapUps });
  let closed: { contact: string; queue: string; at: Instant }[] = [];
  const begunHere = new Set<string>();
  let hearsChannels = false;

  const close = (entry: Entry, at: Instant): void => {
    open = open.filter((each) => each !== entry);
    begunHere.delete(entry.leg);
    closed = closed.filter((each) => each.at > at - 60_000);
    closed.push({ contact: entry.contact, queue: entry.queue, at });
  };
  const begin = (packet: AmiPacket, joinedAt: Instant): [Entry, IncomingEvent] => {
    const contact = callerOf(packet);
    const queue = packet.get('Queue');
    const key = `${contact}/${queue}`;
    const n = (counts.get(key)?.n ?? 0) + 1;
    counts.set(key, { n, at: joinedAt });
    const entry = openEntry({ contact, queue, leg: `${key}/${n}`, joinedAt });
    open.push(entry);
    begunHere.add(entry.leg);
    const customer = numberOf(packet.get('CallerIDNum'));
    const data = { channel: 'voice', ...(customer ? { customer } : {}) };
    return [entry, tell(entry, 'contact.queued', joinedAt, data)];
  };
  /** The entry that an event is of: an open one, one given up too early, or one that was never seen. */
  const entryFor = (
    packet: AmiPacket,
    wanted: (entry: Entry) => boolean,
    joinedAt: Instant,
  ): [Entry, IncomingEvent[]] => {
    const contact = callerOf(packet);
    const queue = packet.get('Queue');
    const isIt = (entry: Entry): boolean =>
      entry.contact === contact && entry.queue === queue && wanted(entry);
    const known = open.find(isIt);
    if (known) return [known, []];
    const again = lost.find(isIt);
    if (again) {
      lost = lost.filter((each) => each !== again);
      open.push(again);
      return [again, []];
    }
    const [entry, queued] = begin(packet, joinedAt);
    return [entry, [queued]];
  };
  const answer = (entry: Entry, packet: AmiPacket, at: Instant): IncomingEvent => {
    entry.phase = 'talking';
    entry.agent = agentOf(packet);
    entry.interface = packet.get('Interface');
    entry.answeredAt = at;
    return tell(entry, 'contact.answered', at, { agent: entry.agent });
  };
  const end = (entry: Entry, reason: string, at: Instant): IncomingEvent[] => {
    close(entry, at);
    const next = open.find((each) => each.contact === entry.contact && each.phase !== 'talking');
    const told =
      reason === 'transfer'
        ? tell(entry, 'contact.transferred', at, {
            kind: entry.transfer ?? 'blind',
            ...(next ? { toQueue: next.queue } : {}),
          })
        : tell(entry, 'contact.ended', at, { by: reason === 'caller' ? 'customer' : 'agent' });
    return [told, ...wrapUps.begin(entry, at)];
  };
  const overflow = (entry: Entry, reason: string, at: Instant): IncomingEvent[] => {
    close(entry, at);
    return [tell(entry, 'contact.overflowed', at, { reason })];
  };
  /** The caller left the queue and has gone on: by a key, or by hanging up on an agent who just picked up. */
  const settleLeft = (entry: Entry): IncomingEvent[] => {
    if (!entry.picked || !entry.hangup) return overflow(entry, 'key', entry.leftAt!);
    close(entry, entry.leftAt!);
    return [tell(entry, 'contact.abandoned', entry.leftAt!)];
  };
  const settleLeaving = (contact: string): IncomingEvent[] =>
    open
      .filter((entry) => entry.contact === contact && entry.phase === 'leaving')
      .flatMap(settleLeft);

  const abandon = (packet: AmiPacket, at: Instant): IncomingEvent[] => {
    const seconds = numeric(packet.get('HoldTime'));
    // Picked up for and out of the queue, a caller can still hang up before the agent has the call.
    const [entry, events] = entryFor(packet, isUnanswered, at - seconds * 1000);
    const from = entry.joinedAt;
    const exitAt = reckon({ from, seconds, clockAt: at });
    // Where channels are not heard, no hang-up can be: then the word's own meaning is the likelier one.
    if (entry.hangup || !hearsChannels) {
      close(entry, exitAt);
      return [...events, tell(entry, 'contact.abandoned', exitAt)];
    }
    const timeoutMs = options.timeoutMs?.[entry.queue] ?? Number.POSITIVE_INFINITY;
    const isTimeout = exitAt - from >= timeoutMs;
    const reason = isTimeout ? 'timeout' : options.isEmpty?.(entry.queue) ? 'empty' : 'routed';
    return [...events, ...overflow(entry, reason, exitAt)];
  };
  const connect = (packet: AmiPacket, at: Instant): IncomingEvent[] => {
    const seconds = numeric(packet.get('HoldTime'));
    const [entry, events] = entryFor(packet, isUnanswered, at - seconds * 1000);
    const answeredAt = reckon({
      from: entry.joinedAt,
      seconds,
      clockAt: at,
    });
    return [...events, answer(entry, packet, answeredAt)];
  };
  const complete = (packet: AmiPacket, at: Instant) => {
    const waitSeconds = numeric(packet.get('HoldTime'));
    const talkSeconds = numeric(packet.get('TalkTime'));
    const answeredAt = at - talkSeconds * 1000;
    const talking = talkingEntry(open, packet, answeredAt);
    if (!talking && callerOf(packet) === '')
      return { events: [], refused: 'AgentComplete without a channel fits no call that is known' };
    const events: IncomingEvent[] = [];
    let entry = talking;
    if (!entry) {
      const given = lost.find(
        (each) => each.phase === 'talking' && talkingEntry([each], packet, 0),
      );
      if (given) {
        // Its end was told when it was given up; what is told now would be a second one.
        lost = lost.filter((each) => each !== given);
        return { events };
      }
      const fits = (each: Entry): boolean =>
        isUnanswered(each) &&
        Math.abs(each.joinedAt + waitSeconds * 1000 - answeredAt) <= TALK_TOLERANCE_MS;
      const [found, queued] = entryFor(packet, fits, answeredAt - waitSeconds * 1000);
      entry = found;
      const waitedTo = found.joinedAt + waitSeconds * 1000;
      const isClose = Math.abs(waitedTo - answeredAt) <= TALK_TOLERANCE_MS;
      events.push(...queued, answer(found, packet, isClose ? waitedTo : answeredAt));
    }
    const endedAt = reckon({
      from: entry.answeredAt!,
      seconds: talkSeconds,
      clockAt: at,
    });
    events.push(...end(entry, packet.get('Reason'), endedAt));
    return { events };
  };

  return {
    take(packet, at) {
      const contact = packet.get('Uniqueid');
      if (packet.get('Privilege').startsWith('call,')) hearsChannels = true;
      switch (packet.get('Event')) {
        case 'QueueCallerJoin': {
          const known = open.find(
            (entry) =>
              isThe(entry, packet) && isWaiting(entry) && Math.abs(entry.joinedAt - at) <= 3000,
          );
          // It was in a list that was asked for a moment ago.
          if (known) return { events: [] };
          const settled = settleLeaving(contact);
          return { events: [...settled, begin(packet, at)[1]] };
        }
        case 'AgentCalled': {
          const entry = open.find((each) => isThe(each, packet) && isWaiting(each));
          if (!entry) return { events: [] };
          return { events: [tell(entry, 'contact.presented', at, { agent: agentOf(packet) })] };
        }
        case 'AgentRingNoAnswer': {
          const entry = open.find((each) => isThe(each, packet) && isWaiting(each));
          if (!entry) return { events: [] };
          return { events: [tell(entry, 'contact.unanswered', at, { agent: agentOf(packet) })] };
        }
        case 'QueueCallerLeave': {
          const entry = open.find((each) => isThe(each, packet) && isWaiting(each));
          if (!entry) return { events: [] };
          if (hearsChannels && !entry.picked) return { events: overflow(entry, 'key', at) };
          entry.phase = 'leaving';
          entry.leftAt = at;
          return { events: [] };
        }
        case 'QueueCallerAbandon':
          return { events: abandon(packet, at) };
        case 'AgentConnect':
          return { events: connect(packet, at) };
        case 'AgentComplete':
          return complete(packet, at);
        case 'HangupRequest':
        case 'SoftHangupRequest':
          for (const entry of open) if (entry.contact === contact) entry.hangup = true;
          return { events: [] };
        case 'Hangup': {
          const events = settleLeaving(contact);
          if (!open.some((entry) => entry.contact === contact)) forget(counts, contact);
          return { events };
        }
        case 'DialEnd':
          if (packet.get('DialStatus') === 'ANSWER')
            for (const entry of open)
              if (entry.contact === contact && isWaiting(entry)) entry.picked = true;
          return { events: [] };
        case 'BlindTransfer':
        case 'AttendedTransfer': {
          const kind = packet.get('Event') === 'BlindTransfer' ? 'blind' : 'consult';
          for (const entry of open)
            if (entry.phase === 'talking' && isTransferee(entry, packet)) entry.transfer = kind;
          return { events: [] };
        }
        case 'Hold':
        case 'Unhold':
          return { events: hold(open, packet, at) };
        default:
          return { events: [] };
      }
    },
    advance(now) {
      const overdue = open.filter(
        (entry) => entry.phase === 'leaving' && entry.leftAt! + CONNECT_GRACE_MS <= now,
      );
      for (const [key, count] of counts)
        if (count.at < now - FORGET_MS && !open.some((entry) => entry.leg.startsWith(`${key}/`)))
          counts.delete(key);
      lost = lost.filter((entry) => entry.joinedAt > now - FORGET_MS);
      return [...overdue.flatMap(settleLeft), ...wrapUps.advance(now)];
    },
    get nextAt() {
      const times = open.flatMap((entry) => {
        return entry.phase === 'leaving' ? [entry.leftAt! + CONNECT_GRACE_MS] : [];
      });
      if (wrapUps.nextAt !== null) times.push(wrapUps.nextAt);
      return times.length === 0 ? null : Math.min(...times);
    },
    connected() {
      hearsChannels = false;
      begunHere.clear();
    },
    isOfThisConnection: (entry) => begunHere.has(entry.leg),
    get open() {
      return open;
    },
    discover: ({ packet, joinedAt }) => [begin(packet, joinedAt)[1]],
    lose(entry, at) {
      close(entry, at);
      lost.push(entry);
      if (entry.phase !== 'talking')
        return [tell(entry, 'contact.overflowed', at, { reason: 'lost' })];
      const endedAt = Math.max(at, entry.answeredAt!);
      return [
        tell(entry, 'contact.ended', endedAt, { by: 'system', reason: 'lost' }),
        ...wrapUps.begin(entry, endedAt),
      ];
    },
    closedSince: (contact, queue, since) =>
      closed.some((each) => each.contact === contact && each.queue === queue && each.at >= since),
    save: () => ({ open, lost, counts: [...counts], wrapUps: wrapUps.save() }),
  };
}

/** The agent's side puts the caller on hold; the caller's own hold is none of ours. */
function hold(open: readonly Entry[], packet: AmiPacket, at: Instant): IncomingEvent[] {
  const contact = packet.get('Linkedid');
  const held = packet.get('Event') === 'Hold';
  if (packet.get('Uniqueid') === contact) return [];
  return open
    .filter(
      (entry) => entry.contact === contact && entry.phase === 'talking' && entry.held !== held,
    )
    .map((entry) => {
      entry.held = held;
      const heldAt = Math.max(at, entry.answeredAt!);
      return tell(entry, held ? 'contact.held' : 'contact.resumed', heldAt);
    });
}

function forget(counts: Map<string, unknown>, contact: string): void {
  for (const key of counts.keys()) if (key.startsWith(`${contact}/`)) counts.delete(key);
}
