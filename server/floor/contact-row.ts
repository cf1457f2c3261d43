import type { Channel } from '#schema/channel.ts';
import type { AgentId, ContactId, Instant, QueueId } from '#schema/ids.ts';
import { lazilyCounted } from './lazy-counting.ts';
import type { BotSession, ContactRecord, Leg, LegEntry, LegExit } from './state.ts';

/*
 * A closed contact as a row of plain JSON: what it came to, without its events (the log has them) and
 * without what its legs count for (a function of what is here, of its queues' policies and of its
 * customer). What nearly every leg has stands in fixed places, the rest by name where it says something.
 * A restart reads all rows of a day: instants are told from the leg's arrival, in as few digits as that
 * takes, and lists are flat.
 */

/** From the leg's arrival, in milliseconds. */
type After = number;

type LegRow = [
  queue: QueueId,
  key: string | null,
  entry: LegEntry,
  offeredAt: Instant,
  exit: LegExit | null,
  exitAt: After | null,
  endedAt: After | null,
  wrappedUpAt: After | null,
  /** Whom, since when, until when, and so on; 0 where nobody. */
  rings: (AgentId | After | null)[] | 0,
  handlers: (AgentId | After | null)[] | 0,
  channel: Channel | null,
  outbound: boolean | null,
  /** The sum of those of FLAG that hold. */
  flags: number,
  topic: string | null,
  /** When, and how long the customer waited, and so on; 0 where there was none. */
  turns: number[] | 0,
  rest?: LegRest,
];

const FLAG = { direct: 1, toldByName: 2, transferredAfterAnswer: 4 } as const;

/** What most legs have nothing to say of. */
type LegRest = Partial<Pick<Leg, (typeof RARE)[number]>>;

const RARE = [
  'overflow',
  'wrapUpGuessedAt',
  'holds',
  'ronas',
  'firstResponseAt',
  'lastReplyAt',
  'unansweredSince',
  'rating',
  'escalatedAt',
  'dueAt',
  'checks',
  'misses',
] as const satisfies readonly (keyof Leg)[];

/** A closed contact in a form that JSON takes. */
export type ContactRow = [
  id: ContactId,
  customer: string | null,
  newestAt: Instant,
  firstSeq: number,
  lastSeq: number,
  channel: Channel | null,
  legs: LegRow[],
  bot?: Omit<BotSession, 'counted'>,
];

/** The contact as a row. */
export function rowOf(contact: ContactRecord): ContactRow {
  const { id, customer, newestAt, firstSeq, lastSeq, story } = contact;
  const legs = story.legs.map(legRow);
  const row: ContactRow = [id, customer, newestAt, firstSeq, lastSeq, story.channel, legs];
  if (story.bot) {
    const { queue, engagedAt, resolvedAt, handedOverAt, countedIn } = story.bot;
    row.push({ queue, engagedAt, resolvedAt, handedOverAt, countedIn });
  }
  return row;
}

/** The contact of a row; its legs count for nothing until they are told apart from it (lazy-counting.ts). */
export function contactOfRow(row: ContactRow): ContactRecord {
  const [id, customer, newestAt, firstSeq, lastSeq, channel, rows, bot] = row;
  const legs = rows.map((leg) => legOfRow(id, leg));
  const story = { contact: id, legs, bot: bot ? { ...bot, counted: [] } : null, channel };
  return { id, events: null, newestAt, firstSeq, lastSeq, story, customer };
}

function legRow(leg: Leg): LegRow {
  const { queue, key, entry, offeredAt, exit, channel, outbound, topic } = leg;
  const after = (at: Instant | null): After | null => (at === null ? null : at - offeredAt);
  const rings = leg.rings.flatMap(({ agent, since, until }) => [agent, after(since), after(until)]);
  const handlers = leg.handlers.flatMap(({ agent, from, until }) => [
    agent,
    after(from),
    after(until),
  ]);
  const turns = leg.turns.flatMap(({ at, waitMs }) => [at - offeredAt, waitMs]);
  const row: LegRow = [
    queue,
    key,
    entry,
    offeredAt,
    exit,
    after(leg.exitAt),
    after(leg.endedAt),
    after(leg.wrappedUpAt),
    rings.length > 0 ? rings : 0,
    handlers.length > 0 ? handlers : 0,
    channel,
    outbound,
    (leg.direct ? FLAG.direct : 0) +
      (leg.toldByName ? FLAG.toldByName : 0) +
      (leg.transferredAfterAnswer ? FLAG.transferredAfterAnswer : 0),
    topic,
    turns.length > 0 ? turns : 0,
  ];
  const rest = restOf(leg);
  if (rest) row.push(rest);
  return row;
}

function restOf(leg: Leg): LegRest | null {
  let rest: Record<string, unknown> | null = null;
  for (const part of RARE) {
    const value = leg[part];
    const says = Array.isArray(value) ? value.length > 0 : value !== null;
    if (says) (rest ??= {})[part] = value;
  }
  return rest;
}

const NO_REST: LegRest = {};

function legOfRow(contact: ContactId, row: LegRow): Leg {
  const [queue, key, entry, offeredAt, exit, exitAt, endedAt, wrappedUpAt] = row;
  const flags = row[12];
  const rest = row[15] ?? NO_REST;
  // Written out, so that all legs have one shape.
  return lazilyCounted({
    contact,
    queue,
    key,
    direct: (flags & FLAG.direct) > 0,
    entry,
    channel: row[10],
    outbound: row[11],
    offeredAt,
    exit,
    exitAt: atOf(exitAt, offeredAt),
    overflow: rest.overflow ?? null,
    rings: ringsOf(row[8], offeredAt),
    handlers: handlersOf(row[9], offeredAt),
    endedAt: atOf(endedAt, offeredAt),
    wrappedUpAt: atOf(wrappedUpAt, offeredAt),
    wrapUpGuessedAt: rest.wrapUpGuessedAt ?? null,
    toldByName: (flags & FLAG.toldByName) > 0,
    holds: rest.holds ?? [],
    ronas: rest.ronas ?? [],
    transferredAfterAnswer: (flags & FLAG.transferredAfterAnswer) > 0,
    firstResponseAt: rest.firstResponseAt ?? null,
    lastReplyAt: rest.lastReplyAt ?? null,
    unansweredSince: rest.unansweredSince ?? null,
    turns: turnsOf(row[14], offeredAt),
    rating: rest.rating ?? null,
    topic: row[13],
    escalatedAt: rest.escalatedAt ?? null,
    dueAt: rest.dueAt ?? null,
    checks: rest.checks ?? [],
    misses: rest.misses ?? [],
  });
}

function atOf(after: After | null, offeredAt: Instant): Instant | null {
  return after === null ? null : offeredAt + after;
}

function ringsOf(flat: LegRow[8], offeredAt: Instant): Leg['rings'] {
  const rings: Leg['rings'] = [];
  for (let index = 0; flat !== 0 && index < flat.length; index += 3) {
    const since = offeredAt + (flat[index + 1] as After);
    const until = atOf(flat[index + 2] as After | null, offeredAt);
    rings.push({ agent: flat[index] as AgentId, since, until });
  }
  return rings;
}

function handlersOf(flat: LegRow[9], offeredAt: Instant): Leg['handlers'] {
  const handlers: Leg['handlers'] = [];
  for (let index = 0; flat !== 0 && index < flat.length; index += 3) {
    const from = offeredAt + (flat[index + 1] as After);
    const until = atOf(flat[index + 2] as After | null, offeredAt);
    handlers.push({ agent: flat[index] as AgentId, from, until });
  }
  return handlers;
}

function turnsOf(flat: LegRow[14], offeredAt: Instant): Leg['turns'] {
  const turns: Leg['turns'] = [];
  for (let index = 0; flat !== 0 && index < flat.length; index += 2)
    turns.push({ at: offeredAt + flat[index]!, waitMs: flat[index + 1]! });
  return turns;
}
