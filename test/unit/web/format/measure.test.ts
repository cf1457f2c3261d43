import { expect, test } from 'vitest';
import { formatExact, formatMeasure, formatTerm } from '#web/format/measure.ts';

test('a proof counts to the last contact, where a tile would round', () => {
  expect(formatMeasure(12_345, 'CONTACTS', 'zh')).toEqual({ text: '12,345', unit: '' });
  expect(formatExact(1_234_567)).toBe('1,234,567');
});

test('ratios, times and plain numbers read as on the board', () => {
  expect(formatMeasure(0.8123, 'RATIO', 'en')).toEqual({ text: '81.2', unit: '%' });
  expect(formatMeasure(83_000, 'MS', 'en')).toEqual({ text: '1:23', unit: '' });
  expect(formatMeasure(1.234, 'NUMBER', 'en')).toEqual({ text: '1.23', unit: '' });
  expect(formatMeasure(null, 'RATIO', 'en')).toEqual({ text: '—', unit: '' });
});

test('a term of a formula is shown in its own unit', () => {
  expect(formatTerm(9_999_000, 'ms', 'en')).toBe('2 h 46');
  expect(formatTerm(10_001, 'contacts', 'en')).toBe('10,001');
  expect(formatTerm(41.5, 'points', 'en')).toBe('41.5');
});
