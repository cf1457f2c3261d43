import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import {
  dayNumberAt,
  dayText,
  isoInZone,
  minutesText,
  parseDay,
  wallDay,
  wallPlaces,
  weekdayOf,
} from '#web/format/wall-time.ts';
import { runs } from '../../../support/runs.ts';

const ZONES = [
  ...['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'],
  ...['Asia/Kathmandu', 'America/Sao_Paulo', 'UTC'],
];

function halfHours(day: { startAt: number; endAt: number }): number[] {
  const starts: number[] = [];
  for (let at = day.startAt; at < day.endAt; at += HOUR_MS / 2) starts.push(at);
  return starts;
}

test('a date is a day number and the other way round; what is no date is none', () => {
  expect(parseDay('1970-01-01')).toBe(0);
  expect(dayText(parseDay('2026-11-22')!)).toBe('2026-11-22');
  for (const wrong of ['2026-02-30', '2026-1-1', 'today', '', '2026-13-01'])
    expect(parseDay(wrong), wrong).toBeNull();
  expect(weekdayOf(parseDay('2026-11-22')!)).toBe(6);
  expect(weekdayOf(parseDay('2026-11-23')!)).toBe(0);
  expect(weekdayOf(parseDay('1969-12-29')!)).toBe(0);
});

test('days have 23 and 25 hours where clocks change', () => {
  const lengthOf = (text: string, zone: string): number => {
    const day = wallDay(parseDay(text)!, zone)!;
    return (day.endAt - day.startAt) / HOUR_MS;
  };
  expect(lengthOf('2026-03-29', 'Europe/Berlin')).toBe(23);
  expect(lengthOf('2026-10-25', 'Europe/Berlin')).toBe(25);
  expect(lengthOf('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
  expect(lengthOf('2026-10-25', 'Asia/Shanghai')).toBe(24);
});

test('a date that a zone left out is no day', () => {
  expect(wallDay(parseDay('2011-12-30')!, 'Pacific/Apia')).toBeNull();
  expect(wallDay(parseDay('2011-12-31')!, 'Pacific/Apia')).not.toBeNull();
});

test('of an hour that the clock shows twice the second is known as such', () => {
  const day = wallDay(parseDay('2026-10-25')!, 'Europe/Berlin')!;
  const places = wallPlaces(halfHours(day), 'Europe/Berlin');
  expect(places).toHaveLength(50);
  expect(
    places
      .slice(3, 9)
      .map(({ minutes, again }) => `${minutesText(minutes)}${again ? ' again' : ''}`),
  ).toEqual(['01:30', '02:00', '02:30', '02:00 again', '02:30 again', '03:00']);
});

test('an hour that spring leaves out is nowhere', () => {
  const day = wallDay(parseDay('2026-03-29')!, 'Europe/Berlin')!;
  const shown = wallPlaces(halfHours(day), 'Europe/Berlin').map(({ minutes }) => minutes);
  expect(shown).toHaveLength(46);
  expect(shown).not.toContain(120);
  expect(shown).not.toContain(150);
});

test('any day of any zone holds its own instants, follows the one before, and shows no place twice', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: 7_305, max: 25_000 }),
      (zone, dayNumber) => {
        const day = wallDay(dayNumber, zone)!;
        expect(wallDay(dayNumber + 1, zone)!.startAt).toBe(day.endAt);
        expect(dayNumberAt(day.startAt, zone)).toBe(dayNumber);
        expect(dayNumberAt(day.endAt - 1, zone)).toBe(dayNumber);
        const places = wallPlaces(halfHours(day), zone);
        const keys = new Set(places.map(({ minutes, again }) => `${minutes} ${again}`));
        expect(keys.size).toBe(places.length);
        expect(Math.abs(day.endAt - day.startAt - DAY_MS)).toBeLessThanOrEqual(HOUR_MS);
      },
    ),
    runs(300),
  );
});

test('an instant in a zone is written with its offset, and read back is the same second', () => {
  expect(isoInZone(Date.parse('2026-11-22T02:30:00Z'), 'Asia/Shanghai')).toBe(
    '2026-11-22T10:30:00+08:00',
  );
  expect(isoInZone(Date.parse('2026-07-01T12:00:00Z'), 'America/St_Johns')).toBe(
    '2026-07-01T09:30:00-02:30',
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: 631_152_000, max: 2_000_000_000 }),
      (zone, seconds) => {
        expect(Date.parse(isoInZone(seconds * 1_000, zone))).toBe(seconds * 1_000);
      },
    ),
    runs(500),
  );
});
