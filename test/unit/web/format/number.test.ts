import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCount, formatDelta, formatPercent, NO_VALUE } from '#web/format/number.ts';

test('counts are exact to 9,999 and short after, in the scale of the language', () => {
  expect(formatCount(9_999, 'en')).toBe('9,999');
  expect(formatCount(12_345, 'en')).toBe('12.3k');
  expect(formatCount(12_345, 'both')).toBe('12.3k');
  expect(formatCount(12_345, 'zh')).toBe('1.2 万');
  expect(formatCount(1_234_567, 'en')).toBe('1.2M');
  expect(formatCount(123_456_789, 'zh')).toBe('1.2 亿');
});

test('no count is written with more than three digits before its unit', () => {
  expect(formatCount(999_999, 'en')).toBe('1.0M');
  fc.assert(
    fc.property(fc.integer({ min: 10_000, max: 900_000_000 }), (count) => {
      expect(formatCount(count, 'en')).toMatch(/^\d{1,3}\.\d[kM]$/);
    }),
  );
});

test('no value is a dash: not zero, not a hundred', () => {
  expect(formatPercent(null, 0)).toBe(NO_VALUE);
  expect(formatPercent(0, 0)).toBe('0');
  expect(formatPercent(1, 1)).toBe('100.0');
});

test('what is almost all is not shown as all, what is almost none not as none', () => {
  expect(formatPercent(0.9997, 0)).toBe('99');
  expect(formatPercent(0.9997, 1)).toBe('99.9');
  expect(formatPercent(0.0001, 0)).toBe('<1');
  expect(formatPercent(0.0001, 1)).toBe('<0.1');
  expect(formatPercent(0.8649, 0)).toBe('86');
});

test('a difference always has a sign', () => {
  expect(formatDelta(14.4, 'en')).toBe('+14');
  expect(formatDelta(-1_234, 'en')).toBe('−1,234');
  expect(formatDelta(-0.2, 'en')).toBe('±0');
});
