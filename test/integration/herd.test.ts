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

test('who comes when too many do is taken in when it is its turn, whatever client it is', async () => {
  const startedAt = performance.now();
  const knocks = Array.from({ length: 20 }, knock);
  await Promise.all(knocks.map(({ first }) => first('connection_ack')));
  // Five in any second: the last of twenty come after three at the least.
  expect(performance.now() - startedAt).toBeGreaterThan(2_500);
  for (const { socket } of knocks) socket.terminate();
});

test('where the line is long, who comes is asked to come again, with how long to spread, and is counted', async () => {
  const knocks = Array.from({ length: 130 }, knock);
  const early = await Promise.race(knocks.map(({ closed }) => closed));
  expect(early.code).toBe(1013);
  expect(spreadMsIn(JSON.parse(early.reason))).toBeGreaterThanOrEqual(2_000);
  const metrics = await fetch(`${app.origin}/metrics`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(await metrics.text()).toMatch(/tidewall_websockets_deferred_total [1-9]/);
  for (const { socket } of knocks) socket.terminate();
});
