import { afterAll, beforeAll, expect, test } from 'vitest';
import { BEARER, startEdge, type Edge } from '#test/support/edge.ts';
import { openRawSocket } from '#test/support/raw-socket.ts';

const LIVE = 'subscription { floor { queues { id waiting } } }';

let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({ minIntervalMs: 1 });
  edge.floor.setQueue('sales');
});
afterAll(() => edge.stop());

async function told(): Promise<(name: string) => number> {
  const text = await (await fetch(`${edge.origin}/metrics`, { headers: BEARER })).text();
  return (name) => Number(new RegExp(`^tidewall_feed_${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

test('an administrator sees what is shared, and what a slow screen was spared', async () => {
  const walls = await Promise.all([1, 2, 3].map(() => openRawSocket(edge.origin)));
  walls.forEach((wall, place) =>
    wall.subscribe('1', place < 2 ? LIVE : LIVE.replace('id', 'name')),
  );
  for (const wall of walls) await wall.until(() => expect(wall.of('1')).toHaveLength(1));
  edge.floor.setQueue('sales', { waiting: 1 });
  edge.changed({ queues: new Set(['sales']) });
  for (const wall of walls) await wall.until(() => expect(wall.of('1')).toHaveLength(2));
  const feed = await told();
  expect([feed('cohorts'), feed('shared_readers')]).toEqual([2, 3]);
  expect([feed('updates_made_total'), feed('updates_executed_total')]).toEqual([4, 0]);
  expect([feed('updates_sent_total'), feed('updates_skipped_total')]).toEqual([6, 0]);
  await Promise.all(walls.map((wall) => wall.end()));
  await expect.poll(async () => (await told())('cohorts')).toBe(0);
});
