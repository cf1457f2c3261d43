import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf, type CsvCell } from '#web/format/csv.ts';
import { runs } from '../../../support/runs.ts';

test('Excel is told that it is UTF-8, and each line ends as it expects', () => {
  expect(
    csvOf([
      ['队列', 'n'],
      ['退款', 3],
    ]),
  ).toBe('\uFEFF队列,n\r\n退款,3\r\n');
});

test('nothing stays empty and is never 0; 0 is 0', () => {
  expect(csvOf([[null, 0, '', Number.NaN, Infinity]])).toBe('\uFEFF,0,,,\r\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ['+86', "'+86"],
  ['-2', "'-2"],
  ['@x', "'@x"],
  ['  =1', `'  =1`],
  ['\t=1', `'\t=1`],
  ['＝1', "'＝1"],
  ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
])('a text that a spreadsheet would execute is kept from it: %j', (text, written) => {
  expect(csvOf([[text]])).toBe(`\uFEFF${written}\r\n`);
});

test('a negative number stays a number', () => {
  expect(csvOf([[-3.5]])).toBe('\uFEFF-3.5\r\n');
});

test('whatever the cells are, a reader finds them again and none begins a formula', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n," \'a队1') }),
    fc.integer(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1 }),
      (rows) => {
        const read = readCsv(csvOf(rows));
        expect(read).toHaveLength(rows.length);
        rows.forEach((row, place) => {
          expect(read[place]!.map((text) => text.replace(/^'(?=\s*[=+\-@]|[\t\r\n])/, ''))).toEqual(
            row
              .map((one: CsvCell) => (one === null ? '' : String(one)))
              .map((text) => text.replace(/^'(?=\s*[=+\-@]|[\t\r\n])/, '')),
          );
          row.forEach((one, column) => {
            if (typeof one === 'string')
              expect(read[place]![column]!).not.toMatch(/^\s*[=+\-@]|^[\t\r\n]/);
          });
        });
      },
    ),
    runs(300),
  );
});

/** A reader of RFC 4180 written apart from the writer. */
function readCsv(text: string): string[][] {
  expect(text.startsWith('\uFEFF')).toBe(true);
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 1; at < text.length; at += 1) {
    const letter = text[at]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ',') {
      rows.at(-1)!.push(cell);
      cell = '';
    } else if (letter === '\r' && text[at + 1] === '\n') {
      rows.at(-1)!.push(cell);
      rows.push([]);
      cell = '';
      at += 1;
    } else cell += letter;
  }
  rows.pop();
  return rows;
}
