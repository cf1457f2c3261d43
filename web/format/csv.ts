/** A cell: text, a number as it is, or nothing. */
export type CsvCell = string | number | null;

/**
 * A table as CSV (RFC 4180) that Excel opens with its Chinese whole: UTF-8 behind a byte order mark, lines
 * end in CR LF. Nothing stays empty and is never 0. A text that a spreadsheet would take for a formula
 * begins with an apostrophe instead.
 */
export function csvOf(rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')}`;
}

/** Spaces before it do not keep a spreadsheet from reading a formula. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
