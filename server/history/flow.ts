import type { AgentId, Instant } from '#schema/ids.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { amountOf } from '#server/floor/counts.ts';
import { lastHandler } from '#server/floor/leg.ts';
import type { Moment, QueueState } from '#server/floor/state.ts';
import { legsWithin } from '#server/floor/waking-collections.ts';
import type { DayRow } from './day-row.ts';

/*
 * How many waited and were served at each instant, so that the peak of any sum of queues can be found:
 *
 *   quarter   |        begins   ends               |
 *   base 2    ─────────┐ +1 ─────┐ -1 ─────────────
 *
 * Base: who was there before the quarter and still is behind its first instant. A leg that ends with
 * the first instant is not there; one that begins and ends at one instant never is.
 */

export const PHASES = ['waiting', 'serving'] as const;
export type FlowPhase = (typeof PHASES)[number];

/** Names in a row: who was there before, moments of the quarter in ms from its start, time taken together. */
export const FLOW = {
  waiting: {
    base: '@waitingBase',
    begins: '@waitingBegins',
    ends: '@waitingEnds',
    ms: '@waitingMs',
  },
  serving: {
    base: '@servingBase',
    begins: '@servingBegins',
    ends: '@servingEnds',
    ms: '@servingMs',
  },
} as const;

interface Flow {
  base: number;
  ms: number;
  readonly begins: number[];
  readonly ends: number[];
}

/** One quarter of a queue in time. */
export interface FlowQuarter {
  readonly phases: Readonly<Record<FlowPhase, Flow>>;
  /** Time of being served, by who had the contact last. */
  readonly own: Map<AgentId, number>;
}

/** Quarters of `[from, to)` as the floor knows them at `now`: what runs, runs until then. */
export function flowOf(
  queue: QueueState,
  { from, to, now }: { readonly from: Instant; readonly to: Instant; readonly now: Instant },
): FlowQuarter[] {
  const quarters: FlowQuarter[] = [];
  for (let start = from; start < to; start += QUARTER_MS)
    quarters.push({ phases: { waiting: empty(), serving: empty() }, own: new Map() });
  for (const leg of legsWithin(queue, { after: from, before: to })) {
    if (leg.offeredAt >= to) break;
    const waitedUntil = leg.exitAt ?? Infinity;
    if (waitedUntil > from)
      place(quarters, { from, now }, 'waiting', leg.offeredAt, waitedUntil, null);
    if (leg.exit !== 'answered') continue;
    const servedUntil = leg.endedAt ?? Infinity;
    if (servedUntil > from)
      place(quarters, { from, now }, 'serving', leg.exitAt!, servedUntil, lastHandler(leg));
  }
  return quarters;
}

export function writeFlow(row: DayRow, quarter: number, { phases }: FlowQuarter): void {
  for (const phase of PHASES) {
    const names = FLOW[phase];
    const flow = phases[phase];
    row.set(names.base, quarter, flow.base);
    row.set(names.ms, quarter, flow.ms);
    row.setList(names.begins, quarter, ascending(flow.begins));
    row.setList(names.ends, quarter, ascending(flow.ends));
  }
}

/** Nobody waited or was served in it. */
export function isQuiet({ phases }: FlowQuarter): boolean {
  return PHASES.every((phase) => phases[phase].base === 0 && phases[phase].begins.length === 0);
}

/** From when on a change of these legs' counts can have changed who was there. */
export function isFlowMoment(moment: Moment): boolean {
  if (moment.waitMs !== undefined) return true;
  return amountOf(moment, 'offered') !== undefined || amountOf(moment, 'ended') !== undefined;
}

function empty(): Flow {
  return { base: 0, ms: 0, begins: [], ends: [] };
}

function place(
  quarters: readonly FlowQuarter[],
  span: { readonly from: Instant; readonly now: Instant },
  phase: FlowPhase,
  begin: Instant,
  end: Instant,
  owner: AgentId | null,
): void {
  if (end <= begin) return;
  let index = Math.max(0, Math.floor((begin - span.from) / QUARTER_MS));
  for (; index < quarters.length; index += 1) {
    const start = span.from + index * QUARTER_MS;
    if (end <= start) return;
    const { phases, own } = quarters[index]!;
    const flow = phases[phase];
    const close = start + QUARTER_MS;
    if (begin < start) flow.base += 1;
    else flow.begins.push(begin - start);
    if (end < close) flow.ends.push(end - start);
    const ms = Math.max(0, Math.min(end, close, span.now) - Math.max(begin, start));
    flow.ms += ms;
    if (owner !== null) own.set(owner, (own.get(owner) ?? 0) + ms);
  }
}

function ascending(values: number[]): number[] {
  return values.sort((a, b) => a - b);
}
