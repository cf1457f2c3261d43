import { expect, test } from 'vitest';
import type { FloorApi } from '#web/feed/floor-connection.ts';
import { silentPastApi } from '../silent-past-api.ts';
import { silentWhyApi } from '../silent-why-api.ts';
import type { FloorChange, FloorMode } from '#web/state/model.ts';
import { Page } from '#web/state/page.svelte.ts';
import { Reading } from '#web/state/reading.svelte.ts';
import { manualPageClock } from '../manual-page-clock.ts';

const SERVER_NOW = 1_000_000_000;

function snapshot(at: number): FloorChange {
  return {
    kind: 'SNAPSHOT',
    cursor: 'c',
    at,
    total: null,
    queues: [],
    agents: [],
    alerts: [],
    sources: [],
    removed: { queues: [], agents: [], alerts: [] },
    notices: null,
    log: null,
  };
}

/** A page that has just been opened on a server whose clock reads `SERVER_NOW`. */
function opened(mode: FloorMode) {
  const clock = manualPageClock();
  const server = { buildId: 'b', timeZone: 'UTC', mode, now: SERVER_NOW };
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
  const receive = (at: number): void => {
    page.floor.receive(snapshot(at));
    clock.frame();
  };
  const live = { phase: 'live', lostAt: null, retryAt: null, unauthorised: false, attempts: 0 };
  const connect = async (): Promise<void> => {
    page.heed({ ...live, phase: 'live' });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { clock, page, receive, connect };
}

test('a first load of numbers that are a minute old does not look fresh', async () => {
  const { page, receive, connect } = opened('LIVE');
  receive(SERVER_NOW - 60_000);
  await connect();
  page.beat();
  expect(page.ageMs).toBe(60_000);
  expect(page.lost).toBe(true);
});

test('it does not matter whether the numbers or the word of the server come first', async () => {
  const { clock, page, receive, connect } = opened('LIVE');
  await connect();
  clock.pass(400);
  receive(SERVER_NOW - 60_000);
  page.beat();
  expect(page.ageMs).toBe(60_400);
});

test('numbers of this second are fresh, and news after old numbers are fresh again', async () => {
  const { clock, page, receive, connect } = opened('LIVE');
  receive(SERVER_NOW - 900);
  await connect();
  page.beat();
  expect(page.staleness).toBe('fresh');
  clock.pass(60_000);
  page.beat();
  expect(page.staleness).toBe('lost');
  receive(SERVER_NOW + 60_000);
  page.beat();
  expect(page.staleness).toBe('fresh');
});

test('a replay of years ago is not old: its clock is another one', async () => {
  const { page, receive, connect } = opened('REPLAY');
  receive(5_000);
  await connect();
  page.beat();
  expect(page.staleness).toBe('fresh');
});

test('a beat that was held up on its way does not make old numbers look new', async () => {
  const { clock, page, receive, connect } = opened('LIVE');
  await connect();
  receive(SERVER_NOW);
  for (let second = 1; second <= 20; second += 1) {
    clock.pass(1_000);
    page.live.beat(SERVER_NOW + second * 1_000);
  }
  page.beat();
  expect(page.staleness).toBe('fresh');
  // Twenty seconds of nothing, then what was sent eighteen seconds ago.
  clock.pass(20_000);
  page.live.beat(SERVER_NOW + 22_000);
  page.beat();
  expect(page.ageMs).toBe(18_000);
  expect(page.staleness).toBe('stopped');
  // The rest of the burst: what was sent just now is fresh.
  for (let second = 23; second <= 40; second += 1) page.live.beat(SERVER_NOW + second * 1_000);
  page.beat();
  expect(page.staleness).toBe('fresh');
});

test("ages, and the floor's clock, do not hang on how late beats come", async () => {
  const { clock, page, receive, connect } = opened('LIVE');
  await connect();
  receive(SERVER_NOW);
  for (let second = 1; second <= 120; second += 1) {
    clock.pass(1_000);
    page.live.beat(SERVER_NOW + second * 1_000);
    page.beat();
    expect(page.floorNow).toBe(SERVER_NOW + second * 1_000);
  }
});

test('a machine that slept shows the age of what it has, until it hears again', async () => {
  const { clock, page, receive, connect } = opened('LIVE');
  await connect();
  receive(SERVER_NOW);
  clock.pass(36_000_000);
  page.beat();
  expect(page.ageMs).toBe(36_000_000);
  expect(page.staleness).toBe('gone');
  receive(SERVER_NOW + 36_000_000);
  page.beat();
  expect(page.staleness).toBe('fresh');
});

test('a connection that is greeted costs no question, one that is not does, and failures ask now and then', async () => {
  const { clock, page } = opened('LIVE');
  let asked = 0;
  const api = page.api as { server: FloorApi['server'] };
  const { server } = api;
  api.server = () => {
    asked += 1;
    return server();
  };
  const status = { lostAt: null, retryAt: null, unauthorised: false, attempts: 0 };
  const builds: string[] = [];
  page.onBuild = (build) => builds.push(build);
  page.greet({
    spreadMs: 20,
    server: { buildId: 'b2', timeZone: 'UTC', mode: 'LIVE', now: SERVER_NOW },
  });
  page.heed({ ...status, phase: 'live' });
  expect(asked).toBe(0);
  expect(builds).toEqual(['b2']);
  for (let second = 0; second < 300; second += 1) {
    page.heed({ ...status, phase: 'connecting' });
    page.heed({ ...status, phase: 'waiting' });
    await Promise.resolve();
    await Promise.resolve();
    clock.pass(1_000);
  }
  expect(asked).toBe(10);
  page.greet({ spreadMs: null, server: null });
  page.heed({ ...status, phase: 'live' });
  expect(asked).toBe(11);
});
