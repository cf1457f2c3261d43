import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import { LegEntry, type Leg, type Story } from './state.ts';

/** It waits: not answered and not gone. */
export function isWaiting(leg: Leg): boolean {
  return leg.exit === null;
}

/** An agent has the contact now, on hold included. */
export function isServing(leg: Leg): boolean {
  return leg.exit === 'answered' && leg.endedAt === null;
}

/** Nothing more is expected of it but after-contact work. */
export function isOver(leg: Leg): boolean {
  return leg.exit !== null && (leg.exit !== 'answered' || leg.endedAt !== null);
}

export function isWrappingUp(leg: Leg): boolean {
  return leg.exit === 'answered' && leg.endedAt !== null && leg.wrappedUpAt === null;
}

/** The end of its after-contact work is a guess so far. */
export function isGuessedDone(leg: Leg): boolean {
  return leg.wrapUpGuessedAt !== null && leg.wrapUpGuessedAt === leg.wrappedUpAt;
}

/** Who has it, or had it last; null where the source does not know. */
export function lastHandler(leg: Leg): AgentId | null {
  return leg.handlers.at(-1)?.agent ?? null;
}

/** Whether one of these has it, or had it last. */
export function isHandledBy(leg: Leg, agents: ReadonlySet<AgentId>): boolean {
  const handler = lastHandler(leg);
  return handler !== null && agents.has(handler);
}

/** Whether the leg keeps the agent busy now: ringing, talking or wrapping up. */
export function isBusyWith(leg: Leg, agent: AgentId): boolean {
  for (const ring of leg.rings) if (ring.until === null && ring.agent === agent) return true;
  return lastHandler(leg) === agent && (isServing(leg) || isWrappingUp(leg));
}

/** Whether the customer is on hold now. */
export function isHeld(leg: Leg): boolean {
  return leg.holds.at(-1)?.until === null;
}

/** Hold that is over, in milliseconds. */
export function heldMs(leg: Leg): number {
  let ms = 0;
  for (const { from, until } of leg.holds) if (until !== null) ms += until - from;
  return ms;
}

/** The ringing is over, for one agent or for all. */
export function stopRinging(leg: Leg, at: Instant, agent?: AgentId): void {
  for (const ring of leg.rings)
    if (ring.until === null && (agent === undefined || ring.agent === agent)) ring.until = at;
}

/** Legs of a set in an order of their own: a set's is that in which it happened to be filled. */
export function oldestFirst(legs: Iterable<Leg>): Leg[] {
  return [...legs].sort(
    (a, b) =>
      a.offeredAt - b.offeredAt ||
      compare(a.contact, b.contact) ||
      compare(a.queue, b.queue) ||
      compare(a.key ?? '', b.key ?? ''),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Opens a queue entry. */
export function openLeg(
  story: Story,
  options: {
    queue: QueueId;
    at: Instant;
    key: string | null;
    topic: string | null;
    direct?: boolean;
    outbound?: boolean | null;
  },
): Leg {
  const leg: Leg = {
    contact: story.contact,
    queue: options.queue,
    key: options.key,
    direct: options.direct ?? false,
    entry: entryOf(story, options.queue),
    channel: story.channel,
    outbound: options.outbound ?? null,
    offeredAt: options.at,
    exit: null,
    exitAt: null,
    overflow: null,
    rings: [],
    handlers: [],
    endedAt: null,
    wrappedUpAt: null,
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
    topic: options.topic,
    escalatedAt: null,
    // A due time is the contact's: it goes with it to the next queue.
    dueAt: story.legs.at(-1)?.dueAt ?? null,
    checks: [],
    misses: [],
    counted: [],
  };
  story.legs.push(leg);
  return leg;
}

function entryOf(story: Story, queue: QueueId): LegEntry {
  let entry: LegEntry = LegEntry.first;
  for (const leg of story.legs) {
    if (leg.direct) continue;
    if (leg.queue === queue) return LegEntry.requeued;
    entry = LegEntry.transferredIn;
  }
  return entry;
}
