import { expect, test } from 'vitest';
import { scopedCursor, unscopedCursor } from '#server/graphql/update/scoped-cursor.ts';
import { parseCursor } from '#server/live/cursor.ts';

test('a cursor leads back to its place in its own scope only', () => {
  const scope = { queues: ['b', 'a'], sites: [] };
  const cursor = scopedCursor('e1.7', scope);
  expect(unscopedCursor(cursor, { queues: ['a', 'b'] })).toBe('e1.7');
  for (const other of [{}, { queues: ['a'] }, { teams: ['a', 'b'] }])
    expect(parseCursor(unscopedCursor(cursor, other)!)).toBeNull();
  expect(parseCursor(unscopedCursor('e1.7', scope)!)).toBeNull();
  expect(unscopedCursor(scopedCursor('e1.7', {}), { queues: [] })).toBe('e1.7');
  expect(unscopedCursor(null, scope)).toBeNull();
});
