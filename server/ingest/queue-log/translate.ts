import { createHash } from 'node:crypto';
import type { Instant } from '#schema/ids.ts';
import { openEntry, reckon, tell, type Entry } from '#server/ingest/ami/entry.ts';
import {
  createPeople,
  type AgentFact,
  type Membership,
  type SavedPeople,
} from '#server/ingest/ami/people.ts';
import { createWrapUps, type WrapUpMs } from '#server/ingest/ami/wrap-up.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { parseLine, type QueueLogLine } from './lines.ts';

/*
 * Lines of queue_log into the contract's events. Pure; time is what the lines say.
 *
 * Invariants: (1) an event's id follows from the line (or the queue entry) it is of, so a line that is
 * read again counts once; (2) waits and talks are the numbers in the lines; (3) QUEUESTART closes
 * whatever is open: those calls ended with the Asterisk before it, and nothing else will ever say so.
 */

/** Plain data: what must outlive a restart. */
export interface SavedQueueLog {
  readonly open: readonly Entry[];
  readonly people: SavedPeople;
  readonly queues: readonly string[];
  readonly wrapUps: readonly IncomingEvent[];
  /** The newest second, and how often each of its lines came. */
  readonly second: { readonly at: Instant; readonly seen: readonly (readonly [string, number])[] };
}

export interface QueueLogTranslatorOptions {
  readonly site?: string;
  readonly wrapUpMs?: WrapUpMs;
  /**
   * Member names by interface. Asterisk's default writes ADDMEMBER and REMOVEMEMBER with the
   * interface and everything else with the name; without this an interface with a technology in it
   * (`PJSIP/…`) says nothing of a person, who then signs in with the first line of its name.
   */
  readonly names?: Readonly<Record<string, string>>;
  readonly saved?: SavedQueueLog;
}

export interface QueueLogTranslator {
  take(text: string): { events: IncomingEvent[]; refused?: string };
  /** What is due by then though no line says so. */
  advance(now: Instant): IncomingEvent[];
  save(): SavedQueueLog;
}

export function createQueueLogTranslator(options: QueueLogTranslatorOptions): QueueLogTranslator {
  const { site } = options;
  // A copy: what is saved may be gone back to again, while a disk refuses what follows from it.
  const saved = structuredClone(options.saved);
  const people = createPeople({ site, saved: saved?.people });
  const wrapUps = createWrapUps({ wrapUpMs: options.wrapUpMs, saved: saved?.wrapUps });
  const queues = new Set(saved?.queues ?? []);
  let open: Entry[] = [...(saved?.open ?? [])];
  let second = { at: saved?.second.at ?? 0, seen: new Map(saved?.second.seen ?? []) };

  /** The line's own name: its content, and its number among equal lines of that second. */
  const nameOf = (text: string, at: Instant): { id: string; occurrence: number } => {
    if (at !== second.at) second = { at, seen: new Map() };
    const hash = createHash('sha1').update(text).digest('hex').slice(0, 16);
    const occurrence = (second.seen.get(hash) ?? 0) + 1;
    second.seen.set(hash, occurrence);
    return { id: `${at / 1000}-${hash}-${occurrence}`, occurrence };
  };
  const dated = (facts: readonly AgentFact[], at: Instant, id: string): IncomingEvent[] =>
    facts.map(({ type, data }, index) => ({ id: `${id}#${index + 1}`, type, at, data }));
  const enter = (line: QueueLogLine, at: Instant, occurrence: number): [Entry, IncomingEvent] => {
    const { contact, queue } = line;
    const leg = `${contact}/${queue}/${at / 1000}${occurrence > 1 ? `.${occurrence}` : ''}`;
    const entry = openEntry({ contact, queue, leg, joinedAt: at });
    // The same line read again: it begins anew, under the same key.
    open = open.filter((each) => each.leg !== leg);
    open.push(entry);
    const number = line.event === 'ENTERQUEUE' ? (line.data[1] ?? '') : '';
    const customer = /\d/.test(number) ? { customer: number } : {};
    return [entry, tell(entry, 'contact.queued', at, { channel: 'voice', ...customer })];
  };
  const entryOf = (
    line: QueueLogLine,
    wanted: (entry: Entry) => boolean,
    joinedAt: Instant,
  ): [Entry, IncomingEvent[]] => {
    const known = open.find(
      (entry) => entry.contact === line.contact && entry.queue === line.queue && wanted(entry),
    );
    if (known) return [known, []];
    const [entry, queued] = enter(line, joinedAt, 1);
    return [entry, [queued]];
  };
  const close = (entry: Entry): void => {
    open = open.filter((each) => each !== entry);
  };
  /** The person is in the queue, whatever was said of it before. */
  const sees = (line: QueueLogLine, id: string): IncomingEvent[] => {
    if (people.of(line.agent, line.queue).length > 0) return [];
    return dated(people.put(member(line, { interface: line.agent })), line.at, `${id}#seen`);
  };
  const connect = (line: QueueLogLine, at: Instant, seconds: number): IncomingEvent[] => {
    const [entry, events] = entryOf(line, isWaiting, at - seconds * 1000);
    const from = entry.joinedAt;
    const answeredAt = reckon({ from, seconds, clockAt: at });
    entry.phase = 'talking';
    entry.agent = line.agent;
    entry.answeredAt = answeredAt;
    return [...events, tell(entry, 'contact.answered', answeredAt, { agent: line.agent })];
  };
  const complete = (
    line: QueueLogLine,
    told: (next: Entry | undefined) => Told,
  ): IncomingEvent[] => {
    const [waitSeconds, talkSeconds] = durations(line);
    const byAgent = (entry: Entry): boolean =>
      isTalking(entry) && (entry.agent === line.agent || entry.agent === null);
    const events: IncomingEvent[] = [];
    const isOpen = open.some(
      (entry) => entry.contact === line.contact && entry.queue === line.queue && byAgent(entry),
    );
    if (!isOpen) events.push(...connect(line, line.at - talkSeconds * 1000, waitSeconds));
    const [entry] = entryOf(line, byAgent, line.at);
    const endedAt = reckon({
      from: entry.answeredAt!,
      seconds: talkSeconds,
      clockAt: line.at,
    });
    close(entry);
    const next = open.find((each) => each.contact === line.contact && isWaiting(each));
    const { type, data } = told(next);
    return [...events, tell(entry, type, endedAt, data), ...wrapUps.begin(entry, endedAt)];
  };
  const leave = (line: QueueLogLine, seconds: number, reason: string | null): IncomingEvent[] => {
    const [entry, events] = entryOf(line, isWaiting, line.at - seconds * 1000);
    const from = entry.joinedAt;
    const at = reckon({ from, seconds, clockAt: line.at });
    close(entry);
    const told = reason === null ? 'contact.abandoned' : 'contact.overflowed';
    return [...events, tell(entry, told, at, reason === null ? {} : { reason })];
  };
  const loseAll = (at: Instant): IncomingEvent[] => {
    const gone = open;
    open = [];
    return gone.flatMap((entry) => {
      if (isWaiting(entry)) return [tell(entry, 'contact.overflowed', at, { reason: 'lost' })];
      const endedAt = Math.max(at, entry.answeredAt!);
      const ended = tell(entry, 'contact.ended', endedAt, { by: 'system', reason: 'lost' });
      return [ended, ...wrapUps.begin(entry, endedAt)];
    });
  };
  const pause = (line: QueueLogLine, paused: boolean, id: string): IncomingEvent[] => {
    const reason = paused ? line.data.join('|') : '';
    const mine = people.of(line.agent, line.queue);
    const ifaces = mine.length > 0 ? mine.map((each) => each.interface) : [line.agent];
    return ifaces.flatMap((iface, index) => {
      const facts = people.put(member(line, { interface: iface, paused, reason }));
      return dated(facts, line.at, `${id}#${index}`);
    });
  };
  const nameFor = (iface: string): string | null => {
    const known = options.names?.[iface];
    if (known) return known;
    return iface.includes('/') ? null : iface;
  };

  const translate = (line: QueueLogLine, id: string, occurrence: number): IncomingEvent[] => {
    const { data, at } = line;
    switch (line.event) {
      case 'ENTERQUEUE':
        return [enter(line, at, occurrence)[1]];
      case 'CONNECT':
        return [...sees(line, id), ...connect(line, at, number(data[0]))];
      case 'COMPLETEAGENT':
      case 'COMPLETECALLER': {
        const by = line.event === 'COMPLETEAGENT' ? 'agent' : 'customer';
        return complete(line, () => ({ type: 'contact.ended', data: { by } }));
      }
      case 'BLINDTRANSFER':
      case 'TRANSFER':
      case 'ATTENDEDTRANSFER': {
        const kind = line.event === 'ATTENDEDTRANSFER' ? 'consult' : 'blind';
        return complete(line, (next) => ({
          type: 'contact.transferred',
          data: { kind, ...(next ? { toQueue: next.queue } : {}) },
        }));
      }
      case 'ABANDON':
        return leave(line, number(data[2]), null);
      case 'EXITWITHTIMEOUT':
        return leave(line, number(data[2]), 'timeout');
      case 'EXITEMPTY':
        return leave(line, number(data[2]), 'empty');
      case 'EXITFULL':
        return leave(line, number(data[2]), 'full');
      case 'WITHDRAW':
        return leave(line, number(data[2]), 'withdrawn');
      case 'EXITWITHKEY':
        return leave(line, number(data[3]), 'key');
      case 'RINGNOANSWER': {
        const entry = open.find(
          (each) => each.contact === line.contact && each.queue === line.queue && isWaiting(each),
        );
        const events = sees(line, id);
        if (!entry) return events;
        const unanswered = tell(entry, 'contact.unanswered', at, { agent: line.agent });
        return [...events, { ...unanswered, id: `${entry.leg}#unanswered-${id}` }];
      }
      case 'ADDMEMBER': {
        const name = nameFor(line.agent);
        if (!name) return [];
        const facts = people.put(
          member({ ...line, agent: name }, { interface: line.agent, paused: data[0] === 'PAUSED' }),
        );
        return dated(facts, at, id);
      }
      case 'REMOVEMEMBER':
        return dated(people.remove(line.queue, line.agent), at, id);
      case 'PAUSE':
      case 'UNPAUSE':
        return pause(line, line.event === 'PAUSE', id);
      case 'QUEUESTART':
        return loseAll(at);
      default:
        return [];
    }
  };

  return {
    take(text) {
      const parsed = parseLine(text);
      if (!parsed.ok) return { events: [], refused: parsed.reason };
      const { line } = parsed;
      const problem = problemOf(line);
      if (problem) return { events: [], refused: problem };
      const { id, occurrence } = nameOf(text, line.at);
      const events = wrapUps.advance(line.at);
      if (line.queue !== 'NONE' && !queues.has(line.queue)) {
        queues.add(line.queue);
        const what = { queue: line.queue, name: line.queue, channel: 'voice' };
        events.push({
          id: `${line.queue}#defined`,
          type: 'queue.defined',
          at: line.at,
          data: site === undefined ? what : { ...what, site },
        });
      }
      events.push(...translate(line, id, occurrence));
      return { events };
    },
    advance: (now) => wrapUps.advance(now),
    save: () => ({
      open,
      people: people.save({ memberships: true }),
      queues: [...queues],
      wrapUps: wrapUps.save(),
      second: { at: second.at, seen: [...second.seen] },
    }),
  };
}

interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const OF_A_CALL: ReadonlySet<string> = new Set(
  (
    'ENTERQUEUE CONNECT COMPLETEAGENT COMPLETECALLER BLINDTRANSFER TRANSFER ATTENDEDTRANSFER ' +
    'ABANDON EXITWITHTIMEOUT EXITEMPTY EXITFULL WITHDRAW EXITWITHKEY RINGNOANSWER'
  ).split(' '),
);
/** Which field, from the front, holds the wait. */
const WAIT_FIELD: Readonly<Record<string, number>> = {
  CONNECT: 0,
  ABANDON: 2,
  EXITWITHTIMEOUT: 2,
  EXITEMPTY: 2,
  EXITFULL: 2,
  WITHDRAW: 2,
  EXITWITHKEY: 3,
};

/** What keeps a line from being used: named, with its event and field, without its values. */
function problemOf(line: QueueLogLine): string | null {
  if (!OF_A_CALL.has(line.event)) return null;
  if (!line.contact || !line.queue || line.queue === 'NONE')
    return `${line.event}: a call's id and queue are expected`;
  const field = WAIT_FIELD[line.event];
  if (field !== undefined && !/^\d+$/.test(line.data[field] ?? ''))
    return `${line.event}: whole seconds are expected in field ${field + 6}`;
  if (/^COMPLETE|TRANSFER$/.test(line.event) && durations(line).some(Number.isNaN))
    return `${line.event}: the seconds waited and talked are expected`;
  return null;
}

/** Waited and talked, in seconds. Transfers have them before the last field, whatever stands in front. */
function durations(line: QueueLogLine): [wait: number, talk: number] {
  const from = line.event.startsWith('COMPLETE') ? 0 : line.data.length - 3;
  return [seconds(line.data[from]), seconds(line.data[from + 1])];
}

function seconds(value: string | undefined): number {
  return /^\d+$/.test(value ?? '') ? Number(value) : Number.NaN;
}

function number(value: string | undefined): number {
  return Number(value) || 0;
}

function isWaiting(entry: Entry): boolean {
  return entry.phase === 'waiting';
}

function isTalking(entry: Entry): boolean {
  return entry.phase === 'talking';
}

function member(
  line: QueueLogLine,
  what: { interface: string; paused?: boolean; reason?: string },
): Membership {
  return {
    queue: line.queue,
    interface: what.interface,
    name: line.agent.slice(0, 200),
    paused: what.paused ?? false,
    reason: what.reason ?? '',
    pausedAt: line.at,
    unreachable: false,
  };
}
