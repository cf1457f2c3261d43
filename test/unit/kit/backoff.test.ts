import { expect, test } from 'vitest';
import { createBackoff } from '#server/kit/backoff.ts';

test('waits grow to the limit and are short again after a success', () => {
  const backoff = createBackoff({ firstMs: 100, maxMs: 1_000, factor: 3, random: () => 1 });
  expect([1, 2, 3, 4].map(() => backoff.nextMs())).toEqual([100, 300, 900, 1_000]);
  backoff.reset();
  expect(backoff.nextMs()).toBe(100);
});

test('clients that lost the same server do not come back in the same instant', () => {
  const first = createBackoff({ firstMs: 1_000, random: () => 0 });
  const second = createBackoff({ firstMs: 1_000, random: () => 0.999 });
  expect(first.nextMs()).toBe(500);
  expect(second.nextMs()).toBe(1_000);
});
