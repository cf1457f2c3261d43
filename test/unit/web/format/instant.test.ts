import { afterEach, describe, expect, test } from 'vitest';
import { viewerTimeZone } from '#web/clock.ts';
import {
  formatClock,
  formatClockWithSeconds,
  formatDay,
  hourOf,
  zoneToSay,
} from '#web/format/instant.ts';

const at = Date.parse('2026-11-21T16:05:09.999Z');

test('the clock is that of the floor, not of the viewer', () => {
  expect(formatClock(at, 'Asia/Shanghai')).toBe('00:05');
  expect(formatClockWithSeconds(at, 'UTC')).toBe('16:05:09');
  expect(formatDay(at, 'Asia/Shanghai')).toBe('2026-11-22');
  expect(hourOf(at, 'Asia/Shanghai')).toBe(0);
});

test('an hour that the clocks show twice is told apart by its offset', () => {
  const clock = (text: string, zone: string): string => formatClock(Date.parse(text), zone);
  expect(clock('2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('02:30 +02');
  expect(clock('2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('02:30 +01');
  expect(clock('2026-10-25T02:30:00Z', 'Europe/Berlin')).toBe('03:30');
  expect(clock('2026-10-25T01:30:00Z', 'Europe/London')).toBe('01:30 +00');
  // Lord Howe Island has half an hour twice.
  expect(clock('2026-04-04T14:45:00Z', 'Australia/Lord_Howe')).toBe('01:45 +11');
  expect(clock('2026-04-04T15:15:00Z', 'Australia/Lord_Howe')).toBe('01:45 +10:30');
  expect(formatClockWithSeconds(Date.parse('2026-10-25T00:30:07Z'), 'Europe/Berlin')).toBe(
    '02:30:07 +02',
  );
  expect(hourOf(Date.parse('2026-10-25T00:30:00Z'), 'Europe/Berlin')).toBe(2);
});

describe("the viewer's own zone (SPEC T-12)", () => {
  const own = process.env['TZ'];
  afterEach(() => {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  });

  test.each(['America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati'])(
    'changes nothing that is printed: %s',
    (zone) => {
      process.env['TZ'] = zone;
      // The machine has taken it, or this would prove nothing.
      expect(viewerTimeZone().replace('Katmandu', 'Kathmandu')).toBe(zone);
      expect(formatClock(at, 'Asia/Shanghai')).toBe('00:05');
      expect(formatClockWithSeconds(at, 'Asia/Shanghai')).toBe('00:05:09');
      expect(formatDay(at, 'Asia/Shanghai')).toBe('2026-11-22');
      expect(hourOf(at, 'Asia/Shanghai')).toBe(0);
    },
  );

  test('has the board’s zone said beside the clock where the two clocks differ', () => {
    const say = (board: string, viewer: string): string | null => zoneToSay(at, { board, viewer });
    expect(say('Asia/Shanghai', 'America/New_York')).toBe('Asia/Shanghai');
    // The same time of day, but another day.
    expect(say('Pacific/Kiritimati', 'Pacific/Honolulu')).toBe('Pacific/Kiritimati');
    expect(say('Asia/Shanghai', 'Asia/Shanghai')).toBe(null);
    expect(say('Asia/Shanghai', 'Asia/Singapore')).toBe(null);
  });
});
