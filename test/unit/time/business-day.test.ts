import { describe, expect, test } from 'vitest';
import { businessDay, offsetAt, parseDayStart } from '#schema/time/business-day.ts';
import { HOUR_MS } from '#schema/time/duration.ts';

const at = (text: string): number => Date.parse(text);

describe('the business day (SPEC T)', () => {
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

  test('whose start lies in a spring gap begins at the end of the gap', () => {
    // Santiago goes from 24:00 to 01:00: midnight does not exist.
    const day = businessDay(at('2026-09-06T12:00:00Z'), {
      timeZone: 'America/Santiago',
      dayStartMinutes: 0,
    });
    expect(new Date(day.startAt).toISOString()).toBe('2026-09-06T04:00:00.000Z');
  });

  test('leaves no instant out and counts none twice, over two years in every zone', () => {
    for (const timeZone of Intl.supportedValuesOf('timeZone')) {
      const rule = { timeZone, dayStartMinutes: 0 };
      let day = businessDay(at('2026-01-01T00:00:00Z'), rule);
      for (let count = 0; count < 60; count += 1) {
        const next = businessDay(day.endAt + 11 * 24 * HOUR_MS, rule);
        const last = businessDay(next.startAt - 1, rule);
        expect(last.endAt, timeZone).toBe(next.startAt);
        expect(Math.abs((next.endAt - next.startAt) / HOUR_MS - 24), timeZone).toBeLessThanOrEqual(
          1,
        );
        day = next;
      }
    }
  });

  test('offsets follow the clock changes', () => {
    expect(offsetAt(at('2026-01-01T00:00:00Z'), 'Europe/Berlin')).toBe(HOUR_MS);
    expect(offsetAt(at('2026-07-01T00:00:00Z'), 'Europe/Berlin')).toBe(2 * HOUR_MS);
    expect(offsetAt(at('2026-07-01T00:00:00Z'), 'Asia/Kathmandu')).toBe(5.75 * HOUR_MS);
  });
});
