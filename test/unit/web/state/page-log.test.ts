import { expect, test } from 'vitest';
import type { FloorApi } from '#web/feed/floor-connection.ts';
import type { FeedStatus } from '#web/feed/supervisor.ts';
import type { FloorChange, LogHealth, Queue, Total } from '#web/state/model.ts';
import { Page } from '#web/state/page.svelte.ts';
import { Reading } from '#web/state/reading.svelte.ts';
import { manualPageClock } from '../manual-page-clock.ts';
import { noMetrics } from '../no-metrics.ts';
import { silentPastApi } from '../silent-past-api.ts';
import { silentWhyApi } from '../silent-why-api.ts';

const NOW = 1_000_000_000;
const NO_AGENTS = {
  ...{ signedIn: 0, available: 0, ringing: 0, talking: 0 },
  ...{ holding: 0, afterContactWork: 0, paused: 0 },
};
const SALES: Queue = {
  ...{ id: 'sales', name: 'Sales', thresholdMs: 20_000, targetRatio: 0.8, timeZone: 'UTC' },
  ...{ serviceLevelVariant: 'NEG', severity: null, stale: false, staleSince: null, waiting: 1 },
  ...{ longestWaitingSince: NOW - 5_000, serving: 0, agents: NO_AGENTS, today: noMetrics },
};
const TAKES: LogHealth = { refusingSince: null, reason: null, damage: [] };
const REFUSES: LogHealth = { ...TAKES, refusingSince: NOW, reason: 'the disk is full (ENOSPC)' };
const LIVE: FeedStatus = {
  ...{ phase: 'live', lostAt: null, retryAt: null, unauthorised: false, attempts: 0 },
};

async function scene(serverNow = NOW) {
  const clock = manualPageClock();
  const server = { buildId: 'b', timeZone: 'UTC', mode: 'LIVE' as const, now: serverNow };
  const api: FloorApi = {
    connect: () => ({ close() {} }),
    server: () => Promise.resolve({ ok: true, value: server }),
    past: silentPastApi,
    ...silentWhyApi,
    acknowledge: () => Promise.resolve({ ok: false, unauthorised: false, message: '' }),
    latency: () => new Promise(() => {}),
    reportPainted: () => new Promise(() => {}),
  };
  const page = new Page({ clock, api, reading: new Reading('en') });
  const receive = (change: Partial<FloorChange>): void => {
    page.live.receive({
      ...{ kind: 'PATCH', cursor: '', at: NOW, total: null, queues: [], agents: [], alerts: [] },
      ...{ sources: [], removed: { queues: [], agents: [], alerts: [] }, notices: null, log: null },
      ...change,
    });
    clock.frame();
  };
  const pass = (ms: number): void => {
    clock.pass(ms);
    page.beat();
  };
  receive({ kind: 'SNAPSHOT', queues: [SALES], log: TAKES });
  page.heed(LIVE);
  await Promise.resolve();
  await Promise.resolve();
  page.beat();
  return { page, receive, pass };
}

test('numbers are old from the moment the disk refuses, and timers stand; what is known stays for hours', async () => {
  const { page, receive, pass } = await scene();
  expect([page.refusing, page.staleness]).toEqual([false, 'fresh']);
  receive({ log: REFUSES });
  expect([page.refusing, page.staleness]).toEqual([true, 'stopped']);
  const waited = page.waitMs(SALES);
  pass(60_000);
  expect(page.staleness).toBe('lost');
  pass(3_600_000);
  expect([page.refusing, page.staleness]).toEqual([true, 'lost']);
  expect(page.waitMs(SALES)).toBe(waited);
  expect(page.serverNow).toBe(NOW + 3_660_000);
});

test('an update that says nothing of the log changes nothing of it; the word that it takes again does at once', async () => {
  const { page, receive, pass } = await scene();
  receive({ log: REFUSES });
  receive({ queues: [SALES] });
  expect(page.refusing).toBe(true);
  pass(90_000);
  receive({ log: TAKES, at: NOW + 90_000 });
  expect([page.refusing, page.staleness]).toEqual([false, 'fresh']);
});

test('where the connection is lost too, that is what is said: what the disk does now nobody knows', async () => {
  const { page, receive, pass } = await scene();
  receive({ log: REFUSES });
  page.heed({ ...LIVE, phase: 'waiting', lostAt: page.now });
  pass(11_000);
  expect([page.refusing, page.lost]).toEqual([false, true]);
  pass(400_000);
  expect(page.staleness).toBe('gone');
});

test('a board opened long after the disk began to refuse shows what is known, in its order', async () => {
  const { page, receive, pass } = await scene(NOW + 3_600_000);
  receive({ log: REFUSES });
  pass(1_000);
  expect(page.staleness).toBe('lost');
  expect(page.shownOrder?.ids).toEqual(['sales']);
});

test('damage puts today’s numbers in doubt only where it touches today', async () => {
  const { page, receive } = await scene();
  const startAt = NOW - 3_600_000;
  const arrivals = { startAt, lengthMs: 1_800_000, offered: [], expected: null };
  const total: Total = {
    ...{ waiting: 0, longestWaitingSince: null, longestWaitingQueue: null, serving: 0 },
    ...{ targetRatio: null, thresholdMs: null, stale: false, agents: NO_AGENTS, today: noMetrics },
    ...{ recent: { serviceLevelRatio: null }, arrivals },
  };
  const stretch = (from: number | null, to: number | null): void =>
    receive({ total, log: { ...TAKES, damage: [{ from, to, entries: null }] } });
  stretch(startAt - 9_000, startAt - 1);
  expect(page.damagedToday).toBe(false);
  stretch(startAt - 9_000, startAt + 1);
  expect(page.damagedToday).toBe(true);
  stretch(startAt - 9_000, null);
  expect(page.damagedToday).toBe(true);
  receive({ log: TAKES });
  expect(page.damagedToday).toBe(false);
});
