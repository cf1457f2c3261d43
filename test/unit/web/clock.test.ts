import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { browserClock } from '#web/clock.ts';

/** A machine whose two clocks a test moves. */
function machine(wallAt = 1_790_000_000_000) {
  let wall = wallAt;
  let steady = 7_000;
  return {
    clock: browserClock({ wall: () => Math.floor(wall), steady: () => steady }),
    /** Time passes while the page is awake. */
    pass(ms: number, wallRate = 1): void {
      steady += ms;
      wall += ms * wallRate;
    },
    /** The lid is shut: only the wall clock goes on. */
    sleep(ms: number): void {
      wall += ms;
    },
    /** The wall clock is set. */
    set(byMs: number): void {
      wall += byMs;
    },
  };
}

describe("the page's time", () => {
  test('is the time that passes, however often it is asked for', () => {
    const it = machine();
    for (let asked = 0; asked < 100_000; asked += 1) {
      it.pass(0.1);
      it.clock.now();
    }
    expect(it.clock.now()).toBeCloseTo(10_000, 3);
  });

  test('goes on while the machine sleeps', () => {
    const it = machine();
    it.pass(500);
    it.clock.now();
    it.sleep(36_000_000);
    expect(it.clock.now()).toBeCloseTo(36_000_500, -1);
  });

  test('is not fooled by a wall clock that is set back, be it by years', () => {
    const it = machine();
    for (const byMs of [-1_000, -3_600_000, -10 * 365 * 86_400_000]) {
      const before = it.clock.now();
      it.set(byMs);
      it.pass(2_000);
      expect(it.clock.now() - before).toBeCloseTo(2_000, 6);
    }
  });

  test('takes a wall clock that is put forward for sleep: what is shown is called old, never new', () => {
    const it = machine();
    const before = it.clock.now();
    it.set(3_600_000);
    expect(it.clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
  });

  test('a wall clock that drifts, or is put right little by little, does not count', () => {
    for (const rate of [0.9995, 1.0005]) {
      const it = machine();
      for (let second = 0; second < 100_000; second += 1) {
        it.pass(1_000, rate);
        it.clock.now();
      }
      expect(it.clock.now()).toBe(100_000_000);
    }
  });

  test('never goes back, never stands still, and never loses a sleep', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('pass' as const),
        ms: fc.double({ min: 0, max: 5e3, noNaN: true }),
      }),
      fc.record({ do: fc.constant('sleep' as const), ms: fc.integer({ min: 1_002, max: 1e8 }) }),
      fc.record({ do: fc.constant('set' as const), ms: fc.integer({ min: -1e9, max: -1 }) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const it = machine();
        let passed = 0;
        let last = it.clock.now();
        for (const { do: what, ms } of steps) {
          it[what](ms);
          if (what !== 'set') passed += ms;
          const now = it.clock.now();
          expect(now).toBeGreaterThanOrEqual(last);
          // The wall clock is read in whole milliseconds.
          expect(Math.abs(now - passed)).toBeLessThanOrEqual(steps.length);
          last = now;
        }
      }),
    );
  });
});
