import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CHANNELS } from '#schema/channel.ts';
import { decodeEvent } from '#schema/events/decode.ts';
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
    fc.constantFrom('-', '/'),
    number(13, 2),
    number(32, 2),
    fc.constantFrom('T', 't', ' ', 'T', 'T', '_'),
    number(25, 2),
    number(61, 2),
    number(61, 2),
    fc.constantFrom('', '.5', '.527', '.527', '.5271', '.52x', ',527'),
    fc.constantFrom('Z', 'Z', 'Z', 'z', '+02:00', '-11:30', '', '+2'),
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

const LAST = new Date('9999-12-31T23:59:59.999Z');

function theLongWay(text: string): number | null {
  const form = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
  if (!form.test(text)) return null;
  const at = Date.parse(text.toUpperCase().replace(' ', 'T'));
  // A day that the month has not would be taken for one of the next.
  const midnight = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const isDay = !Number.isNaN(at) && midnight.toISOString().startsWith(text.slice(0, 10));
  return isDay ? at : null;
}
