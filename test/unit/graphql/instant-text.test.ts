import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantText } from '#server/graphql/instant-text.ts';

const FURTHEST = 8_640_000_000_000_000;

test('an instant is written as everybody writes it, to the millisecond', () => {
  const near = fc.integer({ min: -100_000_000, max: 1_800_000_000 }).map((step) => step * 997);
  const any = fc.oneof(near, fc.integer({ min: -FURTHEST, max: FURTHEST }), fc.double());
  fc.assert(
    fc.property(fc.array(any, { maxLength: 5 }), (instants) => {
      for (const at of instants) expect(written(at)).toBe(asEverybody(at));
    }),
    { numRuns: 500 },
  );
});

function written(at: number): string {
  try {
    return instantText(at);
  } catch (error) {
    return (error as Error).name;
  }
}

function asEverybody(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? 'RangeError' : date.toISOString();
}
