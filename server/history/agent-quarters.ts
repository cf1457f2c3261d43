import { AGENT_STATES, type AgentState } from '#schema/agent-state.ts';
import type { Instant } from '#schema/ids.ts';
import { definitionOf, type MetricName } from '#schema/metrics/definitions.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import type { AgentRecord, FloorState, Segment } from '#server/floor/state.ts';
import { ENGINES } from '#server/metrics/engines.ts';
import type { DayRow, Words } from './day-row.ts';

/*
 * An agent's quarter hour: time by state, what its slots and its plan come to, and its segments.
 * Each is a sum over time, so that a longer step is the sum of its quarters.
 */

/** Milliseconds in a state. */
export const STATE_MS = (state: AgentState): string => `ms.${state}`;
/** Numerator and denominator of a share of an agent's time; several metrics can share one. */
export const TIME_PARTS = {
  slotOccupancyRatio: ['slots.usedMs', 'slots.openMs'],
  chatOccupancyRatio: ['slots.occupiedMs', 'slots.availableMs'],
  averageConcurrency: ['slots.contactMs', 'slots.occupiedMs'],
  adherenceRatio: ['plan.keptMs', 'plan.minutesMs'],
  conformanceRatio: ['plan.readyMs', 'plan.workMs'],
} as const satisfies Partial<Record<MetricName, readonly [string, string]>>;
export type TimePartMetric = keyof typeof TIME_PARTS;

/** Segments that a quarter begins with or that begin in it: ms from its start, and what it is. */
export const SEGMENTS = { begins: 'segments.begins', states: 'segments.states' } as const;

/** Who has no share of the first has none of the others. */
const SLOTS = ['chatOccupancyRatio', 'slotOccupancyRatio', 'averageConcurrency'] as const;
const PLANS = ['adherenceRatio', 'conformanceRatio'] as const;

/** Writes the quarter that begins at `start`, as far as the floor's clock has come. */
export function writeAgentQuarter(
  row: DayRow,
  quarter: number,
  asked: {
    readonly floor: FloorState;
    readonly agent: AgentRecord;
    readonly start: Instant;
    readonly words: Words;
  },
): void {
  const { floor, agent, start } = asked;
  row.clear(quarter, () => true);
  const to = Math.min(start + QUARTER_MS, floor.now);
  writeSegments(row, quarter, { segments: agent.segments, from: start, to, words: asked.words });
  if (!hasPart(floor, agent, row, quarter)) return;
  const question = {
    state: floor,
    window: { kind: 'last', lengthMs: to - start },
    queues: [],
    agents: [agent],
    present: [],
    parts: [],
    from: start,
    to,
    fromOf: () => start,
    isOwn: null,
  } as const;
  const write = (metric: TimePartMetric): boolean => {
    const definition = definitionOf(metric);
    if (definition.engine === 'formula') return false;
    const [part] = ENGINES[definition.engine].agents!(question, definition);
    if (!part) return false;
    const [numerator, denominator] = TIME_PARTS[metric];
    row.set(numerator, quarter, part.numerator);
    row.set(denominator, quarter, part.denominator);
    return true;
  };
  const [first, ...others] = SLOTS;
  if (write(first)) for (const metric of others) write(metric);
  if (floor.plans.has(agent.id)) for (const metric of PLANS) write(metric);
}

/** The reason's number stands above the state's place in the list of states. */
export function readSegmentCode(
  code: number,
  words: Words,
): { readonly state: AgentState; readonly reason: string | null } {
  const state = AGENT_STATES[code % AGENT_STATES.length]!;
  const reason = Math.floor(code / AGENT_STATES.length);
  return { state, reason: reason === 0 ? null : (words.wordOf(reason - 1) ?? null) };
}

function writeSegments(
  row: DayRow,
  quarter: number,
  asked: {
    readonly segments: readonly Segment[];
    readonly from: Instant;
    readonly to: Instant;
    readonly words: Words;
  },
): void {
  const { segments, from, to, words } = asked;
  const begins: number[] = [];
  const states: number[] = [];
  let index = segments.length - 1;
  while (index > 0 && segments[index]!.from > from) index -= 1;
  let isIn = false;
  for (; index >= 0 && index < segments.length; index += 1) {
    const { state, reason, from: startAt } = segments[index]!;
    const begin = Math.max(startAt, from);
    const end = Math.min(segments[index + 1]?.from ?? to, to);
    if (begin >= to) break;
    if (end <= begin) continue;
    row.add(STATE_MS(state), quarter, end - begin);
    begins.push(begin - from);
    const named = reason === null ? 0 : 1 + words.numberOf(reason);
    states.push(AGENT_STATES.indexOf(state) + named * AGENT_STATES.length);
    isIn ||= state !== 'signedOut';
  }
  // Who was away the whole time takes no room.
  row.setList(SEGMENTS.begins, quarter, isIn ? begins : []);
  row.setList(SEGMENTS.states, quarter, isIn ? states : []);
  row.set(STATE_MS('signedOut'), quarter, 0);
}

/** Slots and plans are looked at where there can be any: most agents of a night have neither. */
function hasPart(floor: FloorState, agent: AgentRecord, row: DayRow, quarter: number): boolean {
  return (
    row.list(SEGMENTS.begins, quarter).length > 0 ||
    agent.legs.size > 0 ||
    floor.plans.has(agent.id)
  );
}
