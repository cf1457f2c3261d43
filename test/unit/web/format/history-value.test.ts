import { expect, test } from 'vitest';
import { formatDifference, formatHistoryValue, formatMark } from '#web/format/history-value.ts';

test('a value has its unit; none is a dash and never 0', () => {
  expect(formatHistoryValue(45, 'CONTACTS', 'en')).toBe('45');
  expect(formatHistoryValue(3.5, 'CONTACTS', 'en')).toBe('3.5');
  expect(formatHistoryValue(0, 'CONTACTS', 'en')).toBe('0');
  expect(formatHistoryValue(0.9234, 'RATIO', 'zh')).toBe('92.3%');
  expect(formatHistoryValue(245_000, 'MS', 'en')).toBe('4:05');
  expect(formatHistoryValue(1.256, 'NUMBER', 'en')).toBe('1.26');
  for (const unit of ['CONTACTS', 'AGENTS', 'MS', 'RATIO', 'NUMBER'] as const)
    expect(formatHistoryValue(null, unit, 'en')).toBe('—');
});

test('between two shares lie points, not per cent; nothing is said of what is not there', () => {
  expect(formatDifference(0.8, 0.85, 'RATIO', 'en')).toBe('−5 pp');
  expect(formatDifference(0.85, 0.8, 'RATIO', 'zh')).toBe('+5 个百分点');
  expect(formatDifference(12, 12, 'CONTACTS', 'en')).toBe('±0');
  expect(formatDifference(0.80001, 0.8, 'RATIO', 'en')).toBe('±0');
  expect(formatDifference(30_000, 10_000, 'MS', 'en')).toBe('+0:20');
  expect(formatDifference(null, 3, 'CONTACTS', 'en')).toBe('—');
  expect(formatDifference(3, null, 'CONTACTS', 'en')).toBe('—');
});

test('a mark of an axis is as short as it can be', () => {
  expect(formatMark(0.75, 'RATIO', 'en')).toBe('75%');
  expect(formatMark(0.025, 'RATIO', 'en')).toBe('2.5%');
  expect(formatMark(90_000, 'MS', 'en')).toBe('1:30');
  expect(formatMark(20_000, 'CONTACTS', 'zh')).toBe('2.0 万');
});
