import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAlike } from '#web/state/alike.ts';

/*
 * Where two things are taken for alike that are not, a screen goes on showing the old one; where alike ones are taken
 * for different, a weak machine redraws for nothing.
 */
const thing = fc.jsonValue({ maxDepth: 3 });

test('what came over the wire a second time is alike, in whatever order its fields are', () => {
  fc.assert(
    fc.property(thing, (told) => {
      expect(isAlike(told, JSON.parse(JSON.stringify(told)))).toBe(true);
    }),
    { verbose: true },
  );
  expect(isAlike({ a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 })).toBe(true);
});

test('one field that is another, missing, or new makes a thing another', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), thing, { minKeys: 1 }), thing, (told, value) => {
      const [key] = Object.keys(told) as [string];
      const changed = { ...told, [key]: value };
      expect(isAlike(told, changed)).toBe(isAlike(told[key], value));
      const { [key]: _, ...less } = told;
      expect(isAlike(told, less)).toBe(false);
      expect(isAlike(less, told)).toBe(false);
    }),
    { verbose: true },
  );
});

test('nothing, an empty list and an empty thing are three things', () => {
  expect(isAlike(null, {})).toBe(false);
  expect(isAlike(undefined, null)).toBe(false);
  expect(isAlike([], {})).toBe(false);
});
