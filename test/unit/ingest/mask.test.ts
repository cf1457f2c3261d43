import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMask, maskCustomer } from '#server/ingest/mask.ts';

const mask = createMask('an installation secret');

describe('customers are masked before anything is stored', () => {
  test.each([
    ['+8613800138000', '•••000'],
    ['138 0013 8000', '•••000'],
    ['li.lei@example.cn', 'l•••@•••'],
    ['oPenId_x9', '•••'],
    ['1234', '•••'],
  ])('%s becomes %s', (value, masked) => {
    expect(maskCustomer(value)).toBe(masked);
  });

  test('a number is found under any name and at any depth, also in free text', () => {
    const masked = JSON.stringify(
      mask({
        contact: '1795291634.10',
        queue: 'sales',
        customer: '+8613800138000',
        callerIdNum: '02161234567',
        note: 'please call 138-0013-8000 back',
        extra: { deep: [{ phone: '13800138000' }] },
      }),
    );
    expect(masked).not.toMatch(/138.?0013|61234567/);
    expect(masked).toContain('"contact":"1795291634.10"');
  });

  test('the same customer is known again by a key that tells nothing', () => {
    const key = (customer: string): unknown => mask({ customer }).customerKey;
    expect(key('13800138000')).toBe(key('13800138000'));
    expect(key('13800138000')).not.toBe(key('13800138001'));
    expect(createMask('another')({ customer: '13800138000' }).customerKey).not.toBe(
      key('13800138000'),
    );
  });

  test('a key that the source sends itself is turned into one too: it can be a phone number', () => {
    const { customerKey } = mask({ customerKey: '13800138000' });
    expect(customerKey).toMatch(/^[0-9a-f]{16}$/);
    const told = (key: string) => mask({ customer: '•••000', customerKey: key });
    expect(told('a').customerKey).not.toBe(told('b').customerKey);
    expect(mask({ text: 'hello' })).toEqual({ text: 'hello' });
  });

  test('no run of seven digits survives in a field that is not an id', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^\d{7,15}$/), fc.string(), (a, number, b) => {
        const masked = mask({ text: `${a} ${number} ${b}`, customer: number });
        expect(JSON.stringify([masked.text, masked.customer])).not.toContain(number);
      }),
    );
  });
});
