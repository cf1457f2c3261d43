import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter } from '#server/kit/line-splitter.ts';

const line = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((text) => text.replaceAll(/[\r\n]|\p{Surrogate}/gu, ''));

test('the same lines come out however the bytes are cut, also inside a character', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1 }),
      (lines, end, cuts) => {
        const bytes = Buffer.from(lines.map((text) => text + end).join(''));
        const splitter = createLineSplitter();
        const found = [];
        for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
          const to = from + cuts[turn % cuts.length]!;
          found.push(...splitter.push(bytes.subarray(from, to)));
          from = to;
        }
        expect(found.map(({ text }) => text)).toEqual(lines);
        expect(found.reduce((sum, each) => sum + each.bytes, 0)).toBe(bytes.length);
        expect(splitter.pendingBytes).toBe(0);
      },
    ),
  );
});

test('the reader’s buffer may be used again: what is kept is a copy', () => {
  const splitter = createLineSplitter();
  const buffer = Buffer.from('half');
  splitter.push(buffer);
  buffer.fill('x');
  expect(splitter.push(Buffer.from('\n'))[0]!.text).toBe('half');
});

test('a line without end does not eat the memory, and the next one is whole', () => {
  const splitter = createLineSplitter({ maxBytes: 10 });
  expect(splitter.push(Buffer.from('a'.repeat(50)))).toEqual([]);
  expect(splitter.pendingBytes).toBe(50);
  const lines = splitter.push(Buffer.from('a\nshort\n'));
  expect(lines).toEqual([
    { text: null, bytes: 52 },
    { text: 'short', bytes: 6 },
  ]);
});

test('an unfinished line can be forgotten', () => {
  const splitter = createLineSplitter();
  splitter.push(Buffer.from('half a '));
  splitter.reset();
  expect(splitter.push(Buffer.from('line\n'))[0]!.text).toBe('line');
});
