import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CHANNELS } from '#schema/channel.ts';
import { decodeCloudEvent, decodeEvent } from '#schema/events/decode.ts';
import { parseInstant } from '#schema/events/instant-text.ts';
import { quickObjectCheck } from '#schema/events/quick-check.ts';
import { EVENT_SCHEMAS, type EventType } from '#schema/events/types.ts';
import { runs } from '#test/support/runs.ts';

/** What a field may hold when somebody means well, and when not. */
const VALUES: readonly unknown[] = [
  ...['sales', 'a', '', 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(2000), 'x'.repeat(2001)],
  ...[...CHANNELS, 'customer', 'agent', 'available', 'blind', 'neg', 'Europe/Berlin', '08:15'],
  ...['2026-03-02T09:03:14Z', '2026-02-30T09:03:14Z', 'yesterday'],
  ...[0, -1, 4, 5, 0.5, 1e300, Infinity, 1_000_001, null, true],
  ...[[], ['a', ''], ['a'], {}, [null], { voice: 2 }],
];
const anyValue = fc.oneof(fc.constantFrom(...VALUES), fc.jsonValue({ maxDepth: 2 }));

/** Data of the type, mostly good: each field is there or not, and good or not. */
function dataOf(type: EventType): fc.Arbitrary<unknown> {
  const schema = EVENT_SCHEMAS[type] as unknown as { entries: Record<string, v.GenericSchema> };
  const fields = Object.entries(schema.entries).map(([field, entry]) => {
    const good = VALUES.filter((value) => v.safeParse(entry, value).success);
    const value = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...good) }, anyValue);
    const isNeeded = entry.type !== 'optional';
    const key = fc.constantFrom(...Array<string>(isNeeded ? 9 : 1).fill(field), 'other');
    return fc.tuple(key, value);
  });
  const strange = fc.constantFrom('anything', 'toString', '__proto__', 'constructor');
  const more = fc.array(fc.tuple(strange, anyValue), { maxLength: 1 });
  return (
    fc
      .tuple(fc.tuple(...fields), more)
      .map(([own, others]) => [...own, ...others])
      // As it comes from outside: text, in which any name is a field like others.
      .map((all) => `{${all.map(([key, one]) => `"${key}":${textOf(one)}`).join(',')}}`)
      .map((text): unknown => JSON.parse(text))
  );
}

/** JSON can tell a number that is too large for a number. */
function textOf(value: unknown): string {
  return value === Infinity ? '1e999' : JSON.stringify(value);
}

test.each(Object.keys(EVENT_SCHEMAS) as EventType[])(
  '%s: what is taken at a glance, the schema takes as it is, and what it takes is taken (E-1)',
  (type) => {
    const schema: v.GenericSchema = EVENT_SCHEMAS[type];
    const isQuick = quickObjectCheck(schema);
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: dataOf(type) }, anyValue), (data) => {
        const result = v.safeParse(schema, data);
        const decoded = decodeEvent({ id: '1', source: '/test', type, at: 0, data });
        // Nothing at all is read as an empty object.
        if (data !== null) expect(decoded.ok).toBe(result.success);
        if (result.success && decoded.ok) expect(decoded.event.data).toEqual(result.output);
        if (isQuick(data)) expect(result).toMatchObject({ success: true, output: data });
      }),
      runs(500),
    );
  },
);

test('a number that is too large for one is refused, as the schema refuses it', () => {
  const data: unknown = JSON.parse('{"contact":"c","score":4,"scale":1e999}');
  expect(decodeEvent({ id: '1', source: '/test', type: 'contact.rated', at: 0, data })).toEqual({
    ok: false,
    id: '1',
    reason: 'data.scale: a finite number is expected',
  });
});

test('a time is read as the long way reads it, in every form that RFC 3339 allows (T-5)', () => {
  const number = (most: number, length: number): fc.Arbitrary<string> =>
    fc.integer({ min: 0, max: most }).map((one) => String(one).padStart(length, '0'));
  const parts = fc.tuple(
    fc.oneof(number(9999, 4), number(120, 4), fc.constantFrom('2024', '2026', '1900')),
    fc.constantFrom('-', '-', '/'),
    fc.oneof(number(13, 2), fc.constantFrom('02', '06', '12')),
    fc.oneof(number(32, 2), fc.constantFrom('28', '29', '30', '31')),
    fc.constantFrom('T', 't', ' ', 'T', 'T', '_'),
    fc.oneof(number(25, 2), fc.constantFrom('23', '24')),
    fc.oneof(number(61, 2), fc.constantFrom('59', '60')),
    fc.oneof(number(61, 2), fc.constantFrom('60', '61')),
    fc.constantFrom('', '.5', '.527', '.527', '.5271', '.9999', '.52x', ',527', '.'),
    fc.constantFrom('Z', 'Z', 'Z', 'z', '+02:00', '-11:30', '-00:00', '', '+2', '+24:00', '-01:60'),
  );
  const texts = parts.map(([year, dash, month, day, t, hour, minute, second, fraction, zone]) => {
    const date = `${year}-${month}${dash}${day}`;
    return `${date}${t}${hour}:${minute}:${second}${fraction}${zone}`;
  });
  fc.assert(
    fc.property(fc.oneof(texts, fc.string({ minLength: 20, maxLength: 24 })), (text) => {
      expect(parseInstant(text)).toBe(theLongWay(text));
    }),
    runs(5_000),
  );
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: LAST }), (date) => {
      expect(parseInstant(date.toISOString())).toBe(date.getTime());
    }),
    runs(2_000),
  );
});

/** Ends of months in all zones, one second too long; and now and then of something else. */
test('a leap second is the first of the next month, wherever it is told and to the digit (T-5)', () => {
  const month = fc.integer({ min: 0, max: (9999 - 1971) * 12 });
  const minutes = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
  const wrongByMs = fc.constantFrom(0, 0, 0, 60_000, -60_000, 3_600_000, 86_400_000);
  const fractions = fc.constantFrom('', '.1', '.527', '.999', '.9999');
  fc.assert(
    fc.property(month, minutes, wrongByMs, fractions, (index, offset, wrongMs, fraction) => {
      const monthAt = Date.UTC(1971, index, 1);
      const local = new Date(monthAt - 60_000 + wrongMs + offset * 60_000).toISOString();
      const sign = offset < 0 ? '-' : '+';
      const zone = new Date(Math.abs(offset) * 60_000).toISOString().slice(11, 16);
      const text = `${local.slice(0, 16)}:60${fraction}`;
      const expected = monthAt + Math.trunc(Number(`0${fraction}`) * 1_000);
      expect(parseInstant(`${text}${sign}${zone}`)).toBe(wrongMs === 0 ? expected : null);
      if (offset === 0) expect(parseInstant(`${text}Z`)).toBe(wrongMs === 0 ? expected : null);
    }),
    runs(2_000),
  );
});

test.each([
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ['1990-12-31T15:59:60-08:00', '1991-01-01T00:00:00.000Z'],
  ['2012-07-01T08:59:60.25+09:00', '2012-07-01T00:00:00.250Z'],
  ['2016-12-31T23:59:61Z', null],
  ['2016-12-30T23:59:60Z', null],
  ['2016-12-31T22:59:60Z', null],
  ['2016-12-31T23:59:60+01:00', null],
  ['2026-11-21T24:00:00Z', null],
  ['2026-11-21T24:00:00.000+01:00', null],
])('%s is the instant %s for the gate, as an event and within its data (T-5)', (time, instant) => {
  const at = instant === null ? null : Date.parse(instant);
  const event = { specversion: '1.0', id: '1', source: '/test', type: 'contact.due' };
  const inData = { contact: 'c', dueAt: time };
  const good = { contact: 'c', dueAt: '2026-11-21T23:00:00Z' };
  const timed = decodeCloudEvent({ ...event, time, data: good });
  const due = decodeCloudEvent({ ...event, time: '2026-11-21T22:00:00Z', data: inData });
  if (at === null) {
    const expected = 'an RFC 3339 time';
    expect(timed).toMatchObject({ ok: false, reason: `time: ${expected} with a zone is expected` });
    expect(due).toMatchObject({ ok: false, reason: `data.dueAt: ${expected} is expected` });
  } else {
    expect(timed).toMatchObject({ ok: true, event: { at } });
    expect(due).toMatchObject({ ok: true, event: { data: { dueAt: at } } });
  }
});

const LAST = new Date('9999-12-31T23:59:59.999Z');

/** Read by the language's own reader, which knows no leap second and a 24:00. */
function theLongWay(text: string): number | null {
  const form = /^\d{4}-\d\d-\d\d[T ](\d\d):\d\d:(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
  const match = form.exec(text);
  if (!match || match[1] === '24') return null;
  const isLeap = match[2] === '60';
  const usual = isLeap ? `${text.slice(0, 17)}59${text.slice(19)}` : text;
  const at = Date.parse(usual.toUpperCase().replace(' ', 'T'));
  // A day that the month has not would be taken for one of the next.
  const midnight = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const isDay = !Number.isNaN(at) && midnight.toISOString().startsWith(text.slice(0, 10));
  if (!isDay) return null;
  if (!isLeap) return at;
  const next = at + 1_000;
  return /-01T00:00:00\.\d{3}Z$/.test(new Date(next).toISOString()) ? next : null;
}
