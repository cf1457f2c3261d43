import { expect, test } from 'vitest';
import { logReasons, logSamples, logWarnings, watchLog } from '#server/app-log-watch.ts';
import type { JournalHealth } from '#server/journal/journal.ts';
import { handClock } from '#test/support/connector-context.ts';

const REFUSING = { since: 1_000, reason: 'the disk is full (ENOSPC)' };

/** A journal with levers, and a floor whose connectors may hold something back. */
function scene() {
  const clock = handClock(10_000);
  const listeners = new Set<() => void>();
  const lever = { health: { refusing: null, damage: [] } as JournalHealth, behind: false };
  let told = 0;
  const watch = watchLog({
    journal: {
      get health() {
        return lever.health;
      },
      onHealth(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock,
    isBehind: () => lever.behind,
    changed: () => {
      told += 1;
    },
  });
  const say = (change: Partial<JournalHealth>): void => {
    lever.health = { ...lever.health, ...change };
    for (const listener of listeners) listener();
  };
  return { clock, lever, watch, say, told: () => told };
}

test('a disk that refuses is said at once, and that it takes again too, where nothing was held', () => {
  const { watch, say, told } = scene();
  expect(watch.stands).toBe(false);
  say({ refusing: REFUSING });
  expect([watch.stands, watch.health.refusing, told()]).toEqual([true, REFUSING, 1]);
  say({ refusing: null });
  expect([watch.stands, watch.health.refusing, told()]).toEqual([false, null, 2]);
});

test('what connectors held is told before the floor goes on; nobody is waited for without end', () => {
  const { clock, lever, watch, say, told } = scene();
  lever.behind = true;
  say({ refusing: REFUSING });
  say({ refusing: null });
  clock.advance(400);
  expect([watch.stands, told()]).toEqual([true, 1]);
  lever.behind = false;
  clock.advance(100);
  expect([watch.stands, told()]).toEqual([false, 2]);

  lever.behind = true;
  say({ refusing: { ...REFUSING, since: 2_000 } });
  say({ refusing: null });
  clock.advance(4_900);
  expect(watch.stands).toBe(true);
  clock.advance(200);
  expect([watch.stands, told()]).toEqual([false, 4]);
});

test('a disk that refuses again while it catches up is an outage that goes on', () => {
  const { clock, lever, watch, say } = scene();
  lever.behind = true;
  say({ refusing: REFUSING });
  say({ refusing: null });
  clock.advance(4_000);
  say({ refusing: { ...REFUSING, since: 13_000 } });
  clock.advance(10_000);
  expect(watch.health.refusing).toEqual({ ...REFUSING, since: 13_000 });
  lever.behind = false;
  say({ refusing: null });
  expect(watch.stands).toBe(false);
});

test('after its end nothing is told', () => {
  const { watch, say, told } = scene();
  watch.close();
  watch.close();
  say({ refusing: REFUSING });
  expect(told()).toBe(0);
});

test('damage is told when it is found, warns, and does not make the floor unready', () => {
  const { lever, watch, say, told } = scene();
  const from = Date.parse('2026-11-20T08:00:00Z');
  const damage = [
    { afterSeq: 10, beforeSeq: 15, from, to: from + 60_000, bytes: 900 },
    { afterSeq: 90, beforeSeq: null, from, to: null, bytes: 7 },
  ];
  say({ damage });
  expect(told()).toBe(1);
  expect(watch.health.damage).toEqual([
    { from, to: from + 60_000, entries: 4 },
    { from, to: null, entries: null },
  ]);
  expect(logReasons(watch.health)).toEqual([]);
  expect(logWarnings(watch.health)).toEqual([
    expect.stringMatching(
      /between 2026-11-20T08:00:00.000Z and 2026-11-20T08:01:00.000Z, at most 4/,
    ),
    expect.stringMatching(/and its end: nothing of that is shown or counted/),
  ]);
  const samples = logSamples(watch.health, lever.health, 5_000);
  expect(Object.fromEntries(samples.map(({ name, value }) => [name, value]))).toEqual({
    tidewall_log_refusing: 0,
    tidewall_log_refusing_seconds: 0,
    tidewall_log_damage: 2,
    tidewall_log_damaged_bytes: 907,
  });
});

test('while it refuses the reason is a sentence, and the monitoring counts the seconds', () => {
  const { lever, watch, say } = scene();
  say({ refusing: REFUSING });
  expect(logReasons(watch.health)).toEqual([
    'the disk takes nothing since 1970-01-01T00:00:01.000Z (the disk is full (ENOSPC)): new events are refused',
  ]);
  const samples = logSamples(watch.health, lever.health, 5_000);
  expect(samples.slice(0, 2).map(({ value }) => value)).toEqual([1, 4]);
});
