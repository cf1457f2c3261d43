import type { Channel } from '#schema/channel.ts';
import type { ContactId, Instant, QueueId } from '#schema/ids.ts';
import type { BotSession, ContactRecord, Leg, LegEntry, LegExit } from './state.ts';

/*
 * A closed contact as a row of plain JSON: what it came to, without its events (the log has them) and
 * without what its legs count for (a function of what is here, of its queues' policies and of its
 * customer). What nearly every leg has stands in fixed places, the rest by name where it says something.
 */

type LegRow = [
  queue: QueueId,
  key: string | null,
  entry: LegEntry,
  offeredAt: Instant,
  exit: LegExit | null,
  exitAt: Instant | null,
  endedAt: Instant | null,
  wrappedUpAt: Instant | null,
  rings: Leg['rings'] | 0,
  handlers: Leg['handlers'] | 0,
  rest?: LegRest,
];

/** What most legs have nothing to say of. */
type LegRest = Partial<Omit<Leg, FixedPart>>;
type FixedPart =
  | 'contact'
  | 'queue'
  | 'key'
  | 'entry'
  | 'offeredAt'
  | 'exit'
  | 'exitAt'
  | 'endedAt'
  | 'wrappedUpAt'
  | 'rings'
  | 'handlers'
  | 'counted';

/** Every other part of a leg, with what it is where nothing was told. */
const NOTHING_TOLD: { readonly [K in keyof Required<LegRest>]: unknown } = {
  direct: false,
  channel: null,
  outbound: null,
  overflow: null,
  wrapUpGuessedAt: null,
  toldByName: false,
  holds: [],
  ronas: [],
  transferredAfterAnswer: false,
  firstResponseAt: null,
  lastReplyAt: null,
  unansweredSince: null,
  turns: [],
  rating: null,
  topic: null,
  escalatedAt: null,
  dueAt: null,
  checks: [],
  misses: [],
};
const RARE = Object.keys(NOTHING_TOLD) as (keyof LegRest)[];

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

/** The contact of a row; its legs count for nothing yet. */
export function contactOfRow(row: ContactRow): ContactRecord {
  const [id, customer, newestAt, firstSeq, lastSeq, channel, rows, bot] = row;
  const legs = rows.map((leg) => legOfRow(id, leg));
  const story = { contact: id, legs, bot: bot ? { ...bot, counted: [] } : null, channel };
  return { id, events: null, newestAt, firstSeq, lastSeq, story, customer };
}

function legRow(leg: Leg): LegRow {
  const { queue, key, entry, offeredAt, exit, exitAt, endedAt, wrappedUpAt } = leg;
  const rings = leg.rings.length > 0 ? leg.rings : 0;
  const handlers = leg.handlers.length > 0 ? leg.handlers : 0;
  const fixed: LegRow = [
    queue,
    key,
    entry,
    offeredAt,
    exit,
    exitAt,
    endedAt,
    wrappedUpAt,
    rings,
    handlers,
  ];
  const rest = restOf(leg);
  if (rest) fixed.push(rest);
  return fixed;
}

function restOf(leg: Leg): LegRest | null {
  let rest: Record<string, unknown> | null = null;
  for (const part of RARE) {
    const value = leg[part];
    const says = Array.isArray(value) ? value.length > 0 : value !== NOTHING_TOLD[part];
    if (says) (rest ??= {})[part] = value;
  }
  return rest;
}

const NO_REST: LegRest = {};

function legOfRow(contact: ContactId, row: LegRow): Leg {
  const [queue, key, entry, offeredAt, exit, exitAt, endedAt, wrappedUpAt, rings, handlers] = row;
  const rest = row[10] ?? NO_REST;
  // Written out, so that all legs have one shape, told or restored.
  return {
    contact,
    queue,
    key,
    direct: rest.direct ?? false,
    entry,
    channel: rest.channel ?? null,
    outbound: rest.outbound ?? null,
    offeredAt,
    exit,
    exitAt,
    overflow: rest.overflow ?? null,
    rings: rings || [],
    handlers: handlers || [],
    endedAt,
    wrappedUpAt,
    wrapUpGuessedAt: rest.wrapUpGuessedAt ?? null,
    toldByName: rest.toldByName ?? false,
    holds: rest.holds ?? [],
    ronas: rest.ronas ?? [],
    transferredAfterAnswer: rest.transferredAfterAnswer ?? false,
    firstResponseAt: rest.firstResponseAt ?? null,
    lastReplyAt: rest.lastReplyAt ?? null,
    unansweredSince: rest.unansweredSince ?? null,
    turns: rest.turns ?? [],
    rating: rest.rating ?? null,
    topic: rest.topic ?? null,
    escalatedAt: rest.escalatedAt ?? null,
    dueAt: rest.dueAt ?? null,
    checks: rest.checks ?? [],
    misses: rest.misses ?? [],
    counted: [],
  };
}
