import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestApp, temporaryFolder, TOKEN, type TestApp } from '#test/support/app.ts';
import { readGreeting, spreadMsIn } from '#web/feed/greeting.ts';

const folder = temporaryFolder();
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ data: folder.path, timeZone: 'Asia/Shanghai', admittedPerSecond: 5 });
});
afterAll(async () => {
  await app.app.stop();
  folder.remove();
});

interface Message {
  readonly type: string;
  readonly payload?: unknown;
}

/** A socket in the protocol's own words; resolves to its first message of a type, or how it was closed. */
function knock() {
  const socket = new WebSocket(
    `${app.origin.replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
  );
  const say = (message: object): void => socket.send(JSON.stringify(message));
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: TOKEN } }));
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  const first = (type: string): Promise<Message> =>
    new Promise((resolve) =>
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Message;
        if (message.type === type) resolve(message);
      }),
    );
  return { socket, say, closed, first };
}

test('a screen is told when it is taken in, and with every beat, what it needs to come back', async () => {
  const { socket, say, first } = knock();
  const beat = first('ping');
  const { payload } = await first('connection_ack');
  const { spreadMs, server } = readGreeting(payload);
  expect(spreadMs).toBe(20);
  expect(server).toMatchObject({ buildId: 'test', timeZone: 'Asia/Shanghai', mode: 'LIVE' });
  expect(Math.abs(server!.now - Date.now())).toBeLessThan(10_000);
  say({ id: '1', type: 'subscribe', payload: { query: 'subscription { floor { at } }' } });
  expect(spreadMsIn((await beat).payload)).toBe(20);
  socket.close();
});

test('who comes when too many do is asked to come again, with how long to spread, and is counted', async () => {
  const knocks = Array.from({ length: 30 }, knock);
  const taken = knocks.map(({ first }) => first('connection_ack').then(() => null));
  const ends = await Promise.all(
    knocks.map(({ closed }, at) => Promise.race([closed, taken[at]!])),
  );
  const deferred = ends.filter((end) => end !== null);
  expect(deferred.length).toBeGreaterThan(0);
  // The socket of the test before may have come within the same second.
  expect(ends.length - deferred.length).toBeGreaterThanOrEqual(4);
  for (const { code, reason } of deferred) {
    expect(code).toBe(1013);
    expect(spreadMsIn(JSON.parse(reason))).toBeGreaterThanOrEqual(2_000);
  }
  const metrics = await fetch(`${app.origin}/metrics`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(await metrics.text()).toContain(`tidewall_websockets_deferred_total ${deferred.length}`);
  for (const { socket } of knocks) socket.terminate();
});
