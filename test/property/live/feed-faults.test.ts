import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '#server/ingest/demo/random.ts';
import { fakeFloorServer } from '#test/support/fake-floor-server.ts';
import { Weather } from '#test/support/fake-network.ts';
import { screenOn } from '#test/support/screen.ts';
import { simulatedTime } from '#test/support/simulated-time.ts';
import { RETRY } from '#web/feed/backoff.ts';
import { WATCH } from '#web/feed/supervisor.ts';
import { runs } from '#test/support/runs.ts';

/*
 * One page through everything that networks, servers and machines do, in simulated time. Whatever
 * happened, a while after all is well it shows what the server knows.
 */

/** One that waits longest: it has just knocked in vain, and its browser holds it back. */
const BACK_WITHIN_MS = RETRY.windowsMs.at(-1)![1] + WATCH.openMs + 5_000;

type PlainFault = 'lose' | 'restart' | 'kill' | 'freeze' | 'up' | 'change' | 'wake' | 'online';
type Fault =
  | { readonly do: 'weather'; readonly weather: Weather }
  | { readonly do: 'cut'; readonly code: number; readonly reason: string }
  | { readonly do: PlainFault }
  | { readonly do: 'sleep' | 'jump'; readonly ms: number }
  | { readonly do: 'latency'; readonly ms: number }
  | { readonly do: 'signOut' | 'signIn' };

const plain = (...names: PlainFault[]): fc.Arbitrary<Fault> =>
  fc.constantFrom(...names).map((name) => ({ do: name }));
const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ do: fc.constant('weather'), weather: fc.constantFrom(...Object.values(Weather)) }),
  fc.record({
    do: fc.constant('cut'),
    code: fc.constantFrom(0, 1000, 1001, 1006, 1011, 1012, 1013, 4400, 4403, 4408, 4429),
    reason: fc.constantFrom('', '{"spreadMs":2000}', '{', 'Forbidden'),
  }),
  plain('lose', 'restart', 'kill', 'freeze', 'up', 'up', 'change', 'change', 'wake', 'online'),
  fc.record({ do: fc.constant('sleep'), ms: fc.integer({ min: 100, max: 36_000_000 }) }),
  fc.record({ do: fc.constant('jump'), ms: fc.integer({ min: 1, max: 10_000_000 }) }),
  fc.record({ do: fc.constant('latency'), ms: fc.integer({ min: 0, max: 2_000 }) }),
  fc.constantFrom<Fault>({ do: 'signOut' }, { do: 'signIn' }),
);
const story = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 40_000 }), fault: faults }), {
  maxLength: 25,
});

function scene(seed: string, chromium = false) {
  const time = simulatedTime();
  const server = fakeFloorServer(time);
  const screen = screenOn({ time, server, random: createRandom(seed).next, chromium });
  const { network, machine, feed } = screen;
  screen.feed.start();
  return {
    ...{ time, server, screen, network, machine, feed },
    befall(fault: Fault): void {
      switch (fault.do) {
        case 'weather':
          // Where nothing gets through for long, routers forget what was under way.
          if (fault.weather === Weather.black) network.lose();
          network.weather = fault.weather;
          return;
        case 'cut':
          return network.cut(fault);
        case 'lose':
          return network.lose();
        case 'wake':
          return feed.wake();
        case 'online':
          return feed.networkBack();
        case 'sleep':
          return machine.sleep(fault.ms);
        case 'jump':
          return machine.jump(fault.ms);
        case 'latency':
          network.latencyMs = fault.ms;
          return;
        case 'signOut':
        case 'signIn':
          server.unauthorised = fault.do === 'signOut';
          return;
        default:
          return server[fault.do]();
      }
    },
    /** All is well from now on. */
    heal(): void {
      server.up();
      server.unauthorised = false;
      network.weather = Weather.well;
      network.latencyMs = 5;
      while (machine.asleep) time.pass(1_000);
    },
  };
}

describe('whatever befalls a page', () => {
  test('it is live again a while after all is well, and knows what the server knows', () => {
    fc.assert(
      fc.property(story, fc.boolean(), fc.string(), (steps, chromium, seed) => {
        const it = scene(seed, chromium);
        for (const { afterMs, fault } of steps) {
          it.time.pass(afterMs);
          it.befall(fault);
          expect(it.network.open).toBeLessThanOrEqual(1);
          expect(it.machine.timers).toBe(1);
        }
        it.heal();
        it.server.change();
        it.time.pass(BACK_WITHIN_MS);
        expect(it.screen.status).toMatchObject({
          phase: 'live',
          lostAt: null,
          unauthorised: false,
        });
        it.server.change();
        it.time.pass(100);
        expect(it.screen.knows).toBe(it.server.newest);
        expect(it.network.mostOpen).toBe(1);
        expect(it.network.open).toBe(1);
        it.feed.stop();
        it.feed.stop();
        expect(it.network.open).toBe(0);
        expect(it.machine.timers).toBe(0);
        it.time.pass(100);
        expect(it.server.visitors).toBe(0);
        const tries = it.network.triedAt.length;
        it.time.pass(3_600_000);
        expect(it.network.triedAt).toHaveLength(tries);
      }),
      runs(150),
    );
  });

  test('it comes with the place of the newest that it knows, or with none', () => {
    fc.assert(
      fc.property(story, fc.string(), (steps, seed) => {
        const it = scene(seed);
        for (const { afterMs, fault } of steps) {
          it.time.pass(afterMs);
          it.befall(fault);
        }
        for (const { cursor, knew } of it.screen.tries)
          if (cursor !== null) expect(cursor).toBe(knew);
        // Once it knows a place, it gives it up only where two connections in a row brought nothing.
        const dropped = it.screen.tries.filter(
          ({ cursor, knew }) => cursor === null && knew !== null,
        );
        expect(dropped.length).toBeLessThanOrEqual(it.screen.liveAt.length);
      }),
      runs(100),
    );
  });
});

describe('it never gives up', () => {
  const HOUR_MS = 3_600_000;
  test.each([
    ['an hour', HOUR_MS],
    ['a day', 24 * HOUR_MS],
    ['a week', 168 * HOUR_MS],
  ])('after %s without a server it is back in fifteen seconds', (_, outageMs) => {
    for (const weather of [Weather.refused, Weather.black, Weather.noName, Weather.half]) {
      const it = scene(weather);
      it.time.pass(60_000);
      it.network.lose();
      it.network.weather = weather;
      it.time.pass(outageMs);
      expect(it.screen.status.phase).not.toBe('live');
      it.network.weather = Weather.well;
      it.time.pass(weather === Weather.half ? 25_000 : 15_000);
      expect(it.screen.status.phase, weather).toBe('live');
      // It kept on trying, and did not hurry.
      const triesAnHour = it.network.triedAt.length / (outageMs / HOUR_MS);
      expect(triesAnHour).toBeGreaterThan(100);
      expect(triesAnHour).toBeLessThan(400);
    }
  });
});

describe('what is dead is noticed', () => {
  test('a connection that nothing comes through any more, though nobody closed it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.string(), (afterMs, seed) => {
        const it = scene(seed);
        it.time.pass(1_000 + afterMs);
        it.network.lose();
        const deadAt = it.time.now;
        it.time.pass(10_000);
        const [noticedAt = Infinity] = it.screen.lostAt;
        expect(noticedAt - deadAt).toBeGreaterThanOrEqual(WATCH.silenceMs - 1_010);
        expect(noticedAt - deadAt).toBeLessThanOrEqual(WATCH.silenceMs + 25);
        expect(it.screen.status.phase).toBe('live');
      }),
    );
  });

  test('a network that holds all back for five seconds costs no connection', () => {
    const it = scene('held');
    it.time.pass(10_300);
    it.network.weather = Weather.held;
    it.time.pass(4_500);
    it.network.weather = Weather.well;
    it.server.change();
    it.time.pass(10_000);
    expect(it.network.triedAt).toHaveLength(1);
    expect(it.screen.knows).toBe(it.server.newest);
  });
});

describe('a lid that was shut', () => {
  test.each([10_000, 600_000, 36_000_000])(
    'for %i ms: live within two seconds of being opened, where the network is there',
    (ms) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 20_000 }), fc.string(), (afterMs, seed) => {
          const it = scene(seed);
          it.time.pass(20_000 + afterMs);
          it.network.lose();
          it.machine.sleep(ms);
          it.time.pass(ms);
          // What the browser tells when the lid goes up.
          it.feed.wake();
          it.time.pass(2_000);
          expect(it.screen.status.phase).toBe('live');
          expect(it.screen.liveAt.length).toBe(2);
        }),
        runs(50),
      );
    },
  );

  test('and nobody tells: its own watch finds out within six seconds', () => {
    const it = scene('untold');
    it.time.pass(20_000);
    it.network.lose();
    it.machine.sleep(36_000_000);
    it.time.pass(36_000_000 + 6_000);
    expect(it.screen.status.phase).toBe('live');
  });

  test('with a network that is there three seconds later: within seven', () => {
    const it = scene('slow network');
    it.time.pass(20_000);
    it.network.lose();
    it.network.weather = Weather.noName;
    it.machine.sleep(36_000_000);
    it.time.pass(36_000_000);
    it.feed.wake();
    it.time.pass(3_000);
    it.network.weather = Weather.well;
    it.time.pass(4_000);
    expect(it.screen.status.phase).toBe('live');
  });
});
