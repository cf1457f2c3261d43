import { definitionOf, type MetricName } from '#schema/metrics/definitions.ts';
import type { FloorState, QueueState } from '#server/floor/state.ts';
import { ENGINES } from '#server/metrics/engines.ts';
import { estimateParts } from '#server/metrics/engines/estimate.ts';
import type { Question, Reading } from '#server/metrics/question.ts';
import type { DayRow } from './day-row.ts';

/*
 * What is so at the end of an interval, and cannot be told afterwards: read off the floor at the very
 * quarter hour, by the engines that the wall shows.
 */

/** Counts that add up over queues. */
export const END_COUNTS = ['backlog', 'backlogOverOneDay', 'dueSoon', 'overdue'] as const;
/** Times of which the longest counts, and a millisecond more: 0 says that there is none. */
export const END_LONGEST = ['longestWaitingMs', 'oldestWithoutUpdateMs'] as const;

export const END = {
  of: (metric: string): string => `@end.${metric}`,
  inTime: '@end.inTime',
  withDue: '@end.withDue',
  takenMs: '@end.takenMs',
  finished: '@end.finished',
  running: '@end.running',
  usualMs: '@end.usualMs',
  usual: '@end.usual',
} as const;

/** Writes the floor's present moment into the quarter that ends with it. */
export function writeEnd(
  row: DayRow,
  quarter: number,
  { floor, queue }: { readonly floor: FloorState; readonly queue: QueueState },
): void {
  const question = questionNow(floor, queue);
  const isOpen = queue.waiting.size + queue.serving.size > 0;
  const read = (metric: MetricName): Reading => readNow(question, metric);
  for (const metric of END_COUNTS)
    row.set(END.of(metric), quarter, isOpen ? (read(metric).value ?? 0) : 0);
  for (const metric of END_LONGEST) {
    const value = isOpen ? read(metric).value : null;
    row.set(END.of(metric), quarter, value === null ? 0 : value + 1);
  }
  const inTime = isOpen ? read('backlogInTimeRatio') : null;
  row.set(END.inTime, quarter, inTime?.numerator ?? 0);
  row.set(END.withDue, quarter, inTime?.denominator ?? 0);
  const { takenMs, finished, running, usualMs, usual } = estimateParts(question);
  row.set(END.takenMs, quarter, takenMs);
  row.set(END.finished, quarter, finished);
  row.set(END.running, quarter, running);
  row.set(END.usualMs, quarter, usualMs);
  row.set(END.usual, quarter, usual);
}

function readNow(question: Question, metric: MetricName): Reading {
  const definition = definitionOf(metric);
  if (definition.engine === 'formula')
    throw new Error(`a number of now is expected, but got ${metric}`);
  return ENGINES[definition.engine].read(question, definition);
}

function questionNow(state: FloorState, queue: QueueState): Question {
  return {
    state,
    window: { kind: 'interval' },
    queues: [queue],
    agents: [],
    present: [],
    parts: [],
    from: state.now,
    to: state.now,
    fromOf: () => state.now,
    isOwn: null,
  };
}
