import { AGENT_STATES } from '#schema/agent-state.ts';
import type { AgentId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import type { AgentRecord, AgentWord, Counts, FloorState, QueueState } from './state.ts';

/*
 * The parts of a state that are many and plain: tallies, and what agents said and did. Copied object by
 * object they would be most of a checkpoint and of a restart. Tallies and words are one JSON text;
 * segments, of which an agent has hundreds a day, are columns of numbers.
 */

/** These parts of a state, in a form that the platform copies as it is. */
export interface PlainParts {
  /** `Told` as JSON, in UTF-8. */
  readonly text: Uint8Array;
  /** All agents' segments, one agent's after the other's: the state's place in AGENT_STATES. */
  readonly states: Uint8Array;
  /** When each began, from the one before on; the first of all from 0. */
  readonly since: Float64Array;
}

interface Told {
  readonly tallies: readonly (readonly [QueueId, readonly TallyRow[]])[];
  readonly agents: readonly AgentRow[];
}

type TallyRow = readonly [
  start: Instant,
  longestWaitMs: number | null,
  correctedAt: Instant | null,
  counts: Counts,
];

type AgentRow = readonly [
  id: AgentId,
  words: readonly WordRow[],
  segments: number,
  /** Of the segments that have one: which, and the reason, and so on. */
  reasons: readonly (number | string)[],
];

type WordRow = readonly [
  type: AgentWord['type'],
  source: SourceId,
  id: string,
  at: Instant,
  data: AgentWord['data'],
];

/** Takes down these parts of a state. */
export function plainParts({ queues, agents }: FloorState): PlainParts {
  let count = 0;
  for (const { segments } of agents.values()) count += segments.length;
  const states = new Uint8Array(count);
  const since = new Float64Array(count);
  let place = 0;
  let before = 0;
  for (const { segments } of agents.values())
    for (const { state, from } of segments) {
      states[place] = AGENT_STATES.indexOf(state);
      since[place] = from - before;
      before = from;
      place += 1;
    }
  const told: Told = {
    tallies: [...queues.values()].map(({ id, tallies }) => [id, tallyRows(tallies)]),
    agents: [...agents.values()].map(({ id, words, segments }) => [
      id,
      words.map(({ type, source, id: word, at, data }) => [type, source, word, at, data]),
      segments.length,
      segments.flatMap(({ reason }, index) => (reason === null ? [] : [index, reason])),
    ]),
  };
  return { text: new TextEncoder().encode(JSON.stringify(told)), states, since };
}

/** The queue without them. */
export function barrenQueue(queue: QueueState): QueueState {
  return { ...queue, tallies: new Map() };
}

/** The agent without them. */
export function barrenAgent(agent: AgentRecord): AgentRecord {
  return { ...agent, words: [], segments: [] };
}

/** Puts them back into the state that they were taken of. */
export function putPlainParts(state: FloorState, { text, states, since }: PlainParts): void {
  const { tallies, agents } = JSON.parse(new TextDecoder().decode(text)) as Told;
  for (const [id, rows] of tallies) {
    const queue = state.queues.get(id)!;
    for (const [start, longestWaitMs, correctedAt, counts] of rows)
      queue.tallies.set(start, { counts, longestWaitMs, correctedAt });
  }
  let place = 0;
  let from = 0;
  for (const [id, told, count, reasons] of agents) {
    const { words, segments } = state.agents.get(id)!;
    for (const [type, source, word, at, data] of told)
      words.push({ type, source, id: word, at, data } as AgentWord);
    for (const end = place + count; place < end; place += 1) {
      from += since[place]!;
      segments.push({ state: AGENT_STATES[states[place]!]!, reason: null, from });
    }
    for (let index = 0; index < reasons.length; index += 2) {
      const segment = segments[reasons[index] as number]!;
      segments[reasons[index] as number] = { ...segment, reason: reasons[index + 1] as string };
    }
  }
}

function tallyRows(tallies: QueueState['tallies']): TallyRow[] {
  return [...tallies].map(([start, { counts, longestWaitMs, correctedAt }]) => [
    start,
    longestWaitMs,
    correctedAt,
    counts,
  ]);
}
