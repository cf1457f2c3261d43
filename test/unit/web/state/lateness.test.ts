import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLateness } from '#web/state/lateness.ts';

/** Beats of a server whose clock is `aheadMs` ahead of the page's, each so long on its way. */
function beats(waysMs: readonly number[], aheadMs = 0, from = 0): number[] {
  const lateness = createLateness();
  return waysMs.map((wayMs, second) => {
    const sentAt = from + second * 1_000;
    return lateness.of(sentAt + aheadMs, sentAt + wayMs);
  });
}

test('what comes as quickly as ever is not late, however wrong either clock is', () => {
  const wrong = fc.integer({ min: -1e12, max: 1e12 });
  const way = fc.integer({ min: 0, max: 1_900 });
  fc.assert(
    fc.property(wrong, fc.array(way), (aheadMs, waysMs) => {
      expect(beats(waysMs, aheadMs).every((lateMs) => lateMs === 0)).toBe(true);
    }),
  );
});

test('what was held up on its way is as old as it was held up', () => {
  expect(beats([10, 12, 10, 20_010], 5e11)).toEqual([0, 0, 0, 20_000]);
});

test('of a burst the newest is as late as the newest', () => {
  expect(beats([10, 10, 8_010, 7_010, 6_010, 5_010, 4_010, 3_010, 2_010, 1_010, 10]).at(-1)).toBe(
    0,
  );
});

test('clocks that drift by ten seconds a day are no lateness', () => {
  const lateness = createLateness();
  let worst = 0;
  for (let second = 0; second < 100_000; second += 1)
    worst = Math.max(worst, lateness.of(second * 1_000, second * 1_000.12));
  expect(worst).toBe(0);
});

test('a clock that was set is believed after a minute', () => {
  const lateness = createLateness();
  for (let second = 0; second < 30; second += 1) lateness.of(second * 1_000, second * 1_000);
  const after = Array.from({ length: 70 }, (_, second) =>
    lateness.of((30 + second) * 1_000, (30 + second) * 1_000 + 600_000),
  );
  expect(after.at(-1)).toBe(0);
});
