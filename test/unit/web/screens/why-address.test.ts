import fc from 'fast-check';
import { expect, test } from 'vitest';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { questionIn, whyAddress } from '#web/screens/why-address.ts';
import { WHY_WINDOWS, type WhyQuestion } from '#web/state/why-model.ts';

const LEVEL: WhyQuestion = {
  metric: 'serviceLevelRatio',
  queue: null,
  window: 'today',
  variant: null,
};

test('an open number can be sent as a link', () => {
  expect(whyAddress(LEVEL)).toBe('#why=serviceLevelRatio:total:today');
  expect(whyAddress({ ...LEVEL, queue: 'billing', window: 'last30', variant: 'POS' })).toBe(
    '#why=serviceLevelRatio:queue-billing:last30:POS',
  );
});

test('whatever a queue is called, the link leads back to the same number', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...METRIC_DEFINITIONS.map(({ id }) => id)),
      fc.option(fc.string({ minLength: 1, unit: 'grapheme' })),
      fc.constantFrom(...WHY_WINDOWS),
      fc.option(fc.constantFrom('NEG', 'AVAYA_VDN')),
      (metric, queue, window, variant) => {
        const question = { metric, queue, window, variant };
        expect(questionIn(whyAddress(question))).toEqual(question);
      },
    ),
  );
});

test('a queue called total is not all queues', () => {
  expect(questionIn(whyAddress({ ...LEVEL, queue: 'total' }))?.queue).toBe('total');
});

test('an address that names no number opens none', () => {
  for (const hash of [
    '',
    '#',
    '#why=',
    '#why=serviceLevelRatio',
    '#why=serviceLevelRatio:total:tomorrow',
    '#why=serviceLevelRatio:queue-:today',
    '#why=serviceLevelRatio:queue-%E4:today',
    '#why=service level:total:today',
    '#why=serviceLevelRatio:total:today:<b>',
    '#else',
  ])
    expect(questionIn(hash), hash).toBeNull();
});

test('a site’s own number has an address too', () => {
  const question = { ...LEVEL, metric: 'site.repeatShare' as const };
  expect(questionIn(whyAddress(question))).toEqual(question);
});
