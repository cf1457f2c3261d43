import type { Channel } from '#schema/channel.ts';
import type { Instant } from '#schema/ids.ts';
import { ALL_CHANNELS } from '#server/floor/agent-words.ts';
import type { AgentRecord, FloorState, Leg } from '#server/floor/state.ts';
import type { AgentPart, Engine, Question } from '../question.ts';
import { mostFirst, READY, together } from './agent-time.ts';

/*
 * Several contacts at once. Terms:
 *
 *   shared channel  chat, social, email, ticket; any other for which the agent may have more than one
 *   pool            slots that stand for one another: those of one channel, or, where the source
 *                   said one number for all channels, all of the agent's
 *   in use          from the answer of a contact to the end of the agent's part in the
 *                   conversation; work after that takes no slot
 *
 *   slots 3   ████████      ███            in use, contact by contact
 *                ██████████████
 *   ready     ─────────────────┐           open: all 3 here,
 *   paused                     └─────────  and here only those in use
 */

/** Channels made for several contacts at once. */
const SHARED: ReadonlySet<Channel> = new Set(['chat', 'social', 'email', 'ticket']);

/**
 * How much of what an agent can do at once is in use (metrics.md 2.4), over
 * `[question.fromOf(agent), question.to)`; an agent's time is whole, whatever queues are asked for
 * (SPEC A-6).
 *
 * - `slotOccupancyRatio`: slots in use over slots open, by time. A slot is open while its agent is
 *   ready or it is in use: of a paused agent the used ones count and the unused do not. An agent
 *   whose slots nobody told has no part in it.
 * - `chatOccupancyRatio`: time with at least one contact over time ready or with contacts, of agents
 *   who work a shared channel.
 * - `averageConcurrency`: contacts at once, over the time with at least one.
 */
export const SLOTS_ENGINE: Engine = {
  read: (question, { id }) => together(parts(question, id)),
  agents: (question, { id }) => mostFirst(parts(question, id)),
};

/** What one agent's slots did in a window, in milliseconds. */
interface SlotTimes {
  /** Contacts' time, each contact counted; with at least one; and ready or with at least one. */
  contactMs: number;
  occupiedMs: number;
  availableMs: number;
  /** Of the pools whose size is known: slots in use, and open. */
  usedSlotMs: number;
  openSlotMs: number;
}

function parts({ state, agents, fromOf, to }: Question, metric: string): AgentPart[] {
  const shares: AgentPart[] = [];
  for (const agent of agents) {
    const times = slotTimes(state, agent, fromOf(agent), to);
    if (times) shares.push({ agent: agent.id, ...shareOf(times, metric) });
  }
  return shares;
}

function shareOf(times: SlotTimes, metric: string): { numerator: number; denominator: number } {
  switch (metric) {
    case 'slotOccupancyRatio':
      return { numerator: times.usedSlotMs, denominator: times.openSlotMs };
    case 'chatOccupancyRatio':
      return { numerator: times.occupiedMs, denominator: times.availableMs };
    case 'averageConcurrency':
      return { numerator: times.contactMs, denominator: times.occupiedMs };
    default:
      throw new Error(`a metric of slots is expected, but got ${metric}`);
  }
}

/** Null for an agent who works no shared channel. */
function slotTimes(
  state: FloorState,
  agent: AgentRecord,
  from: Instant,
  to: Instant,
): SlotTimes | null {
  const changes: Change[] = [];
  const sizes = new Map<string, number | null>();
  for (const legs of [agent.past, agent.legs])
    for (const leg of legs) {
      const pool = poolOf(agent, channelOf(state, leg));
      if (pool === null) continue;
      for (const handler of leg.handlers) {
        const begin = Math.max(handler.from, from);
        const end = Math.min(handler.until ?? to, to);
        if (handler.agent !== agent.id || begin >= end) continue;
        changes.push({ at: begin, pool, by: 1 }, { at: end, pool, by: -1 });
        sizes.set(pool, sizeOf(agent, pool));
      }
    }
  for (const pool of poolsWorked(state, agent)) sizes.set(pool, sizeOf(agent, pool));
  if (sizes.size === 0) return null;
  return sweep([...changes, ...readiness(agent, from, to)], sizes, { from, to });
}

/** A slot taken or given back in a pool, or the agent becoming ready (`pool` null) or not. */
interface Change {
  readonly at: Instant;
  readonly pool: string | null;
  readonly by: 1 | -1;
}

function sweep(
  changes: Change[],
  sizes: ReadonlyMap<string, number | null>,
  span: { readonly from: Instant; readonly to: Instant },
): SlotTimes {
  const times = { contactMs: 0, occupiedMs: 0, availableMs: 0, usedSlotMs: 0, openSlotMs: 0 };
  const used = new Map<string, number>();
  let ready = 0;
  let all = 0;
  let since = span.from;
  const pass = (until: Instant): void => {
    const lengthMs = until - since;
    since = until;
    if (lengthMs <= 0) return;
    times.contactMs += all * lengthMs;
    if (all > 0) times.occupiedMs += lengthMs;
    if (all > 0 || ready > 0) times.availableMs += lengthMs;
    for (const [pool, size] of sizes) {
      if (size === null) continue;
      const taken = used.get(pool) ?? 0;
      times.usedSlotMs += taken * lengthMs;
      // Where an agent has more than it has slots for, what is in use is open all the same.
      times.openSlotMs += (ready > 0 ? Math.max(size, taken) : taken) * lengthMs;
    }
  };
  for (const { at, pool, by } of changes.sort((a, b) => a.at - b.at)) {
    pass(at);
    if (pool === null) {
      ready += by;
      continue;
    }
    all += by;
    used.set(pool, (used.get(pool) ?? 0) + by);
  }
  pass(span.to);
  return times;
}

function readiness({ segments }: AgentRecord, from: Instant, to: Instant): Change[] {
  const changes: Change[] = [];
  segments.forEach(({ state, from: startAt }, index) => {
    const begin = Math.max(startAt, from);
    const end = Math.min(segments[index + 1]?.from ?? to, to);
    if (begin < end && READY.has(state))
      changes.push({ at: begin, pool: null, by: 1 }, { at: end, pool: null, by: -1 });
  });
  return changes;
}

/** The pool that a contact on the channel takes its slot from; null where the channel is not shared. */
function poolOf({ slots }: AgentRecord, channel: Channel): string | null {
  const own = slots?.[channel] ?? slots?.[ALL_CHANNELS] ?? 0;
  if (!SHARED.has(channel) && own <= 1) return null;
  return slots?.[channel] === undefined && slots?.[ALL_CHANNELS] !== undefined
    ? ALL_CHANNELS
    : channel;
}

function sizeOf({ slots }: AgentRecord, pool: string): number | null {
  return slots?.[pool] ?? null;
}

/** Pools of slots that stand open, with a contact or without. */
function poolsWorked(state: FloorState, agent: AgentRecord): Set<string> {
  const pools = new Set<string>();
  for (const [name, size] of Object.entries(agent.slots ?? {}))
    if (size > 1 || (size > 0 && SHARED.has(name as Channel))) pools.add(name);
  for (const [id, { serves }] of agent.queues) {
    const channel = state.queues.get(id)?.policy.channel;
    if (!serves || channel === undefined || !SHARED.has(channel)) continue;
    const pool = poolOf(agent, channel);
    if (pool !== null) pools.add(pool);
  }
  return pools;
}

function channelOf(state: FloorState, leg: Leg): Channel {
  return leg.channel ?? state.queues.get(leg.queue)?.policy.channel ?? 'voice';
}
