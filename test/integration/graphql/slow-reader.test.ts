import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { BEARER, startEdge } from '#test/support/edge.ts';

const PATIENT = { timeout: 20_000 };

/** Far more in all than the system's own buffers take. */
test.each([
  ['patches of 200 KB, plain', { queues: 500, updates: 200, deflated: false }],
  ['patches of 100 KB, deflated', { queues: 500, updates: 200, deflated: true }],
  // A reader that has stalled keeps a buffer of its own, and others go on with another.
  ['patches of 20 KB, plain', { queues: 45, updates: 900, deflated: false }],
])(
  'a wall on a slow line is given newer numbers, not more of them, and slows nobody down: %s',
  async (_, patch) => {
    const edge = await startEdge({ minIntervalMs: 1 });
    const queues = Array.from({ length: patch.queues }, (__, index) => `queue-${index}`);
    for (const id of queues) edge.floor.setQueue(id, { name: randomBytes(200).toString('hex') });
    const slow = await wall(edge.origin, { id: 'slow', deflated: patch.deflated });
    const fast = await wall(edge.origin, { id: 'fast', deflated: patch.deflated });
    slow.socket.pause();
    for (let count = 1; count <= patch.updates; count += 1) {
      for (const id of queues) edge.floor.setQueue(id, { waiting: count });
      edge.changed({ queues: new Set(queues) });
      await expect.poll(() => fast.newest(), { ...PATIENT, interval: 1 }).toBe(count);
    }
    const told = fast.updates();
    slow.socket.resume();
    await expect.poll(() => slow.newest(), PATIENT).toBe(patch.updates);
    expect(slow.updates()).toBeLessThan(told);
    expect([[...slow.ids], [...fast.ids]]).toEqual([['slow'], ['fast']]);
    slow.socket.terminate();
    fast.socket.terminate();
    await expect.poll(() => edge.hub.readers, PATIENT).toBe(0);
    await edge.stop();
  },
);

async function wall(origin: string, { id, deflated }: { id: string; deflated: boolean }) {
  const url = `${origin.replace('http', 'ws')}/graphql`;
  const socket = new WebSocket(url, 'graphql-transport-ws', {
    perMessageDeflate: deflated,
  });
  const ids = new Set<string>();
  let updates = 0;
  let newest = -1;
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'connection_init', payload: BEARER }));
  });
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as {
      type: string;
      id: string;
      payload?: { data: { floor: { queues: { waiting: number }[] } } };
    };
    if (message.type === 'connection_ack') {
      const query = 'subscription { floor { queues { id name waiting } } }';
      socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
    }
    if (message.type !== 'next') return;
    updates += 1;
    ids.add(message.id);
    newest = message.payload!.data.floor.queues[0]?.waiting ?? newest;
  });
  await expect.poll(() => newest, PATIENT).toBe(0);
  return { socket, ids, updates: () => updates, newest: () => newest };
}
