import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { superviseFeed, type ConnectionEvents, type FeedStatus } from '#web/feed/supervisor.ts';
import { manualPageClock } from '../manual-page-clock.ts';

interface Attempt {
  readonly cursor: string | null;
  readonly events: ConnectionEvents<string>;
  readonly at: number;
  closed: number;
}

/** A supervisor with a server made of levers. `answer` acts on each attempt as it is made. */
function scene(options: { answer?: (attempt: Attempt) => void; random?: () => number } = {}) {
  const clock = manualPageClock();
  const attempts: Attempt[] = [];
  const updates: string[] = [];
  const beats: number[] = [];
  let status: FeedStatus | null = null;
  let expectsUpdates = true;
  const feed = superviseFeed<string>({
    clock,
    random: options.random ?? (() => 0.5),
    connect(cursor, events) {
      const attempt: Attempt = { cursor, events, at: clock.now(), closed: 0 };
      attempts.push(attempt);
      options.answer?.(attempt);
      return { close: () => (attempt.closed += 1) };
    },
    cursorOf: (update) => update,
    onUpdate: (update) => updates.push(update),
    onBeat: (at) => beats.push(at),
    onStatus: (next) => (status = next),
    expectsUpdates: () => expectsUpdates,
  });
  return {
    clock,
    feed,
    attempts,
    updates,
    beats,
    get status() {
      return status;
    },
    get last() {
      return attempts.at(-1) as Attempt;
    },
    /** Lets the wait before the next try pass. */
    retry: () => clock.pass((status?.retryAt ?? clock.now()) - clock.now()),
    endReplay: () => (expectsUpdates = false),
  };
}

/** Even dice, the same in every run. */
function dice(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const refuse =
  (code: number, reason = '') =>
  (attempt: Attempt) =>
    attempt.events.onClosed({ code, reason });

describe('a wall hangs where nobody can press reload', () => {
  test.each([0, 1000, 1006, 1011, 4400, 4401, 4403, 4408, 4429, 4500])(
    'it is still trying after 500 refusals with code %i',
    (code) => {
      const it = scene({ answer: refuse(code), random: dice() });
      it.feed.start();
      for (let hour = 0; it.attempts.length < 500 && hour < 10; hour++) it.clock.pass(3_600_000);
      expect(it.attempts.length).toBeGreaterThanOrEqual(500);
      expect(it.status?.phase).toBe('waiting');
      expect(it.clock.timers).toBe(1);
    },
  );

  test('after an outage of an hour it is back within fifteen seconds of the server', () => {
    let up = false;
    const it = scene({
      answer: (attempt) => (up ? attempt.events.onOpened() : refuse(1006)(attempt)),
      random: dice(),
    });
    it.feed.start();
    it.clock.pass(3_600_000);
    expect(it.status?.lostAt).toBe(0);
    up = true;
    it.retry();
    expect(it.clock.now()).toBeLessThanOrEqual(3_615_000);
    expect(it.status).toMatchObject({ phase: 'live', lostAt: null, retryAt: null, attempts: 0 });
  });

  test('a connection that never opens is given up after ten seconds', () => {
    const it = scene();
    it.feed.start();
    it.clock.pass(10_000);
    expect(it.last.closed).toBe(0);
    it.clock.pass(1_000);
    expect(it.last.closed).toBe(1);
    expect(it.status?.phase).toBe('waiting');
    it.clock.pass(8_000);
    expect(it.attempts).toHaveLength(2);
  });

  test('a socket that cannot even be made is one more failure, not the end', () => {
    let broken = true;
    const it = scene({
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
  test('ten seconds without a word, not even a pong, end it', () => {
    const it = scene();
    it.feed.start();
    it.last.events.onOpened();
    it.last.events.onUpdate('c1');
    it.clock.pass(9_000);
    it.last.events.onHeard();
    it.clock.pass(10_000);
    expect(it.status?.phase).toBe('live');
    it.clock.pass(1_000);
    expect(it.status?.phase).toBe('waiting');
    expect(it.attempts[0]?.closed).toBe(1);
  });

  test('pongs without updates are a dead subscription', () => {
    const it = scene();
    it.feed.start();
    it.last.events.onOpened();
    for (let second = 0; second < 21; second++) {
      it.clock.pass(1_000);
      it.attempts[0]?.events.onHeard();
    }
    expect(it.attempts[0]?.closed).toBe(1);
  });

  test("the floor's clock going on is as good as an update, but no place to resume from", () => {
    const it = scene();
    it.feed.start();
    it.last.events.onOpened();
    it.last.events.onUpdate('c1');
    for (let second = 1; second <= 60; second++) {
      it.clock.pass(1_000);
      it.last.events.onBeat(second);
    }
    expect(it.attempts).toHaveLength(1);
    expect(it.beats.at(-1)).toBe(60);
    it.last.events.onClosed({ code: 1006, reason: '' });
    it.retry();
    expect(it.last.cursor).toBe('c1');
  });

  test('a replay at its end may be silent for as long as it likes', () => {
    const it = scene();
    it.endReplay();
    it.feed.start();
    it.last.events.onOpened();
    for (let second = 0; second < 600; second++) {
      it.clock.pass(1_000);
      it.last.events.onHeard();
    }
    expect(it.attempts).toHaveLength(1);
  });

  test('what an abandoned connection still says is not heard', () => {
    const it = scene();
    it.feed.start();
    const old = it.last;
    old.events.onOpened();
    old.events.onClosed({ code: 1006, reason: '' });
    old.events.onUpdate('from the grave');
    old.events.onClosed({ code: 1006, reason: '' });
    old.events.onOpened();
    expect(it.updates).toEqual([]);
    expect(it.status?.phase).toBe('waiting');
  });
});

describe('it comes back where it was', () => {
  test('with the cursor of the last update', () => {
    const it = scene();
    it.feed.start();
    expect(it.last.cursor).toBeNull();
    it.last.events.onOpened();
    it.last.events.onUpdate('c1');
    it.last.events.onUpdate('c2');
    it.last.events.onClosed({ code: 1001, reason: '' });
    it.clock.pass(8_000);
    expect(it.last.cursor).toBe('c2');
  });

  test('refused sockets do not cost the cursor, connections that bring nothing do', () => {
    const it = scene();
    it.feed.start();
    it.last.events.onOpened();
    it.last.events.onUpdate('c1');
    for (let time = 0; time < 5; time++) {
      it.last.events.onClosed({ code: 1006, reason: '' });
      it.retry();
    }
    expect(it.last.cursor).toBe('c1');
    for (let time = 0; time < 2; time++) {
      it.last.events.onOpened();
      it.last.events.onClosed({ code: 4400, reason: 'what cursor?' });
      it.retry();
    }
    expect(it.last.cursor).toBeNull();
  });
});

describe('a hundred screens do not come back in the same instant', () => {
  test('after a quiet run the first try is within a second and a half', () => {
    const it = scene({ random: () => 0.999 });
    it.feed.start();
    it.last.events.onOpened();
    for (let second = 0; second < 30; second++) {
      it.clock.pass(1_000);
      it.last.events.onUpdate(`c${second}`);
    }
    it.last.events.onClosed({ code: 1006, reason: '' });
    expect((it.status?.retryAt ?? 0) - it.clock.now()).toBeCloseTo(1_498.5);
  });

  test('after a short one it spreads over eight seconds', () => {
    const it = scene({ random: () => 0.999 });
    it.feed.start();
    it.last.events.onOpened();
    it.clock.pass(1_000);
    it.last.events.onClosed({ code: 1006, reason: '' });
    expect((it.status?.retryAt ?? 0) - it.clock.now()).toBeCloseTo(7_992);
  });

  test('the server may say over how long', () => {
    const it = scene({ random: () => 0.5 });
    it.feed.start();
    it.last.events.onOpened();
    it.last.events.onClosed({ code: 1012, reason: '{"spreadMs":60000}' });
    expect(it.status?.retryAt).toBe(30_000);
  });

  test.each(['{"spreadMs":"soon"}', '{"spreadMs":-1}', '{', '{}', 'null', '[]'])(
    'a reason that makes no sense (%s) changes nothing',
    (reason) => {
      const it = scene();
      it.feed.start();
      it.last.events.onOpened();
      it.last.events.onClosed({ code: 1012, reason });
      expect(it.status?.retryAt).toBe(4_000);
    },
  );

  test('later tries wait between one and fifteen seconds', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (throws) => {
        const it = scene({ answer: refuse(1006), random: () => throws.next().value as number });
        it.feed.start();
        it.clock.pass(120_000);
        const waits = it.attempts
          .slice(2)
          .map((attempt, index) => attempt.at - (it.attempts[index + 1]?.at ?? 0));
        for (const wait of waits) {
          expect(wait).toBeGreaterThanOrEqual(999.9);
          expect(wait).toBeLessThanOrEqual(15_000.1);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('waking', () => {
  test('while waiting, it tries at once', () => {
    const it = scene({ answer: refuse(1006) });
    it.feed.start();
    const before = it.attempts.length;
    it.feed.wake();
    expect(it.attempts).toHaveLength(before + 1);
    expect(it.clock.timers).toBe(1);
  });

  test('a connection heard a moment ago is kept, a silent one replaced at once', () => {
    const it = scene();
    it.feed.start();
    it.last.events.onOpened();
    it.clock.pass(2_000);
    it.feed.wake();
    expect(it.attempts).toHaveLength(1);
    it.clock.pass(1_000);
    it.feed.wake();
    expect(it.attempts).toHaveLength(2);
    expect(it.attempts[0]?.closed).toBe(1);
  });

  test('before the start and after the stop it does nothing', () => {
    const it = scene();
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

describe('a screen that is not signed in', () => {
  test.each([4401, 4403])(
    'says so after close code %i, keeps trying, and forgets it once let in',
    (code) => {
      let signedIn = false;
      const it = scene({
        answer: (attempt) => (signedIn ? attempt.events.onOpened() : refuse(code)(attempt)),
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
    const it = scene({ answer: refuse(1006) });
    it.feed.start();
    expect(it.status?.unauthorised).toBe(false);
    it.feed.refused();
    expect(it.status?.unauthorised).toBe(true);
  });
});
