import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFannedFloor } from '#test/support/fanned-floor.ts';
import { randomSelection, VARIABLES } from '#test/support/random-selection.ts';
import { runs } from '#test/support/runs.ts';

/* Whatever a stranger's client asks of an update, it is told to the letter what graphql-js answers. */

const ODD_TEXTS = [
  '',
  'plain',
  '客服一组',
  'a "quote"',
  '\\',
  'line\nbreak\u0000',
  '😀',
  '\ud83d half',
];

const floors = fc.record({
  names: fc.array(fc.constantFrom(...ODD_TEXTS), { maxLength: 4 }),
  /** Nothing that a Float may not be: that is told as an error, in another test. */
  numbers: fc.array(fc.constantFrom(0, -0, 0.1, 1e21, 1 / 3, 123_456), {
    minLength: 3,
    maxLength: 3,
  }),
  counts: fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }),
});

test('an update is written as graphql-js answers it, whatever is selected', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer(), { minLength: 1, maxLength: 6 }),
      floors,
      async (seeds, { names, numbers, counts }) => {
        const { floor, shared, query, fanOut } = createFannedFloor();
        const [thresholdMs, value, occupancyRatio] = numbers as [number, number, number];
        names.forEach((name, place) => {
          const id = `${place}${name}`;
          const parts = { name, thresholdMs, waiting: counts[place]!, site: name || null };
          floor.setQueue(id, { ...parts, longestWaitingSince: floor.now - counts[place]! * 1_000 });
          floor.setAgent(id, { queues: [id], team: name, reason: name || null, occupancyRatio });
          floor.setAlert(id, { queue: id, value });
          floor.setSource(id, { reason: name || null });
        });
        const documents = new Set<string>();
        for (const seed of seeds) {
          const { text, fragments } = randomSelection(seed);
          const asked = (operation: string): string =>
            `${operation} Asked(${VARIABLES.declared}) { floor ${text} } ${fragments}`;
          const document = asked('subscription');
          documents.add(document);
          const client = await shared({ query: document, variables: VARIABLES.values });
          const answer = await query(asked('query'), VARIABLES.values);
          expect(client.texts).toEqual([JSON.stringify(answer)]);
        }
        // Of the same document it is made once.
        expect(fanOut.counts).toMatchObject({ made: documents.size, executed: 0 });
      },
    ),
    { ...runs(40), examples: [[[0, 0], { names: [], numbers: [0, 0, 0], counts: [0, 0, 0, 0] }]] },
  );
});
