import { expect, test } from 'vitest';
import { formatClock, formatClockWithSeconds, formatDay, hourOf } from '#web/format/instant.ts';

const at = Date.parse('2026-11-21T16:05:09.999Z');

test('the clock is that of the floor, not of the viewer', () => {
  expect(formatClock(at, 'Asia/Shanghai')).toBe('00:05');
  expect(formatClockWithSeconds(at, 'UTC')).toBe('16:05:09');
  expect(formatDay(at, 'Asia/Shanghai')).toBe('2026-11-22');
  expect(hourOf(at, 'Asia/Shanghai')).toBe(0);
});
