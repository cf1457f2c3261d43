import { expect, test } from 'vitest';
import type { FloorApi } from '#web/feed/floor-connection.ts';
import { Page } from '#web/state/page.svelte.ts';
import { Reading } from '#web/state/reading.svelte.ts';
import type { WhyAsked } from '#web/state/why.svelte.ts';
import { alertOf, floorAt, pastServer } from '../past-scene.ts';
import { silentWhyApi } from '../silent-why-api.ts';

const NOW = Date.parse('2026-11-21T14:00:00.000Z');
const THEN = NOW - 3_600_000;

/** A page that is live, with its levers. */
async function scene() {
  const server = pastServer();
  const whys: WhyAsked[] = [];
  const api: FloorApi = {
    connect: () => ({ close() {} }),
    server: () =>
      Promise.resolve({
        ok: true,
        value: { buildId: 'b', timeZone: 'UTC', mode: 'LIVE', now: NOW },
      }),
    past: server.api,
    ...silentWhyApi,
    why(_, asked) {
      whys.push(asked);
      return new Promise(() => {});
    },
    acknowledge: () => Promise.resolve({ ok: false, unauthorised: false, message: '' }),
    latency: () => new Promise(() => {}),
    reportPainted: () => new Promise(() => {}),
  };
  const page = new Page({ clock: server.clock, api, reading: new Reading('en') });
  page.heed({ phase: 'live', lostAt: null, retryAt: null, unauthorised: false, attempts: 0 });
  await new Promise((resolve) => setImmediate(resolve));
  page.live.receive(floorAt(NOW));
  server.clock.frame();
  page.beat();
  const toPast = async (): Promise<void> => {
    page.past.seek(THEN);
    await server.answer();
  };
  const ids = (): string[] => page.alerts.map(({ id }) => id);
  return { ...server, server, page, toPast, ids, whys };
}

test('nothing of the live feed is on a board of the past, and it is all there on the way back', async () => {
  const { page, clock, toPast, ids } = await scene();
  await toPast();
  expect(ids()).toEqual([`alert ${THEN}`]);
  page.live.receive({ ...floorAt(NOW + 5_000, 'PATCH'), alerts: [alertOf('news')] });
  clock.frame();
  page.live.beat(NOW + 6_000);
  clock.pass(10_000);
  page.beat();
  expect(ids()).toEqual([`alert ${THEN}`]);
  expect(page.floorNow).toBe(THEN);
  page.past.live();
  expect(ids()).toContain('news');
  expect(page.floorNow).toBe(NOW + 6_000 + 10_000);
});

test('the past does not age: no stale mark, no banner, a clock that stands', async () => {
  const { page, clock, toPast } = await scene();
  await toPast();
  clock.pass(3_600_000);
  page.beat();
  expect([page.staleness, page.hollow, page.lost, page.floorNow]).toEqual([
    'fresh',
    false,
    false,
    THEN,
  ]);
  page.past.live();
  // The live floor had fallen silent meanwhile, and is shown as what it is.
  expect([page.staleness, page.lost]).toEqual(['gone', true]);
});

test('a feed that is lost while the past is shown is said on the way back, not before', async () => {
  const { page, clock, toPast } = await scene();
  await toPast();
  const lost = { phase: 'waiting', retryAt: null, unauthorised: false, attempts: 1 } as const;
  page.heed({ ...lost, lostAt: clock.now() });
  clock.pass(20_000);
  page.beat();
  expect(page.lost).toBe(false);
  page.past.live();
  expect(page.lost).toBe(true);
});

test('the clock of a board that plays runs at its speed', async () => {
  const { page, clock, plays, toPast } = await scene();
  await toPast();
  page.past.play(10);
  plays[0]!.events.onUpdate(floorAt(THEN));
  clock.pass(3_000);
  expect(page.floorNow).toBe(THEN + 30_000);
});

test('a number opened in the past is asked of that moment, and one that plays stands for it', async () => {
  const { page, clock, plays, whys, server, toPast } = await scene();
  const question = { metric: 'answered', queue: null, window: 'today', variant: null } as const;
  page.why.open(question);
  expect(whys.map(({ at }) => at)).toEqual([null]);
  page.why.close();
  await toPast();
  page.past.play(60);
  plays[0]!.events.onUpdate(floorAt(THEN));
  clock.pass(1_000);
  page.why.open(question);
  expect([page.past.playing, page.past.moment]).toEqual([false, THEN + 60_000]);
  expect(whys.at(-1)?.at).toBe(THEN + 60_000);
  await server.answer();
  expect(whys.length).toBe(2);
  // The board jumps: the open number goes with it.
  page.past.seek(THEN);
  await server.answer();
  expect(whys.at(-1)?.at).toBe(THEN);
  page.past.live();
  expect(whys.at(-1)?.at).toBeNull();
});

test('the ladder is in the order of the moment at once, and in that of the present on the way back', async () => {
  const { page, clock, toPast } = await scene();
  const queue = (id: string, waiting: number): never =>
    ({
      id,
      name: id,
      severity: null,
      longestWaitingSince: null,
      waiting,
      timeZone: 'UTC',
    }) as never;
  page.live.receive({ ...floorAt(NOW), queues: [queue('a', 1), queue('b', 2)] });
  clock.frame();
  page.beat();
  expect(page.shownOrder?.ids).toEqual(['b', 'a']);
  await toPast();
  expect(page.shownOrder).toBeNull();
  page.past.live();
  expect(page.shownOrder?.ids).toEqual(['b', 'a']);
});
