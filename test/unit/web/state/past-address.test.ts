import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentIn, withMoment } from '#web/state/past-address.ts';

const MOMENT = Date.parse('2026-11-21T14:03:05.000Z');

test('a moment can be sent as a link', () => {
  expect(withMoment('', MOMENT)).toBe('?at=2026-11-21T14:03:05.000Z');
  expect(withMoment('?lang=zh', MOMENT)).toBe('?lang=zh&at=2026-11-21T14:03:05.000Z');
  expect(momentIn('?at=2026-11-21T14:03:05.000Z')).toBe(MOMENT);
});

test('back in the present nothing of it is left, and all else is', () => {
  expect(withMoment('?at=2026-11-21T14:03:05.000Z', null)).toBe('');
  expect(withMoment('?lang=zh&at=2026-11-21T14:03:05.000Z', null)).toBe('?lang=zh');
});

test('whatever moment, the link leads back to it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (moment) => {
      expect(momentIn(withMoment('?lang=en', moment))).toBe(moment);
    }),
  );
});

test('a moment may come in another offset, and what is none leads nowhere', () => {
  expect(momentIn('?at=2026-11-21T22:03:05%2B08:00')).toBe(MOMENT);
  expect(momentIn('?at=2026-11-21T22:03:05+08:00')).toBe(MOMENT);
  for (const search of ['', '?at=', '?at=yesterday', '?at=5', '?at=2026-13-99T00:00:00Z'])
    expect(momentIn(search), search).toBeNull();
});
