import { describe, expect, test } from 'vitest';
import { ADMITTED_A_SECOND } from '#server/http/herd.ts';
import { mostInASecond, Outage, runHerd } from '#test/support/herd.ts';

/*
 * Five hundred screens and one server, in simulated time. `npm run bench -- herd` prints the figures of
 * many runs, and those of real sockets.
 */

const SCREENS = 500;
const HOUR_MS = 3_600_000;

describe('after an outage five hundred screens are back', () => {
  test.each([
    [Outage.restart, 2_000],
    [Outage.restart, 60_000],
    [Outage.killed, 2_000],
    [Outage.killed, 60_000],
    [Outage.killed, HOUR_MS],
    [Outage.network, 2_000],
    [Outage.network, 60_000],
    [Outage.network, HOUR_MS],
    [Outage.frozen, 60_000],
  ])(
    '%s for %i ms: all, 99 of 100 within fifteen seconds, not too many at once',
    (outage, outageMs) => {
      const seed = `${Date.now()}`;
      const found = runHerd({ screens: SCREENS, outage, outageMs, seed, chromium: false });
      const told = `seed ${seed}: ${JSON.stringify(found)}`;
      expect(found, told).toMatchObject({ lost: SCREENS, back: SCREENS, behind: 0 });
      expect(found.p99Ms, told).toBeLessThanOrEqual(15_000);
      expect(found.mostAdmitted, told).toBeLessThanOrEqual(ADMITTED_A_SECOND);
      // Where nobody is answered, all who wait to be reach the server in the instant it answers again.
      const unanswered = outage === Outage.network || outage === Outage.frozen;
      if (!unanswered) expect(found.mostReached, told).toBeLessThanOrEqual(110);
    },
  );

  test('one screen alone is back at once', () => {
    for (const outage of [Outage.restart, Outage.killed]) {
      const found = runHerd({ screens: 1, outage, outageMs: 100, seed: 'alone', chromium: false });
      expect(found).toMatchObject({ lost: 1, back: 1 });
      expect(found.lastMs).toBeLessThanOrEqual(3_100);
    }
  });

  test('a pause of the network of two seconds that loses nothing costs nobody a connection', () => {
    const run = { screens: 50, outageMs: 2_000, seed: 'pause', chromium: false };
    expect(runHerd({ ...run, outage: Outage.frozen }).lost).toBe(0);
  });
});

test('a second is any second, not only one that begins on the clock', () => {
  expect(mostInASecond([0, 900, 1_100, 1_800, 1_899, 5_000])).toBe(4);
  expect(mostInASecond([0, 1_000])).toBe(1);
  expect(mostInASecond([])).toBe(0);
});
