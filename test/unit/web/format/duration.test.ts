import { expect, test } from 'vitest';
import { formatAge, formatDuration } from '#web/format/duration.ts';

test('a wait under an hour reads m:ss, as people say it', () => {
  expect(formatDuration(0, 'en')).toBe('0:00');
  expect(formatDuration(24_000, 'en')).toBe('0:24');
  expect(formatDuration(222_000, 'zh')).toBe('3:42');
  expect(formatDuration(3_599_999, 'en')).toBe('59:59');
});

test('from an hour on it reads in hours and minutes, in the language of the page', () => {
  expect(formatDuration(3_600_000, 'en')).toBe('1 h 00');
  expect(formatDuration(3_900_000, 'both')).toBe('1 h 05');
  expect(formatDuration(3_900_000, 'zh')).toBe('1 小时 05');
});

test('a second that is not over is not shown, and time before zero reads as zero', () => {
  expect(formatDuration(1_999, 'en')).toBe('0:01');
  expect(formatDuration(-5_000, 'en')).toBe('0:00');
});

test('the age of data is exact while it matters and coarse when it is old', () => {
  expect(formatAge(449)).toBe('0.4 s');
  expect(formatAge(9_999)).toBe('9.9 s');
  expect(formatAge(10_000)).toBe('10 s');
  expect(formatAge(599_000)).toBe('599 s');
  expect(formatAge(1_500_000)).toBe('25 min');
  expect(formatAge(36_000_000)).toBe('10 h');
  expect(formatAge(-1)).toBe('0.0 s');
});
