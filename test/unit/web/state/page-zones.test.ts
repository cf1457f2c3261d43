import { expect, test } from 'vitest';
import type { FloorApi } from '#web/feed/floor-connection.ts';
import type { FloorChange, Queue } from '#web/state/model.ts';
import { Page } from '#web/state/page.svelte.ts';
import { Reading } from '#web/state/reading.svelte.ts';
import { manualPageClock } from '../manual-page-clock.ts';
import { silentPastApi } from '../silent-past-api.ts';
import { silentWhyApi } from '../silent-why-api.ts';

const NOW = Date.parse('2026-11-21T16:05:00.000Z');

/** A page of a floor in Shanghai, seen by someone elsewhere, with queues in these zones. */
async function seenFrom(viewerTimeZone: string, ...zones: string[]): Promise<Page> {
  const clock = manualPageClock();
  const server = { buildId: 'b', timeZone: 'Asia/Shanghai', mode: 'LIVE', now: NOW } as const;
  const api: FloorApi = {
    connect: () => ({ close() {} }),
    server: () => Promise.resolve({ ok: true, value: server }),
    past: silentPastApi,
    ...silentWhyApi,
    acknowledge: () => Promise.resolve({ ok: false, unauthorised: false, message: '' }),
    latency: () => new Promise(() => {}),
    reportPainted: () => new Promise(() => {}),
  };
  const page = new Page({ clock, api, reading: new Reading('en'), viewerTimeZone });
  page.learnServer();
  await Promise.resolve();
  await Promise.resolve();
  const queues = zones.map((timeZone, index) => ({ id: `q${index}`, timeZone }) as Queue);
  const change: FloorChange = {
    kind: 'SNAPSHOT',
    cursor: 'c',
    at: NOW,
    total: null,
    queues,
    agents: [],
    alerts: [],
    sources: [],
    removed: { queues: [], agents: [], alerts: [] },
    notices: null,
    log: null,
  };
  page.floor.receive(change);
  clock.frame();
  return page;
}

test("the floor's zone is said to whoever has another time of day (SPEC T-12)", async () => {
  expect((await seenFrom('Europe/London')).zoneToSay).toBe('Asia/Shanghai');
  expect((await seenFrom('Asia/Shanghai')).zoneToSay).toBe(null);
  expect((await seenFrom('Asia/Taipei')).zoneToSay).toBe(null);
});

test('a sum over several days says so (SPEC T-9)', async () => {
  const seen = async (...zones: string[]) => (await seenFrom('UTC', ...zones)).severalDays;
  expect(await seen('Asia/Shanghai', 'Europe/London')).toBe(true);
  expect(await seen('Asia/Shanghai', 'Asia/Taipei')).toBe(false);
  expect(await seen()).toBe(false);
});
