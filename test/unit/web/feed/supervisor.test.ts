import { describe, expect, test } from 'vitest';
import { NO_GREETING } from '#web/feed/greeting.ts';
import { WATCH } from '#web/feed/supervisor.ts';
import { dice, feedScene, refuse } from './feed-scene.ts';

describe('a wall hangs where nobody can press reload', () => {
  test.each([0, 1000, 1006, 1011, 4400, 4401, 4403, 4408, 4429, 4500])(
    'it is still trying after 500 refusals with code %i',
    (code) => {
      const it = feedScene({ answer: refuse(code), random: dice() });
      it.feed.start();
      for (let hour = 0; it.attempts.length < 500 && hour < 10; hour++) it.clock.pass(3_600_000);
      expect(it.attempts.length).toBeGreaterThanOrEqual(500);
      expect(it.status?.phase).toBe('waiting');
      expect(it.clock.timers).toBe(1);
    },
  );

  test('after an outage of an hour it is back within fifteen seconds of the server', () => {
    let up = false;
    const it = feedScene({
      answer: (attempt) => (up ? attempt.events.onOpened(NO_GREETING) : refuse(1006)(attempt)),
      random: dice(),
    });
    it.feed.start();
    it.clock.pass(3_600_000);
    expect(it.status?.lostAt).toBe(0);
    up = true;
    it.retry();
    expect(it.clock.now()).toBeLessThanOrEqual(3_613_000);
    expect(it.status).toMatchObject({ phase: 'live', lostAt: null, retryAt: null, attempts: 0 });
  });

  test('a connection that never opens is given up after ten seconds', () => {
    const it = feedScene();
    it.feed.start();
    it.clock.pass(9_999);
    expect(it.last.closed).toBe(0);
    it.clock.pass(1);
    expect(it.last.closed).toBe(1);
    expect(it.status?.phase).toBe('waiting');
    it.clock.pass(6_000);
    expect(it.attempts).toHaveLength(2);
  });

  test('where nobody answers for long, tries are short, but a slow server is waited for now and then', () => {
    const it = feedScene();
    it.feed.start();
    const tookMs: number[] = [];
    for (let time = 0; time < 17; time++) {
      const { at } = it.last;
      while (it.last.closed === 0) it.clock.pass(100);
      tookMs.push(it.clock.now() - at);
      it.retry();
    }
    const short = Array<number>(7).fill(WATCH.hungMs);
    expect(tookMs).toEqual([WATCH.openMs, ...short, WATCH.openMs, ...short, WATCH.openMs]);
  });

  test('a server that answers the door is given its time, however many before it did not', () => {
    const it = feedScene();
    it.feed.start();
    it.clock.pass(20_000);
    expect(it.attempts).toHaveLength(2);
    const { at } = it.last;
    it.clock.pass(at + 4_000 - it.clock.now());
    it.last.events.onReached();
    it.clock.pass(9_900);
    it.last.events.onOpened(NO_GREETING);
    expect(it.status?.phase).toBe('live');
  });

  test('a socket that cannot even be made is one more failure, not the end', () => {
    let broken = true;
    const it = feedScene({
      answer: () => {
        if (broken) throw new Error('no sockets left');
      },
    });
    it.feed.start();
    expect(it.status?.phase).toBe('waiting');
    broken = false;
    it.retry();
    expect(it.status?.phase).toBe('connecting');
  });
});

describe('a dead connection is noticed', () => {
  test('six seconds without a word, not even a pong, end it, and its turn among all who lost it', () => {
    const it = feedScene({ random: () => 0.5 });
    it.feed.start();
    it.last.events.onOpened({ ...NO_GREETING, spreadMs: 10_000 });
    it.last.events.onUpdate('c1');
    it.clock.pass(5_000);
    it.last.events.onHeard();
    it.clock.pass(10_900);
    expect(it.attempts).toHaveLength(1);
    it.clock.pass(100);
    expect(it.attempts).toHaveLength(2);
    expect(it.attempts[0]?.closed).toBe(1);
    expect(it.status).toMatchObject({ phase: 'connecting', lostAt: 16_000 });
  });

  test('a connection that finds its voice while it waits for its turn is kept', () => {
    const it = feedScene({ random: () => 0.5 });
    it.feed.start();
    it.last.events.onOpened({ ...NO_GREETING, spreadMs: 10_000 });
    it.clock.pass(9_000);
    it.last.events.onHeard();
    it.last.events.onBeat(1, null);
    it.clock.pass(9_000);
    expect(it.attempts).toHaveLength(1);
  });

  test('one screen alone does not wait for others', () => {
    const it = feedScene({ random: () => 0.999 });
    it.feed.start();
    it.last.events.onOpened({ ...NO_GREETING, spreadMs: 20 });
    it.clock.pass(6_020);
    expect(it.attempts).toHaveLength(2);
  });

  test('pongs without updates are a dead subscription', () => {
    const it = feedScene();
    it.feed.start();
    it.last.events.onOpened({ ...NO_GREETING, spreadMs: 20 });
    for (let second = 0; second < 21; second++) {
      it.clock.pass(1_000);
      it.attempts[0]?.events.onHeard();
    }
    expect(it.attempts[0]?.closed).toBe(1);
  });

  test("the floor's clock going on is as good as an update, but no place to resume from", () => {
    const it = feedScene();
    it.feed.start();
    it.last.events.onOpened(NO_GREETING);
    it.last.events.onUpdate('c1');
    for (let second = 1; second <= 60; second++) {
      it.clock.pass(1_000);
      it.last.events.onBeat(second, null);
    }
    expect(it.attempts).toHaveLength(1);
    expect(it.beats.at(-1)).toBe(60);
    it.last.events.onClosed({ code: 1006, reason: '' });
    it.retry();
    expect(it.last.cursor).toBe('c1');
  });

  test('a replay at its end may be silent for as long as it likes', () => {
    const it = feedScene();
    it.endReplay();
    it.feed.start();
    it.last.events.onOpened(NO_GREETING);
    for (let second = 0; second < 600; second++) {
      it.clock.pass(1_000);
      it.last.events.onHeard();
    }
    expect(it.attempts).toHaveLength(1);
  });

  test('what an abandoned connection still says is not heard', () => {
    const it = feedScene();
    it.feed.start();
    const old = it.last;
    old.events.onOpened(NO_GREETING);
    old.events.onClosed({ code: 1006, reason: '' });
    old.events.onUpdate('from the grave');
    old.events.onClosed({ code: 1006, reason: '' });
    old.events.onOpened(NO_GREETING);
    expect(it.updates).toEqual([]);
    expect(it.status?.phase).toBe('waiting');
  });
});

describe('it comes back where it was', () => {
  test('with the cursor of the last update', () => {
    const it = feedScene();
    it.feed.start();
    expect(it.last.cursor).toBeNull();
    it.last.events.onOpened(NO_GREETING);
    it.last.events.onUpdate('c1');
    it.last.events.onUpdate('c2');
    it.last.events.onClosed({ code: 1001, reason: '' });
    it.clock.pass(8_000);
    expect(it.last.cursor).toBe('c2');
  });

  test('refused sockets do not cost the cursor, connections that bring nothing do', () => {
    const it = feedScene();
    it.feed.start();
    it.last.events.onOpened(NO_GREETING);
    it.last.events.onUpdate('c1');
    for (let time = 0; time < 5; time++) {
      it.last.events.onClosed({ code: 1006, reason: '' });
      it.retry();
    }
    expect(it.last.cursor).toBe('c1');
    for (let time = 0; time < 2; time++) {
      it.last.events.onOpened(NO_GREETING);
      it.last.events.onClosed({ code: 4400, reason: 'what cursor?' });
      it.retry();
    }
    expect(it.last.cursor).toBeNull();
  });
});

describe('a screen that is not signed in', () => {
  test.each([4401, 4403])(
    'says so after close code %i, keeps trying, and forgets it once let in',
    (code) => {
      let signedIn = false;
      const it = feedScene({
        answer: (attempt) =>
          signedIn ? attempt.events.onOpened(NO_GREETING) : refuse(code)(attempt),
      });
      it.feed.start();
      expect(it.status?.unauthorised).toBe(true);
      it.clock.pass(60_000);
      expect(it.status?.unauthorised).toBe(true);
      signedIn = true;
      it.clock.pass(15_000);
      expect(it.status).toMatchObject({ phase: 'live', unauthorised: false });
    },
  );

  test('may learn it another way, as browsers hide why a socket was refused', () => {
    const it = feedScene({ answer: refuse(1006) });
    it.feed.start();
    expect(it.status?.unauthorised).toBe(false);
    it.feed.refused();
    expect(it.status?.unauthorised).toBe(true);
  });
});
