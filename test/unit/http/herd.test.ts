import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAdmission, deferredSpreadMsOf, spreadMsOf } from '#server/http/herd.ts';
import { handClock } from '#test/support/connector-context.ts';
import { mostInASecond } from '#test/support/herd.ts';

test('one screen is back at once, five hundred within ten seconds, any number within thirty', () => {
  expect([0, 1, 500, 1_000_000].map(spreadMsOf)).toEqual([0, 20, 10_000, 30_000]);
  expect([0, 500].map(deferredSpreadMsOf)).toEqual([2_000, 10_000]);
});

test('no second takes in more than it may, and no room that is there is refused', () => {
  const gapsMs = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 });
  fc.assert(
    fc.property(gapsMs, fc.integer({ min: 1, max: 20 }), (gaps, perSecond) => {
      const clock = handClock(1_000);
      const admission = createAdmission({ clock, perSecond });
      const admittedAt: number[] = [];
      for (const gapMs of gaps) {
        clock.advance(gapMs);
        const before = admittedAt.filter((at) => clock.now() - at < 1_000).length;
        const admits = admission.admits();
        expect(admits).toBe(before < perSecond);
        if (admits) admittedAt.push(clock.now());
      }
      expect(mostInASecond(admittedAt)).toBeLessThanOrEqual(perSecond);
      expect(admission.deferred).toBe(gaps.length - admittedAt.length);
    }),
  );
});

test('a clock that is set back by an hour does not shut the door for an hour', () => {
  let now = 3_600_000;
  const clock = { now: () => now, after: () => ({ cancel() {} }) };
  const admission = createAdmission({ clock, perSecond: 2 });
  expect([1, 2, 3].map(() => admission.admits())).toEqual([true, true, false]);
  now = 0;
  expect(admission.admits()).toBe(true);
});
