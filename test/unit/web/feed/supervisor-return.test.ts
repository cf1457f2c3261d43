import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_GREETING, type Greeting } from '#web/feed/greeting.ts';
import { feedScene, refuse } from './feed-scene.ts';

describe('five hundred screens do not come back in the same instant', () => {
  const greeting = (spreadMs: number): Greeting => ({ ...NO_GREETING, spreadMs });
  const wait = (it: ReturnType<typeof feedScene>): number =>
    (it.status?.retryAt ?? 0) - it.clock.now();

  test('the first try is within what the server told when all was well', () => {
    const it = feedScene({ random: () => 0.999 });
    it.feed.start();
    it.last.events.onOpened(greeting(10_000));
    it.stay(30_000);
    it.last.events.onClosed({ code: 1006, reason: '' });
    expect(wait(it)).toBeCloseTo(9_990);
  });

  test('what it told last counts, so that one that is alone by now is back at once', () => {
    const it = feedScene({ random: () => 0.999 });
    it.feed.start();
    it.last.events.onOpened(greeting(10_000));
    it.last.events.onBeat(1, 20);
    it.last.events.onClosed({ code: 1006, reason: '' });
    expect(wait(it)).toBeLessThan(20);
  });

  test('where it never told, over eight seconds', () => {
    const it = feedScene({ random: () => 0.999 });
    it.feed.start();
    it.last.events.onOpened(NO_GREETING);
    it.last.events.onClosed({ code: 1006, reason: '' });
    expect(wait(it)).toBeCloseTo(7_992);
  });

  test('a server that takes them in and drops them again sees them ever less often', () => {
    const it = feedScene({ random: () => 0.5 });
    it.feed.start();
    const waits = [1, 2, 3, 4, 5, 6].map(() => {
      it.last.events.onOpened(greeting(20));
      it.stay(5_000);
      it.last.events.onClosed({ code: 1006, reason: '' });
      const found = wait(it);
      it.retry();
      return found;
    });
    expect(waits).toEqual([10, 2_000, 4_500, 8_500, 11_500, 11_500]);
    it.last.events.onOpened(greeting(20));
    it.stay(30_000);
    it.last.events.onClosed({ code: 1006, reason: '' });
    expect(wait(it)).toBe(10);
  });

  test('the server may say over how long when it closes, but not for ever', () => {
    const it = feedScene({ random: () => 0.5 });
    it.feed.start();
    it.last.events.onOpened(greeting(20));
    it.last.events.onClosed({ code: 1012, reason: '{"spreadMs":30000}' });
    expect(it.status?.retryAt).toBe(15_000);
    it.retry();
    it.last.events.onClosed({ code: 1013, reason: '{"spreadMs":1e12}' });
    expect(wait(it)).toBe(30_000);
  });

  test.each(['{"spreadMs":"soon"}', '{"spreadMs":-1}', '{', '{}', 'null', '[]'])(
    'a reason that makes no sense (%s) changes nothing',
    (reason) => {
      const it = feedScene();
      it.feed.start();
      it.last.events.onOpened(NO_GREETING);
      it.last.events.onClosed({ code: 1012, reason });
      expect(it.status?.retryAt).toBe(4_000);
    },
  );

  test('from try to try it is never more than thirteen seconds, and never less than a quarter', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (throws) => {
        const it = feedScene({ answer: refuse(1006), random: () => throws.next().value as number });
        it.feed.start();
        it.clock.pass(120_000);
        const waits = it.attempts
          .slice(2)
          .map((attempt, index) => attempt.at - (it.attempts[index + 1]?.at ?? 0));
        for (const wait of waits) {
          expect(wait).toBeGreaterThanOrEqual(249.9);
          expect(wait).toBeLessThanOrEqual(13_000.1);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('waking', () => {
  test('while waiting, it tries at once', () => {
    const it = feedScene({ answer: refuse(1006) });
    it.feed.start();
    const before = it.attempts.length;
    it.feed.wake();
    expect(it.attempts).toHaveLength(before + 1);
    expect(it.clock.timers).toBe(1);
  });

  test('a connection heard a moment ago is kept, a silent one replaced at once', () => {
    const it = feedScene();
    it.feed.start();
    it.last.events.onOpened(NO_GREETING);
    it.clock.pass(2_000);
    it.feed.wake();
    expect(it.attempts).toHaveLength(1);
    it.clock.pass(600);
    it.feed.wake();
    expect(it.attempts).toHaveLength(2);
    expect(it.attempts[0]?.closed).toBe(1);
  });

  test('a connection that was heard a moment ago has to speak again: that may have come before the sleep', () => {
    const it = feedScene();
    it.feed.start();
    it.last.events.onOpened(NO_GREETING);
    it.last.events.onUpdate('c1');
    it.feed.wake();
    it.clock.pass(2_400);
    expect(it.attempts).toHaveLength(1);
    it.clock.pass(1_000);
    expect(it.attempts).toHaveLength(2);
    it.last.events.onOpened(NO_GREETING);
    it.feed.wake();
    it.stay(10_000);
    expect(it.attempts).toHaveLength(2);
  });

  test('a try from before the sleep is replaced, a new one left alone', () => {
    const it = feedScene();
    it.feed.start();
    it.clock.pass(3_000);
    it.feed.wake();
    expect(it.attempts).toHaveLength(2);
    it.feed.wake();
    it.feed.networkBack();
    expect(it.attempts).toHaveLength(2);
    expect(it.clock.timers).toBe(1);
  });

  test('after it, tries are as quick as after a first loss', () => {
    const it = feedScene({ answer: refuse(1006) });
    it.feed.start();
    it.clock.pass(3_600_000);
    it.feed.wake();
    const waits = [1, 2, 3].map(() => {
      const found = (it.status?.retryAt ?? 0) - it.clock.now();
      it.retry();
      return found;
    });
    expect(waits).toEqual([4_000, 4_500, 5_000]);
  });

  test('a network that is back is back for all: they spread as the server told', () => {
    const it = feedScene({ random: () => 0.5 });
    it.feed.start();
    it.last.events.onOpened({ ...NO_GREETING, spreadMs: 10_000 });
    it.clock.pass(4_000);
    it.feed.networkBack();
    expect(it.status).toMatchObject({ phase: 'waiting', lostAt: 4_000, retryAt: 9_000 });
    it.clock.pass(3_000);
    it.feed.networkBack();
    expect(it.status?.retryAt).toBe(9_000);
    it.clock.pass(2_000);
    expect(it.attempts).toHaveLength(2);
  });

  test('before the start and after the stop it does nothing', () => {
    const it = feedScene();
    it.feed.wake();
    expect(it.attempts).toHaveLength(0);
    it.feed.start();
    it.feed.start();
    expect(it.attempts).toHaveLength(1);
    it.feed.stop();
    it.feed.stop();
    it.feed.wake();
    it.clock.pass(600_000);
    expect(it.attempts).toHaveLength(1);
    expect(it.clock.timers).toBe(0);
  });
});
