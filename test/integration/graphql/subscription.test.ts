import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BEARER, startEdge, type Edge } from '#test/support/edge.ts';
import { subscribe } from '#test/support/graphql-client.ts';

const FLOOR = `subscription($scope: ScopeInput, $after: Cursor) {
  floor(scope: $scope, after: $after) {
    kind cursor recovered at
    total { key waiting }
    groups(by: CHANNEL) { key waiting }
    queues { id waiting channel }
    agents { id state }
    alerts { id state text(locale: zh) }
    sources { id state }
    removed { queues agents alerts }
    notices { text }
  }
}`;

let edge: Edge;
const open: { end(): Promise<void> }[] = [];

beforeEach(async () => {
  edge = await startEdge();
  edge.floor.setQueue('sales', { waiting: 2 });
  edge.floor.setQueue('help', { waiting: 1, channel: 'chat' });
  edge.floor.setAgent('amy', { queues: ['sales'] });
  edge.floor.setAgent('bo', { queues: ['help'], state: 'talking' });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.end()));
  await edge.stop();
});

function live(variables: { scope?: object; after?: string } = {}, query = FLOOR) {
  const feed = subscribe(edge.origin, query, { connectionParams: BEARER, variables });
  open.push(feed);
  return { next: async () => (await feed.next()).floor };
}

describe('a wall that connects', () => {
  test('is given everything at once', async () => {
    const first = await live().next();
    expect(first).toMatchObject({
      kind: 'SNAPSHOT',
      recovered: true,
      at: '2026-11-02T09:00:00.000Z',
      total: { key: 'total', waiting: 3 },
      groups: [
        { key: 'VOICE', waiting: 2 },
        { key: 'CHAT', waiting: 1 },
      ],
      agents: [
        { id: 'amy', state: 'AVAILABLE' },
        { id: 'bo', state: 'TALKING' },
      ],
      removed: { queues: [], agents: [], alerts: [] },
      notices: [],
    });
    expect(first.queues.map((queue: { id: string }) => queue.id)).toEqual(['sales', 'help']);
  });

  test('is then told only what changed, whole', async () => {
    const feed = live();
    await feed.next();
    edge.floor.setQueue('sales', { waiting: 5 });
    edge.changed({ queues: new Set(['sales']), total: true });
    const patch = await feed.next();
    expect(patch).toMatchObject({
      kind: 'PATCH',
      recovered: true,
      total: { waiting: 6 },
      groups: [{ key: 'VOICE', waiting: 5 }],
      queues: [{ id: 'sales', waiting: 5, channel: 'VOICE' }],
      agents: [],
      alerts: [],
      sources: [],
      notices: null,
    });
  });

  test('sees an alert resolve once and then no more', async () => {
    edge.floor.setAlert('a1');
    const feed = live();
    expect((await feed.next()).alerts).toEqual([{ id: 'a1', state: 'FIRING', text: 'a1 in zh' }]);
    edge.floor.setAlert('a1', { state: 'resolved', resolvedAt: edge.floor.now });
    edge.changed({ alerts: new Set(['a1']) });
    expect((await feed.next()).alerts).toMatchObject([{ id: 'a1', state: 'RESOLVED' }]);
    edge.changed({ alerts: new Set(['a1']), queues: new Set(['sales']) });
    expect((await feed.next()).alerts).toEqual([]);
    expect((await live().next()).alerts).toEqual([]);
  });
});

describe('a scope', () => {
  test('leaves out what is not in it, and says nothing while only that changes', async () => {
    const feed = live({ scope: { queues: ['sales'] } });
    const first = await feed.next();
    expect(first).toMatchObject({
      total: { waiting: 2 },
      queues: [{ id: 'sales' }],
      agents: [{ id: 'amy' }],
    });
    edge.changed({ queues: new Set(['help']), agents: new Set(['bo']), total: true });
    edge.floor.setQueue('sales', { waiting: 9 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    edge.changed({ queues: new Set(['sales']), total: true });
    expect(await feed.next()).toMatchObject({ queues: [{ id: 'sales', waiting: 9 }], agents: [] });
  });

  test('tells of an agent who leaves it as removed, though the agent is still there', async () => {
    const feed = live({ scope: { queues: ['sales'] } });
    await feed.next();
    edge.floor.setAgent('amy', { queues: ['help'] });
    edge.changed({ agents: new Set(['amy', 'bo']) });
    expect(await feed.next()).toMatchObject({ agents: [], removed: { agents: ['amy'] } });
  });
});

describe('a wall that comes back', () => {
  test('is given one patch of all that changed meanwhile', async () => {
    const { cursor } = await live().next();
    for (const waiting of [6, 7, 8]) {
      edge.floor.setQueue('help', { waiting });
      edge.changed({ queues: new Set(['help']), total: true });
    }
    edge.floor.removeAgent('bo');
    edge.changed({ removed: { queues: new Set(), agents: new Set(['bo']), alerts: new Set() } });
    const patch = await live({ after: cursor }).next();
    expect(patch).toMatchObject({
      kind: 'PATCH',
      recovered: true,
      queues: [{ id: 'help', waiting: 8 }],
      removed: { agents: ['bo'] },
    });
  });

  test('is given an empty patch at once where nothing changed', async () => {
    const { cursor } = await live().next();
    expect(await live({ after: cursor }).next()).toMatchObject({
      kind: 'PATCH',
      cursor,
      queues: [],
    });
  });

  test.each(['e0.3', 'e1.999', 'nonsense', ''])(
    'is given everything, and told so, after %j',
    async (after) => {
      const first = await live({ after }).next();
      expect(first).toMatchObject({ kind: 'SNAPSHOT', recovered: false });
      expect(first.queues).toHaveLength(2);
    },
  );
});

describe('sliding windows', () => {
  const WINDOWED = `subscription($scope: ScopeInput, $length: Int = 60000) {
    floor(scope: $scope) { queues { ...Numbers } total { metrics(window: { kind: LAST }) { offered } } }
  }
  fragment Numbers on QueueStatus {
    short: metrics(window: { kind: LAST, lengthMs: $length }) { offered }
    today: metrics(window: { kind: TODAY }) { offered }
  }`;

  test('are watched while a wall shows them', async () => {
    const feed = subscribe(edge.origin, WINDOWED, { connectionParams: BEARER });
    const first = (await feed.next()).floor;
    expect(first.queues[0]).toMatchObject({ short: { offered: 60_000 }, today: { offered: 1 } });
    expect(new Set(edge.watched)).toEqual(new Set([60_000, 1_800_000]));
    await feed.end();
    await expect.poll(() => edge.watched).toEqual([]);
    expect(edge.hub.readers).toBe(0);
  });

  test('of a length that cannot be kept are refused by name', async () => {
    const feed = subscribe(edge.origin, WINDOWED, {
      connectionParams: BEARER,
      variables: { length: 999 },
    });
    await expect(feed.next()).rejects.toThrow(/lengthMs.*1000.*86400000.*999/);
    await feed.end();
    expect(edge.watched).toEqual([]);
  });
});

test('a storm of changes is at most ten patches a second, the first at once', async () => {
  const feed = live();
  await feed.next();
  const startedAt = performance.now();
  const arrivals: number[] = [];
  let reading = true;
  const reader = (async () => {
    while (reading) {
      const update = await feed.next();
      arrivals.push(performance.now() - startedAt);
      if (update.queues.some((queue: { waiting: number }) => queue.waiting === 1_000)) return;
    }
  })();
  for (let count = 1; count <= 1_000; count += 1) {
    edge.floor.setQueue('sales', { waiting: count });
    edge.changed({ queues: new Set(['sales']), total: true });
    if (count % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await reader;
  reading = false;
  const seconds = arrivals.at(-1)! / 1_000;
  expect(arrivals[0]).toBeLessThan(90);
  expect(arrivals.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 1);
  expect(arrivals.length).toBeGreaterThan(5);
});

test.each([
  ['speed: 60', 'say `from` when'],
  ['from: "2001-01-01T00:00:00Z", after: "x.1"', '`after` resumes the live feed'],
  ['from: "2001-01-01T00:00:00Z", speed: 0', '`speed` is expected to be above 0'],
  ['from: "2001-01-01T00:00:00Z", speed: 1e9', 'at most 3600'],
  ['from: "2999-01-01T00:00:00Z"', 'no later than the floor'],
  ['from: "2001-01-01T00:00:00Z"', 'not possible here'],
])('a past that cannot be played (%s) is refused with a plain reason', async (asked, reason) => {
  const feed = subscribe(edge.origin, `subscription { floor(${asked}) { at } }`, {
    connectionParams: BEARER,
  });
  await expect(feed.next()).rejects.toThrow(reason);
  await feed.end();
});
