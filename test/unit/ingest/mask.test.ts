import { describe, expect, test } from 'vitest';
import { createMask } from '#server/ingest/mask.ts';
import { maskCustomer, maskText } from '#server/ingest/mask-text.ts';

const mask = createMask('an installation secret');
const UNKNOWN = 'callback.asked';

describe('customers are masked before anything is stored', () => {
  test.each([
    ['+8613800138000', '•••000'],
    ['138 0013 8000', '•••000'],
    ['１３８００１３８０００', '•••000'],
    ['li.lei@example.cn', 'l•••@•••'],
    ['oPenId_x9', '•••'],
    ['1234', '•••'],
    ['', ''],
  ])('%s becomes %s', (value, masked) => {
    expect(maskCustomer(value)).toBe(masked);
    expect(maskCustomer(masked)).toBe(masked);
  });

  test('a number is found under any name and at any depth, also in free text', () => {
    const data = {
      contact: '1795291634.10',
      queue: 'sales',
      customer: '+8613800138000',
      callerIdNum: '02161234567',
      caller_id: '1234',
      note: 'please call 138-0013-8000 back',
      extra: { deep: [{ phone: '13800138000' }], name: '13800138000', contact: '13800138000' },
    };
    expect(mask('contact.queued', data)).toEqual({
      contact: '1795291634.10',
      queue: 'sales',
      customer: '•••000',
      customerKey: expect.stringMatching(/^[a-p]{16}$/),
      callerIdNum: '•••567',
      caller_id: '•••',
      note: 'please call •••000 back',
      extra: { deep: [{ phone: '•••000' }], name: '•••000', contact: '•••000' },
    });
  });
});

describe('in a text', () => {
  test.each([
    ['2026-11-22T10:00 call 13911116666', '•••122T10:00 call •••666'],
    ['2026-11-22T10:00:00.13911113Z', '•••122T10:00:•••113Z'],
    ['ring １３９１１１１５５５５', 'ring •••555'],
    ['١٣٩١١١١٥٥٥٥', '•••555'],
    ['1️⃣3️⃣9️⃣ 1️⃣1️⃣1️⃣1️⃣', '•••111️⃣'],
    ['139  1111  4444', '•••444'],
    ['(021) - 6123 4567', '(•••567'],
    ['139_1111,4444 or 139–1111‑4444', '•••444 or •••444'],
    ['139:1111:4444', '•••444'],
    ['139•1111•4444', '•••444'],
    ['11 22 12:30 13911114444', '11 22 12:•••444'],
  ])('%s is stored as %s', (value, masked) => {
    expect(maskText(value)).toBe(masked);
    expect(maskText(masked)).toBe(masked);
  });

  test.each([
    '2026-11-22T10:00:00Z',
    '2026-11-22T10:00:00.123+08:00',
    '2026-11-22T10:00',
    'Break 10:00-12:30, 4 of you stay',
    '1,234 of 5,678 calls',
    'Tidewall 1.24.3 on Node 20.11.1',
    'call •••666',
    '客户情绪激动，请协助处理，谢谢大家，谢谢！',
  ])('%s stays', (value) => {
    expect(maskText(value)).toBe(value);
  });
});

describe('numbers', () => {
  test('of seven digits or more become the text that their digits give', () => {
    const data: unknown = JSON.parse(
      '{"callbackNumber":13911113333,"caller_id":13811110037,"list":[1.3911113333e10,[-13911113333]],"more":{"number":13911113333.5,"phone":1234}}',
    );
    expect(mask(UNKNOWN, data as Record<string, unknown>)).toEqual({
      callbackNumber: '•••333',
      caller_id: '•••037',
      list: ['•••333', ['•••333']],
      more: { number: '•••333', phone: '•••' },
    });
  });

  test('stay where they are shorter, and where the event type knows a number', () => {
    const short = { orders: 999_999, share: 0.8333333333333334, below: -40 };
    expect(mask(UNKNOWN, short)).toBe(short);
    const known = { queue: 'sales', thresholdMs: 13_911_113_333 };
    expect(mask('queue.defined', known)).toBe(known);
    expect(mask(UNKNOWN, known)).toEqual({ queue: 'sales', thresholdMs: '•••333' });
  });

  test('are no ids', () => {
    expect(mask(UNKNOWN, { contact: 13_811_110_034 })).toEqual({ contact: '•••034' });
  });
});

describe('names', () => {
  test('of fields are masked too, and no value is lost where two look the same then', () => {
    const data = { '13811110034': 1, '•••034': 2, a: { '13911110034': 3, '+86 13811110034': 4 } };
    const masked = {
      '•••034': 2,
      '•••034 n2': 1,
      a: { '•••034': 3, '•••034 n2': 4 },
    };
    expect(mask(UNKNOWN, data)).toEqual(masked);
    expect(mask(UNKNOWN, masked)).toBe(masked);
  });

  test('of the floor are those of event types that have such a field', () => {
    const named = { agent: 'a', name: '13811110034', team: '13811110035', site: '13811110036' };
    expect(mask('agent.signedIn', named)).toBe(named);
    expect(mask('contact.queued', { contact: 'c', queue: 'q', business: 'b', ...named })).toEqual({
      contact: 'c',
      queue: 'q',
      agent: 'a',
      business: 'b',
      name: '•••034',
      team: '•••035',
      site: '•••036',
    });
  });

  test('of channels may be what elsewhere names a customer', () => {
    const data = { agent: 'a', capacity: { phone: 2, email: 3 } };
    expect(mask('agent.signedIn', data)).toBe(data);
  });
});

describe('the key of a customer', () => {
  const keyOf = (data: Record<string, unknown>): unknown => mask(UNKNOWN, data).customerKey;

  test('is the same for the same customer, and tells nothing', () => {
    const key = keyOf({ customer: '13800138000' });
    expect(key).toMatch(/^[a-p]{16}$/);
    expect(keyOf({ customer: '13800138000' })).toBe(key);
    expect(keyOf({ customer: '13800138001' })).not.toBe(key);
    expect(createMask('another')(UNKNOWN, { customer: '13800138000' }).customerKey).not.toBe(key);
  });

  test.each(['138 0013-8000', '１３８００１３８０００', '(138) 0013 8000', 13_800_138_000])(
    'is the same however the number is written: %s',
    (customer) => {
      expect(keyOf({ customer })).toBe(keyOf({ customer: '13800138000' }));
    },
  );

  test('is made of one that the source sends itself as well: it can be a phone number', () => {
    expect(keyOf({ customerKey: '13800138000' })).toMatch(/^[a-p]{16}$/);
    const told = (customerKey: string) => keyOf({ customer: '•••000', customerKey });
    expect(told('a')).not.toBe(told('b'));
    expect(mask(UNKNOWN, { text: 'hello' })).toEqual({ text: 'hello' });
  });

  test('is never what the source calls the customer, whatever that looks like', () => {
    const customer = 'abcdefghijklmnop';
    expect(keyOf({ customer })).not.toBe(customer);
  });
});
