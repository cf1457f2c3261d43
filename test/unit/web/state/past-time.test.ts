import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localTime, offsetAt } from '#schema/time/business-day.ts';
import { agoParts, keyStepMs, sameTimeDaysBefore } from '#web/state/past-time.ts';

const at = (text: string): number => Date.parse(text);
const iso = (instant: number): string => new Date(instant).toISOString();

test('yesterday and last week are the same time on the wall where no clock changes', () => {
  const now = at('2026-11-21T06:03:05.250Z');
  expect(iso(sameTimeDaysBefore(now, 1, 'Asia/Shanghai'))).toBe('2026-11-20T06:03:05.250Z');
  expect(iso(sameTimeDaysBefore(now, 7, 'Asia/Shanghai'))).toBe('2026-11-14T06:03:05.250Z');
});

test('over a change of clocks the wall shows the same time, 23 or 25 hours apart', () => {
  // Berlin went to summer time on 29 March 2026 and back on 25 October.
  expect(iso(sameTimeDaysBefore(at('2026-03-29T08:00:00Z'), 1, 'Europe/Berlin'))).toBe(
    '2026-03-28T09:00:00.000Z',
  );
  expect(iso(sameTimeDaysBefore(at('2026-10-26T09:00:00Z'), 7, 'Europe/Berlin'))).toBe(
    '2026-10-19T08:00:00.000Z',
  );
});

test('a time that yesterday left out is met behind the gap', () => {
  // 02:30 on the thirtieth; on the twenty-ninth clocks went from 02:00 to 03:00.
  const before = sameTimeDaysBefore(at('2026-03-30T00:30:00Z'), 1, 'Europe/Berlin');
  expect(iso(before)).toBe('2026-03-29T01:30:00.000Z');
});

test('of a time that a day shows twice the one with the offset of now is taken, else the first', () => {
  // 02:30 comes twice on 25 October 2026: at 00:30 Z and at 01:30 Z.
  const winter = sameTimeDaysBefore(at('2026-10-26T01:30:00Z'), 1, 'Europe/Berlin');
  expect(iso(winter)).toBe('2026-10-25T01:30:00.000Z');
  const again = sameTimeDaysBefore(at('2026-10-25T01:30:00Z'), 1, 'Europe/Berlin');
  expect(iso(again)).toBe('2026-10-24T00:30:00.000Z');
});

test('in any zone the clock reads the same, but for times that the day has not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
      fc.constantFrom(1, 7),
      fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
      (now, days, zone) => {
        const before = sameTimeDaysBefore(now, days, zone);
        const wanted = localTime(now, zone);
        const found = localTime(before, zone);
        const missing = offsetAt(before - 7_200_000, zone) !== offsetAt(before, zone);
        if (missing && found.minutes !== wanted.minutes) return;
        expect([found.dayNumber, found.minutes]).toEqual([wanted.dayNumber - days, wanted.minutes]);
      },
    ),
  );
});

test('keys move by a second, a minute, an hour', () => {
  const key = (name: string, shiftKey = false): number | null => keyStepMs({ key: name, shiftKey });
  expect([key('ArrowLeft'), key('ArrowRight'), key('ArrowLeft', true)]).toEqual([
    -1_000, 1_000, -60_000,
  ]);
  expect([key('PageDown'), key('PageUp'), key('a')]).toEqual([-3_600_000, 3_600_000, null]);
});

test('how long ago is told in whole parts', () => {
  expect(agoParts(93_784_999)).toEqual({ days: 1, hours: 2, minutes: 3, seconds: 4 });
  expect(agoParts(-5)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0 });
});
