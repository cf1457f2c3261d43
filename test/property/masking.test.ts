import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvent } from '#schema/events/decode.ts';
import { EVENT_SCHEMAS, type EventType } from '#schema/events/types.ts';
import { createMask } from '#server/ingest/mask.ts';
import { goodData } from '#test/support/good-data.ts';
import { asJsonNumbers, digitsIn, writtenNumbers } from '#test/support/number-writings.ts';
import { runs } from '#test/support/runs.ts';

type Data = Record<string, unknown>;

const mask = createMask('a secret');
const TYPES = Object.keys(EVENT_SCHEMAS) as EventType[];
const types = fc.constantFrom<string>(...TYPES, 'callback.asked');
/** No digits in it, so that all that are found are the number's. */
const letters = fc.stringMatching(/^[ a-z客户，：-]{0,12}$/);
/** Fields that the contract does not have, some that look as if, and those where it expects text. */
const fields = fc.constantFrom(
  ...['callbackNumber', 'caller_id', 'number', 'note', 'durationMs', 'dueOn', 'customers'],
  ...['customer', 'customerKey', 'reason', 'topic', 'query', 'text', 'media', 'direction'],
);
/** One thing around another, a few times. */
const shells = fc.array(
  fc.constantFrom<(value: unknown) => unknown>(
    (value) => [value],
    (value) => ({ name: value }),
    (value) => ({ contact: value, queue: 'sales' }),
    (value) => ({ extra: { deep: value } }),
    (value) => [1, 'a', { customer: value }],
  ),
  { maxLength: 4 },
);

/** Data that holds a number, in any of its writings, as a text, in one, as a number or as a field's name. */
const holding = fc
  .tuple(writtenNumbers, letters, letters, fields, shells, fc.nat(7))
  .map(([{ digits, written }, before, after, field, around, way]) => {
    const text = way % 2 === 0 ? written : `${before}${written}${after}`;
    const number: unknown = JSON.parse(asJsonNumbers(digits)[way % 4]!);
    const inner = way < 4 ? text : way < 6 ? number : { [text]: 1 };
    const value = around.reduce<unknown>((value, shell) => shell(value), inner);
    // A field's name at the very top, too.
    const data = way === 7 && around.length === 0 ? { [text]: true } : { [field]: value };
    return { digits, data };
  });

test('no number is left in clear, whatever its writing, place and event type', () => {
  fc.assert(
    fc.property(types, holding, (type, { digits, data }) => {
      for (const found of digitsIn(mask(type, data))) expect(found).not.toContain(digits);
    }),
    runs(2_000),
  );
});

test('masking what is masked changes nothing', () => {
  const texts = fc.string({
    unit: fc.constantFrom(...'0123456789012345 :-+•,(x٣𝟗'),
    maxLength: 40,
  });
  const more = fc.dictionary(texts, fc.oneof(texts, fc.double({ noNaN: true }), fc.array(texts)));
  fc.assert(
    fc.property(types, holding, more, (type, { data }, others) => {
      const masked = mask(type, { ...others, ...data });
      expect(mask(type, masked)).toBe(masked);
    }),
    runs(2_000),
  );
});

test('a customer is the same however the number is written', () => {
  fc.assert(
    fc.property(types, writtenNumbers, (type, { digits, written }) => {
      const [plain, other] = [digits, written].map((customer) => mask(type, { customer }));
      expect(other).toEqual(plain);
    }),
    runs(2_000),
  );
});

test.each(TYPES)('%s: what the contract allows is stored as it came, customers aside', (type) => {
  let taken = 0;
  fc.assert(
    fc.property(goodData(type), (data) => {
      const decoded = decodeEvent({ id: '1', source: '/test', type, at: 0, data });
      // A score above its scale, say.
      fc.pre(decoded.ok);
      taken += 1;
      const stored: unknown = decoded.ok && decoded.event.data;
      expect(mask(type, stored as Data)).toBe(stored);
    }),
    runs(300),
  );
  expect(taken).toBeGreaterThan(0);
});
