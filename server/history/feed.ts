import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { intervalStart, QUARTER_MS } from '#schema/time/interval.ts';
import type { Delta } from '#server/floor/delta.ts';
import type { FloorState, Leg, QueueState } from '#server/floor/state.ts';
import { SEGMENTS, writeAgentQuarter } from './agent-quarters.ts';
import { correct } from './corrections.ts';
import { RowKind, type DayRow, type Words } from './day-row.ts';
import { writeEnd } from './ends.ts';
import { agentFacts, queueFacts } from './facts.ts';
import { flowOf, FLOW, isFlowMoment, isQuiet, writeFlow } from './flow.ts';
import { countQuarter, isByArrival } from './queue-quarters.ts';
import type { RowStore } from './row-store.ts';

/*
 * From the floor into rows.
 *
 *   |· · · corrected · · ·|─ ─ ─ ─ ─ ─ read off the floor ─ ─ ─ ─ ─ ─|running|
 *                     horizon                                  closedUntil
 *                  (23 h before)
 *
 * Invariants: (1) a quarter behind the horizon is always written whole, as the floor has it: writing it
 * twice changes nothing; (2) one before it is only added to, each change once, in the transaction that
 * keeps the number of the entry behind it; (3) when a quarter passes the horizon, what was still to be
 * written of it is written first; (4) what is so at the end of a quarter is read off the floor when its
 * clock stands there.
 */

/** The floor keeps legs for 24 hours: within these it can be read off whole, and in time. */
export const HORIZON_MS = 23 * HOUR_MS;
/** The watermark of the floor: what is told later corrects (SPEC E-6). */
const LATE_MS = 2 * MINUTE_MS;

export interface FeedOptions {
  readonly floor: FloorState;
  readonly store: RowStore;
  readonly words: Words;
  /** The floor's first moment: what came before it, the floor cannot have whole. Null: its present. */
  readonly beganAt: Instant | null;
  /** Since when an earlier run had listened without a gap; null where there was none. */
  readonly startedAt: Instant | null;
  /** Time that passed up to here without an entry was noted by an earlier run; 0 where there was none. */
  readonly notedUntil: Instant;
  /** An import writes nothing from here on; Infinity where there is no such bound. */
  readonly until: Instant;
  /** An import that goes on: quarters behind it stay, for another import may have been there since. */
  readonly isResumed: boolean;
}

/** Takes note of what the floor goes through, and writes it into rows when it is asked to. */
export class Feed {
  readonly #floor: FloorState;
  readonly #store: RowStore;
  readonly #words: Words;
  #beganAt: Instant | null;
  readonly #notedUntil: Instant;
  readonly #until: Instant;
  readonly #isResumed: boolean;
  readonly #counts = new Map<QueueId, Set<Instant>>();
  readonly #flows = new Map<QueueId, Instant>();
  readonly #agents = new Map<AgentId, Instant>();
  /** Since when the floor's clock has gone on here; null before it has a time. */
  startedAt: Instant | null;
  #closedUntil = 0;
  #horizon = 0;
  #refreshedAt = -1;
  /** Quarters that an import would have written where the floor itself has been. */
  readonly passedOver = new Set<Instant>();

  constructor(options: FeedOptions) {
    this.#floor = options.floor;
    this.#store = options.store;
    this.#words = options.words;
    this.#beganAt = options.beganAt;
    this.#notedUntil = options.notedUntil;
    this.startedAt = options.startedAt;
    this.#until = options.until;
    this.#isResumed = options.isResumed;
    if (this.#floor.now > 0) this.#begin();
  }

  /** The floor's first moment, known at the latest when it has a time. */
  get beganAt(): Instant | null {
    return this.#beganAt;
  }

  /** The quarter hour that runs began here; 0 before the floor has a time. */
  get closedUntil(): Instant {
    return this.#closedUntil;
  }

  /** Told at the end of each step of the fold; costs a comparison where nothing happened. */
  note(step: Delta, event: FloorEvent | UnknownEvent | null): void {
    const { now } = this.#floor;
    if (this.#closedUntil === 0) {
      if (now === 0) return;
      this.#begin();
    }
    if (event !== null || step.counts.length > 0) this.#refreshedAt = -1;
    if (step.counts.length > 0) this.#noteCounts(step, event);
    if (event !== null) this.#noteHandOvers(event);
    if (event !== null && step.agents.size > 0) {
      // A plan can be about any time.
      const from = event.type === 'schedule.published' ? 0 : event.at;
      for (const id of step.agents)
        if (from < (this.#agents.get(id) ?? Infinity)) this.#agents.set(id, from);
    }
    while (now >= this.#closedUntil + QUARTER_MS) this.#close(this.#closedUntil);
  }

  /** Writes closed quarters that changed into their rows, a little at each step of the generator. */
  *work(): Generator<void> {
    for (const [id, starts] of this.#counts) {
      for (const start of [...starts].sort((a, b) => a - b)) {
        if (start >= this.#closedUntil) continue;
        starts.delete(start);
        this.#writeCounts(this.#floor.queues.get(id)!, start);
        yield;
      }
      if (starts.size === 0) this.#counts.delete(id);
    }
    for (const [id, from] of this.#flows) {
      this.#flows.delete(id);
      this.#writeFlows(this.#floor.queues.get(id)!, from, this.#closedUntil);
      yield;
    }
    for (const [id, from] of this.#agents) {
      if (from >= this.#closedUntil) continue;
      this.#agents.delete(id);
      this.#writeAgent(id, from, this.#closedUntil);
      yield;
    }
  }

  /** Everything as it is at this moment, the running quarter included. */
  refresh(): void {
    const { now, queues, agents } = this.#floor;
    if (now === 0 || this.#closedUntil === 0) return;
    if (this.#refreshedAt === now) return;
    for (const _ of this.work());
    const start = this.#closedUntil;
    if (start >= this.#until) return;
    for (const queue of queues.values()) {
      this.#counts.get(queue.id)?.delete(start);
      this.#writeCounts(queue, start);
      this.#writeFlows(queue, start, start + QUARTER_MS);
      this.#writeEnd(queue, start);
    }
    for (const { id } of agents.values()) {
      this.#tellAgent(id, start);
      this.#writeAgent(id, start, start + QUARTER_MS);
    }
    this.#refreshedAt = now;
  }

  #begin(): void {
    const { now, queues, agents } = this.#floor;
    this.#closedUntil = intervalStart(now, QUARTER_MS);
    this.#beganAt ??= now;
    // Time goes on where an earlier run left it.
    this.startedAt ??= now;
    this.#horizon = this.#horizonNow();
    // What the floor has, it heals: rows of an earlier run may have been written by other code.
    const from = this.#isResumed ? Math.max(this.#closedUntil, this.#horizon) : this.#horizon;
    for (const queue of queues.values()) {
      const starts = [...queue.tallies.keys()].filter((start) => start >= from);
      this.#counts.set(queue.id, new Set(starts));
      this.#flows.set(queue.id, from);
    }
    // Agents' time of an earlier run stays: its slots were those of then.
    if (this.#notedUntil === 0) for (const id of agents.keys()) this.#agents.set(id, this.#horizon);
  }

  #horizonNow(): Instant {
    const began = Math.ceil((this.#beganAt ?? 0) / QUARTER_MS) * QUARTER_MS;
    return Math.max(this.#closedUntil - HORIZON_MS, began);
  }

  #noteCounts(step: Delta, event: FloorEvent | UnknownEvent | null): void {
    for (const change of step.counts) {
      const { queue, arrivedAt, before, after } = change;
      const start = intervalStart(arrivedAt, QUARTER_MS);
      if (start < this.#horizon) {
        // Time that an earlier run had seen pass has brought about nothing new.
        if (event === null && this.#floor.now <= this.#notedUntil) continue;
        if (start >= this.#until) continue;
        const isLate = event !== null && this.#floor.now - event.at > LATE_MS;
        correct(this.#store, this.#floor, { change, start, isLate });
        continue;
      }
      let starts = this.#counts.get(queue);
      if (!starts) this.#counts.set(queue, (starts = new Set()));
      // Told now: by the time it is written the queue may have become another.
      if (start < this.#closedUntil && !starts.has(start)) this.#tellQueueSince(queue, start);
      starts.add(start);
      let from = this.#flows.get(queue) ?? Infinity;
      for (const moments of [before, after])
        for (const moment of moments)
          if (moment.at < from && isFlowMoment(moment)) from = moment.at;
      if (from < this.#closedUntil) this.#flows.set(queue, from);
    }
  }

  /**
   * Who had a leg last has its numbers to their name: where it was handed over, what
   * was written of it is another's, though nothing is counted anew.
   */
  #noteHandOvers({ at, data }: FloorEvent | UnknownEvent): void {
    const { contact: id } = data as { readonly contact?: unknown };
    const contact = typeof id === 'string' ? this.#floor.contacts.get(id) : undefined;
    for (const leg of contact?.story.legs ?? []) {
      if (leg.direct || !isTakenOver(leg, at)) continue;
      if ((leg.endedAt ?? Infinity) < this.#horizon) continue;
      const start = intervalStart(leg.offeredAt, QUARTER_MS);
      // Its counts stay as they are from there on; its time goes on behind the horizon.
      if (start >= this.#horizon) {
        const starts = this.#counts.get(leg.queue) ?? new Set();
        this.#counts.set(leg.queue, starts.add(start));
      }
      const from = Math.min(this.#flows.get(leg.queue) ?? Infinity, leg.exitAt ?? leg.offeredAt);
      this.#flows.set(leg.queue, from);
    }
  }

  /** The quarter is over: the floor's clock stands at its end. */
  #close(start: Instant): void {
    const { queues, agents } = this.#floor;
    for (const queue of queues.values()) {
      this.#writeEnd(queue, start);
      this.#flows.set(queue.id, Math.min(this.#flows.get(queue.id) ?? Infinity, start));
    }
    for (const { id } of agents.values()) {
      this.#tellAgent(id, start);
      this.#agents.set(id, Math.min(this.#agents.get(id) ?? Infinity, start));
    }
    this.#closedUntil = start + QUARTER_MS;
    this.#passHorizon();
  }

  /** What passes the horizon is written while the floor has it; the rest in its turn. */
  #passHorizon(): void {
    const horizon = this.#horizonNow();
    for (const [id, starts] of this.#counts)
      for (const start of starts)
        if (start < horizon) {
          starts.delete(start);
          this.#writeCounts(this.#floor.queues.get(id)!, start);
        }
    for (const [id, from] of this.#flows)
      if (from < horizon) {
        this.#flows.set(id, horizon);
        this.#writeFlows(this.#floor.queues.get(id)!, from, horizon);
      }
    for (const [id, from] of this.#agents)
      if (from < horizon) {
        this.#agents.set(id, horizon);
        this.#writeAgent(id, from, horizon);
      }
    this.#horizon = horizon;
  }

  /** An import leaves alone what the floor itself has been through. */
  #isOpenTo(start: Instant): boolean {
    if (start < this.#until) return true;
    this.passedOver.add(start);
    return false;
  }

  #writeCounts(queue: QueueState, start: Instant): void {
    if (!this.#isOpenTo(start)) return;
    const { place, row } = this.#queueRow(queue, start);
    const own = countQuarter(row, place, { queue, start });
    if (queue.tallies.has(start)) this.#tellQueue(row, place, queue);
    this.#store.changed(row);
    const key = { kind: RowKind.owner, day: row.key.day, queue: queue.id };
    const owners = this.#store.owners(key);
    const gone = new Map(owners);
    for (const { agent, counts } of own) {
      gone.delete(agent);
      const ownRow = owners.get(agent) ?? this.#store.row({ ...key, agent });
      ownRow.clear(place, isByArrival);
      for (const [counter, count] of counts) ownRow.set(counter, place, count);
      this.#store.changed(ownRow);
    }
    for (const ownRow of gone.values()) {
      if (!hasCounts(ownRow, place)) continue;
      ownRow.clear(place, isByArrival);
      this.#store.changed(ownRow);
    }
  }

  #writeFlows(queue: QueueState, changedFrom: Instant, to: Instant): void {
    const earliest = Math.max(changedFrom, this.#horizon);
    const from = intervalStart(earliest, QUARTER_MS);
    flowOf(queue, { from, to, now: this.#floor.now }).forEach((flow, index) => {
      const start = from + index * QUARTER_MS;
      if (!this.#isOpenTo(start)) return;
      const { place, row } = this.#queueRow(queue, start);
      const isEmpty = isQuiet(flow);
      // Before it was known there is nothing of a queue, not even noughts.
      if (isEmpty && row.factsAt(place) === null) return;
      if (!isEmpty) this.#tellQueue(row, place, queue);
      writeFlow(row, place, flow);
      this.#store.changed(row);
      const key = { kind: RowKind.owner, day: row.key.day, queue: queue.id };
      const owners = this.#store.owners(key);
      for (const [agent, ownRow] of owners)
        if (!flow.own.has(agent)) this.#writeServing(ownRow, place, 0);
      for (const [agent, ms] of flow.own)
        this.#writeServing(owners.get(agent) ?? this.#store.row({ ...key, agent }), place, ms);
    });
  }

  #writeServing(row: DayRow, place: number, ms: number): void {
    if (row.get(FLOW.serving.ms, place) === ms) return;
    row.set(FLOW.serving.ms, place, ms);
    this.#store.changed(row);
  }

  #writeEnd(queue: QueueState, start: Instant): void {
    if (!this.#isOpenTo(start)) return;
    const { place, row } = this.#queueRow(queue, start);
    row.tellFacts(place, queueFacts(queue));
    writeEnd(row, place, { floor: this.#floor, queue });
    this.#store.changed(row);
  }

  #queueRow(queue: QueueState, start: Instant): { readonly row: DayRow; readonly place: number } {
    const { day, place } = placeOf(start);
    return {
      row: this.#store.row({ kind: RowKind.queue, day, queue: queue.id, agent: '' }),
      place,
    };
  }

  /** For a contact that came in before its queue was heard of: each day's row of it is told anew. */
  #tellQueueSince(id: QueueId, from: Instant): void {
    const queue = this.#floor.queues.get(id)!;
    for (let start = from; start < this.#closedUntil; start = nextDay(start)) {
      if (start >= this.#until) return;
      const { place, row } = this.#queueRow(queue, start);
      this.#tellQueue(row, place, queue);
      this.#store.changed(row);
    }
  }

  #tellQueue(row: DayRow, place: number, queue: QueueState): void {
    if (row.factsAt(place) === null) row.tellFacts(place, queueFacts(queue));
  }

  /** What the agent is as the quarter ends; nothing of one who was away all the time. */
  #tellAgent(id: AgentId, start: Instant): void {
    if (!this.#isOpenTo(start)) return;
    const agent = this.#floor.agents.get(id)!;
    const isAway = !agent.signedIn && agent.legs.size === 0;
    if (isAway && (agent.segments.at(-1)?.from ?? 0) <= start) return;
    const { day, place } = placeOf(start);
    const row = this.#store.row({ kind: RowKind.agent, day, queue: '', agent: id });
    row.tellFacts(place, agentFacts(agent, start));
    this.#store.changed(row);
  }

  #writeAgent(id: AgentId, changedFrom: Instant, to: Instant): void {
    const agent = this.#floor.agents.get(id)!;
    const first = Math.max(changedFrom, this.#horizon, agent.keptFrom, agent.namedAt);
    for (let start = intervalStart(first, QUARTER_MS); start < to; start += QUARTER_MS) {
      if (!this.#isOpenTo(start)) continue;
      const { day, place } = placeOf(start);
      const row = this.#store.row({ kind: RowKind.agent, day, queue: '', agent: id });
      writeAgentQuarter(row, place, { floor: this.#floor, agent, start, words: this.#words });
      if (row.numbers.size === 0 && row.facts.length === 0) continue;
      if (row.factsAt(place) === null && row.list(SEGMENTS.begins, place).length > 0)
        row.tellFacts(place, agentFacts(agent, start));
      this.#store.changed(row);
    }
  }
}

/** Somebody has it whom the answer did not name, or the event at `at` may have told the answer again. */
function isTakenOver({ handlers, exitAt }: Leg, at: Instant): boolean {
  if (handlers.length !== 1) return handlers.length > 1;
  return handlers[0]!.from !== exitAt || exitAt === at;
}

function hasCounts(row: DayRow, place: number): boolean {
  for (const [name, column] of row.numbers)
    if (column[place] !== 0 && isByArrival(name)) return true;
  return false;
}

function nextDay(at: Instant): Instant {
  return (Math.floor(at / DAY_MS) + 1) * DAY_MS;
}

/** The day of UTC and the quarter of it that begins at `start`. */
export function placeOf(start: Instant): { readonly day: number; readonly place: number } {
  const day = Math.floor(start / DAY_MS);
  return { day, place: Math.floor((start - day * DAY_MS) / QUARTER_MS) };
}
