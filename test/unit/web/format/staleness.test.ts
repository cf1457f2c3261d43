import { describe, expect, test } from 'vitest';
import { isHollow, isLost, rowStaleness, stalenessOf } from '#web/format/staleness.ts';

function stage(ageMs: number | null, socketLostMs: number | null = null, ended = false) {
  return stalenessOf({ ageMs, socketLostMs, ended });
}

describe('an old number shown as new is the one unforgivable bug of a wall', () => {
  test.each([
    [0, 'fresh'],
    [3_000, 'fresh'],
    [3_001, 'delayed'],
    [10_000, 'delayed'],
    [10_001, 'stopped'],
    [30_000, 'stopped'],
    [30_001, 'lost'],
    [300_000, 'lost'],
    [300_001, 'gone'],
    [86_400_000, 'gone'],
  ])('at an age of %i ms the stage is %s', (ageMs, expected) => {
    expect(stage(ageMs)).toBe(expected);
  });

  test('a socket away for more than ten seconds brings the banner before the age does', () => {
    expect(stage(10_000, 10_000)).toBe('delayed');
    expect(stage(10_001, 10_001)).toBe('lost');
  });

  test('before the first number the page is late, and says so loudly once the socket is away', () => {
    expect(stage(null, 4_000)).toBe('delayed');
    expect(stage(null, 10_001)).toBe('gone');
  });

  test('a replay that ended is not late; its lost server still is', () => {
    expect(stage(3_600_000, null, true)).toBe('fresh');
    expect(stage(3_600_000, 60_000, true)).toBe('lost');
  });
});

test('a silent source makes its own rows hollow while the rest stays live', () => {
  expect(rowStaleness('fresh', null)).toBe('fresh');
  expect(rowStaleness('fresh', 0)).toBe('stopped');
  expect(rowStaleness('fresh', 300_001)).toBe('gone');
});

test('a row is never fresher than the page', () => {
  expect(rowStaleness('lost', 0)).toBe('lost');
  expect(rowStaleness('gone', 1)).toBe('gone');
});

test('digits go hollow from stage three, the banner comes with stage four', () => {
  expect(
    ['fresh', 'delayed', 'stopped', 'lost', 'gone'].map((it) => isHollow(it as 'fresh')),
  ).toEqual([false, false, true, true, true]);
  expect(
    ['fresh', 'delayed', 'stopped', 'lost', 'gone'].map((it) => isLost(it as 'fresh')),
  ).toEqual([false, false, false, true, true]);
});
