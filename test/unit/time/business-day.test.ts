import { describe, expect, test } from 'vitest';
import { businessDay, offsetAt, parseDayStart } from '#schema/time/business-day.ts';
import { HOUR_MS } from '#schema/time/duration.ts';

const at = (text: string): number => Date.parse(text);

describe('the business day (SPEC T-7, T-13)', () => {
  test('is the local calendar day of the zone, in instants', () => {
    const day = businessDay(at('2026-03-02T15:59:59Z'), {
      timeZone: 'Asia/Shanghai',
      dayStartMinutes: 0,
    });
    expect(new Date(day.startAt).toISOString()).toBe('2026-03-01T16:00:00.000Z');
    expect(
      businessDay(at('2026-03-02T16:00:00Z'), {
        timeZone: 'Asia/Shanghai',
        dayStartMinutes: 0,
      }).startAt,
    ).toBe(day.endAt);
  });

  test.each([
    ['2026-03-29T12:00:00Z', 23],
    ['2026-10-25T12:00:00Z', 25],
    ['2026-06-01T12:00:00Z', 24],
  ])('%s in Berlin is %i hours long', (instant, hours) => {
    const day = businessDay(at(instant), { timeZone: 'Europe/Berlin', dayStartMinutes: 0 });
    expect((day.endAt - day.startAt) / HOUR_MS).toBe(hours);
  });

  test('of a night shift begins at its own hour', () => {
    const rule = { timeZone: 'Asia/Shanghai', dayStartMinutes: parseDayStart('04:00')! };
    expect(businessDay(at('2026-03-01T19:59:59Z'), rule).startAt).toBe(at('2026-02-28T20:00:00Z'));
    expect(businessDay(at('2026-03-01T20:00:00Z'), rule).startAt).toBe(at('2026-03-01T20:00:00Z'));
  });

  test.each([
    // [why, zone, start, an instant of the day, the day]
    [
      'Santiago has no midnight in spring: the clocks go from 24:00 to 01:00',
      ['America/Santiago', '00:00', '2026-09-06T12:00Z', '2026-09-06T04:00Z', '2026-09-07T03:00Z'],
    ],
    [
      'Beirut has no midnight in spring either',
      ['Asia/Beirut', '00:00', '2026-03-29T12:00Z', '2026-03-28T22:00Z', '2026-03-29T21:00Z'],
    ],
    [
      'Havana has two half past midnights in autumn, and the first counts',
      ['America/Havana', '00:30', '2026-11-01T12:00Z', '2026-11-01T04:30Z', '2026-11-02T05:30Z'],
    ],
    [
      'Asunción in 2023 went back from midnight to 23:00: there is one midnight, an hour later',
      ['America/Asuncion', '00:00', '2023-03-26T12:00Z', '2023-03-26T04:00Z', '2023-03-27T04:00Z'],
    ],
    [
      'a day from 02:30 that Berlin left out in spring begins at 03:00',
      ['Europe/Berlin', '02:30', '2026-03-29T12:00Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'a night shift that ends at 04:00 has its long night on the day before',
      ['Europe/Berlin', '04:00', '2026-10-25T00:30Z', '2026-10-24T02:00Z', '2026-10-25T03:00Z'],
    ],
    [
      'Lord Howe Island moves by half an hour',
      [
        'Australia/Lord_Howe',
        '00:00',
        '2026-10-03T23:00Z',
        '2026-10-03T13:30Z',
        '2026-10-04T13:00Z',
      ],
    ],
    [
      'Dublin has its winter time as the exception',
      ['Europe/Dublin', '00:00', '2026-10-25T12:00Z', '2026-10-24T23:00Z', '2026-10-26T00:00Z'],
    ],
    [
      'Kathmandu is 5 h 45 ahead',
      ['Asia/Kathmandu', '00:00', '2026-03-02T12:00Z', '2026-03-01T18:15Z', '2026-03-02T18:15Z'],
    ],
    [
      'Nuuk went from Saturday 23:00 to Sunday 00:00: a day from 23:30 began at midnight',
      ['America/Nuuk', '23:30', '2026-03-29T12:00Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'Apia had no 30 December 2011',
      ['Pacific/Apia', '00:00', '2011-12-30T12:00Z', '2011-12-30T10:00Z', '2011-12-31T10:00Z'],
    ],
    [
      'so the day from 04:00 on the 29th lasted until 04:00 on the 31st, 24 hours later',
      ['Pacific/Apia', '04:00', '2011-12-30T12:00Z', '2011-12-29T14:00Z', '2011-12-30T14:00Z'],
    ],
    [
      'Kwajalein had no 21 August 1993',
      ['Pacific/Kwajalein', '00:00', '1993-08-21T13:00Z', '1993-08-21T12:00Z', '1993-08-22T12:00Z'],
    ],
    [
      "St John's put the clocks on at 00:01, to 01:01: the day from 00:30 began with the next quarter",
      ['America/St_Johns', '00:30', '2006-04-02T12:00Z', '2006-04-02T03:45Z', '2006-04-03T03:00Z'],
    ],
    [
      'Monrovia was 44 min 30 s behind until 1972: its days began with the next quarter of UTC',
      ['Africa/Monrovia', '00:00', '1970-06-01T12:00Z', '1970-06-01T00:45Z', '1970-06-02T00:45Z'],
    ],
  ])('%s', (_, [timeZone, start, instant, startAt, endAt]) => {
    const rule = { timeZone: timeZone!, dayStartMinutes: parseDayStart(start!)! };
    const day = businessDay(at(instant!), rule);
    expect(new Date(day.startAt).toISOString()).toBe(new Date(startAt!).toISOString());
    expect(new Date(day.endAt).toISOString()).toBe(new Date(endAt!).toISOString());
  });

  test('begins on a quarter hour: contacts are tallied by quarter hour', () => {
    expect(parseDayStart('00:15')).toBe(15);
    for (const text of ['00:07', '24:00', '4:00', '12:60', ''])
      expect(parseDayStart(text)).toBe(null);
  });

  test('offsets follow the clock changes', () => {
    expect(offsetAt(at('2026-01-01T00:00:00Z'), 'Europe/Berlin')).toBe(HOUR_MS);
    expect(offsetAt(at('2026-07-01T00:00:00Z'), 'Europe/Berlin')).toBe(2 * HOUR_MS);
    expect(offsetAt(at('2026-07-01T00:00:00Z'), 'Asia/Kathmandu')).toBe(5.75 * HOUR_MS);
  });
});
