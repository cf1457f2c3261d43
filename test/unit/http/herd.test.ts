import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAdmission, deferredSpreadMsOf, spreadMsOf } from '#server/http/herd.ts';
import { handClock } from '#test/support/connector-context.ts';
import { mostInASecond } from '#test/support/herd.ts';

test('one screen is back at once, five hundred within ten seconds, any number within thirty', () => {
  expect([0, 1, 500, 1_000_000].map(spreadMsOf)).toEqual([0, 20, 10_000, 30_000]);
  expect([0, 500].map(deferredSpreadMsOf)).toEqual([2_000, 10_000]);
});

test('no second takes in more than it may, no room that is there is left, and all come in, in order', () => {
  const gapsMs = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 });
  fc.assert(
    fc.property(gapsMs, fc.integer({ min: 1, max: 20 }), (gaps, perSecond) => {
      const clock = handClock(1_000);
      const admission = createAdmission({ clock, perSecond });
      const cameAt: number[] = [];
      const admittedAt: number[] = [];
      const order: number[] = [];
      let turnedAway = 0;
      for (const [place, gapMs] of gaps.entries()) {
        clock.advance(gapMs);
        const admit = (): boolean => {
          order.push(place);
          // Every seventh has gone when it is its turn.
          if (place % 7 !== 6) admittedAt.push(clock.now());
          return place % 7 !== 6;
        };
        if (admission.enter(admit)) cameAt.push(clock.now());
        else turnedAway += 1;
        const lately = admittedAt.filter((at) => clock.now() - at < 1_000).length;
        if (admission.waiting > 0) expect(lately).toBe(perSecond);
      }
      clock.advance(1_000 * gaps.length);
      expect(admission.waiting).toBe(0);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order).toHaveLength(cameAt.length);
      expect(mostInASecond(admittedAt)).toBeLessThanOrEqual(perSecond);
      expect(admission.deferred).toBe(turnedAway);
    }),
  );
});

test('who finds a line of twenty seconds is asked to come again', () => {
  const clock = handClock(1_000);
  const admission = createAdmission({ clock, perSecond: 3 });
  let admitted = 0;
  const enter = (): boolean => admission.enter(() => (admitted += 1) > 0);
  expect(Array.from({ length: 63 }, enter)).not.toContain(false);
  expect([enter(), admission.deferred, admitted]).toEqual([false, 1, 3]);
  clock.advance(20_000);
  expect([admitted, admission.waiting]).toEqual([63, 0]);
  admission.close();
  expect(enter()).toBe(false);
});

test('a clock that is set back by an hour does not shut the door for an hour', () => {
  let now = 3_600_000;
  const clock = { now: () => now, after: () => ({ cancel() {} }) };
  const admission = createAdmission({ clock, perSecond: 2 });
  const admit = (): boolean => true;
  expect([1, 2].map(() => admission.enter(admit))).toEqual([true, true]);
  now = 0;
  expect([admission.enter(admit), admission.waiting]).toEqual([true, 0]);
});
