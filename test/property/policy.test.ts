import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventEntry } from '#test/support/histories.ts';
import { keptWith } from '#test/support/kept-histories.ts';
import { runs } from '#test/support/runs.ts';
import { START_AT } from '#test/support/scenario.ts';
import { freshWorld, numbersAt, tellAll } from '#test/support/told-floor.ts';
import { definitions, inOrder, undefinedQueueHistories } from '#test/support/whole-histories.ts';

describe('whoever changes the threshold of a queue at noon', () => {
  test('sees the whole day as if it had been so from the morning on', () => {
    fc.assert(
      fc.property(
        undefinedQueueHistories,
        definitions,
        fc.nat(1_200_000),
        (entries, told, laterMs) => {
          const changes = inOrder(told);
          const before = changes.map((entry, index) => ({
            ...entry,
            at: START_AT - changes.length + index,
            floorAt: START_AT,
          }));
          const late = tellAll(freshWorld(), inOrder([...entries, ...changes]));
          const early = tellAll(freshWorld(), [...before, ...entries]);
          const until = Math.max(late.state.floor.now, START_AT) + laterMs;
          expect(numbersAt(late, until)).toEqual(numbersAt(early, until));
        },
      ),
      {
        ...runs(30),
        examples: keptWith().flatMap(([entries]): [EventEntry[], EventEntry[], number][] =>
          [1_000, 15_001, 45_001].map((laterMs) => [
            entries.filter(({ type }) => type !== 'queue.defined'),
            entries.filter(({ type }) => type === 'queue.defined'),
            laterMs,
          ]),
        ),
      },
    );
  });
});
