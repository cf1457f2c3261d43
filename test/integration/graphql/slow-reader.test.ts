import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { BEARER, startEdge } from '#test/support/edge.ts';

/** Each patch is about 200 kB: far more in all than the system's own buffers take. */
const QUEUES = Array.from({ length: 500 }, (_, index) => `queue-${index}`);
const PATIENT = { timeout: 20_000 };
const PUBLISHED = 200;

test('a wall on a slow line is given newer numbers, not more of them, and slows nobody down', async () => {
  const edge = await startEdge({ minIntervalMs: 1 });
  for (const id of QUEUES) edge.floor.setQueue(id, { name: 'x'.repeat(400) });
  const slow = await wall(edge.origin);
  const fast = await wall(edge.origin);
  slow.socket.pause();
  for (let count = 1; count <= PUBLISHED; count += 1) {
    for (const id of QUEUES) edge.floor.setQueue(id, { waiting: count });
    edge.changed({ queues: new Set(QUEUES) });
    await expect.poll(() => fast.newest(), { ...PATIENT, interval: 1 }).toBe(count);
  }
  const told = fast.updates();
  slow.socket.resume();
  await expect.poll(() => slow.newest(), PATIENT).toBe(PUBLISHED);
  expect(slow.updates()).toBeLessThan(told);
  slow.socket.terminate();
  fast.socket.terminate();
  await expect.poll(() => edge.hub.readers, PATIENT).toBe(0);
  await edge.stop();
});

async function wall(origin: string) {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let updates = 0;
  let newest = -1;
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'connection_init', payload: BEARER }));
  });
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as {
      type: string;
      payload?: { data: { floor: { queues: { waiting: number }[] } } };
    };
    if (message.type === 'connection_ack') {
      const query = 'subscription { floor { queues { id name waiting } } }';
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    }
    if (message.type !== 'next') return;
    updates += 1;
    newest = message.payload!.data.floor.queues[0]?.waiting ?? newest;
  });
  await expect.poll(() => newest, PATIENT).toBe(0);
  return { socket, updates: () => updates, newest: () => newest };
}
