import { COUNTERS, type Counter } from '#schema/metrics/counters.ts';
import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import { emptyCounts } from './counts.ts';
import type { AgentRecord, AgentWord, FloorState, QueueState, Segment } from './state.ts';

/*
 * The parts of a state that are many and plain: tallies, and what agents said and did. As one JSON
 * text they are a tenth of the size, and read several times as fast, as copied object by object.
 */

const COUNTER_NAMES = Object.keys(COUNTERS) as Counter[];

interface PlainParts {
  readonly counters: readonly Counter[];
  readonly tallies: readonly (readonly [QueueId, readonly TallyRow[]])[];
  readonly agents: readonly (readonly [AgentId, readonly AgentWord[], readonly Segment[]])[];
}

type TallyRow = readonly [
  start: Instant,
  longestWaitMs: number | null,
  correctedAt: Instant | null,
  counts: readonly number[],
];

/** These parts of a state, as text. */
export function plainParts({ queues, agents }: FloorState): string {
  const parts: PlainParts = {
    counters: COUNTER_NAMES,
    tallies: [...queues.values()].map(({ id, tallies }) => [id, tallyRows(tallies)]),
    agents: [...agents.values()].map(({ id, words, segments }) => [id, words, segments]),
  };
  return JSON.stringify(parts);
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
export function putPlainParts(state: FloorState, text: string): void {
  const { counters, tallies, agents } = JSON.parse(text) as PlainParts;
  for (const [id, rows] of tallies) {
    const queue = state.queues.get(id)!;
    for (const [start, longestWaitMs, correctedAt, amounts] of rows) {
      const counts = emptyCounts();
      counters.forEach((counter, index) => {
        counts[counter] = amounts[index]!;
      });
      queue.tallies.set(start, { counts, longestWaitMs, correctedAt });
    }
  }
  for (const [id, words, segments] of agents) {
    const agent = state.agents.get(id)!;
    for (const word of words) agent.words.push(word);
    for (const segment of segments) agent.segments.push(segment);
  }
}

function tallyRows(tallies: QueueState['tallies']): TallyRow[] {
  return [...tallies].map(([start, { counts, longestWaitMs, correctedAt }]) => [
    start,
    longestWaitMs,
    correctedAt,
    COUNTER_NAMES.map((counter) => counts[counter]),
  ]);
}
