import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  cloudEvent,
  startTestApp,
  temporaryFolder,
  BEARER,
  type TestApp,
} from '#test/support/app.ts';
import { WebSocket } from 'ws';
import { subscribe } from '#test/support/graphql-client.ts';

const FLOOR = `{ floor { at total { waiting serving agents { signedIn talking }
  metrics(window: { kind: TODAY }) { offered answered serviceLevelRatio averageSpeedOfAnswerMs } }
  queues { id waiting longestWaitingSince metrics(window: { kind: LAST, lengthMs: 300000 }) { offered answered } } } }`;

let folder: ReturnType<typeof temporaryFolder>;
let tidewall: TestApp;

beforeEach(async () => {
  folder = temporaryFolder();
  tidewall = await startTestApp({ data: folder.path });
});

afterEach(async () => {
  await tidewall.app.stop();
  folder.remove();
});

const BASE_AT = Date.now();
const ago = (ms: number): string => new Date(BASE_AT - ms).toISOString();

test('what was answered with 202 is in the next query, and counts once however often it is sent', async () => {
  const batch = [
    cloudEvent('contact.queued', { contact: 'a', queue: 'sales' }, { time: ago(60_000) }),
    cloudEvent('contact.answered', { contact: 'a', agent: 'ann' }, { time: ago(50_000) }),
    cloudEvent('contact.queued', { contact: 'b', queue: 'sales' }, { time: ago(5_000) }),
  ];
  expect(await tidewall.post(batch)).toMatchObject({
    status: 202,
    body: { accepted: 3, duplicates: 0, refused: [] },
  });
  expect(await tidewall.post(batch)).toMatchObject({
    status: 202,
    body: { accepted: 0, duplicates: 3, refused: [] },
  });
  const { data } = await tidewall.query(FLOOR);
  expect(data.floor.total).toMatchObject({
    waiting: 1,
    serving: 1,
    agents: { signedIn: 1, talking: 1 },
    metrics: { offered: 2, answered: 1, serviceLevelRatio: 1, averageSpeedOfAnswerMs: 10_000 },
  });
  expect(data.floor.queues).toMatchObject([
    { id: 'sales', waiting: 1, metrics: { offered: 2, answered: 1 } },
  ]);
});

test('a bad event is refused by index and reason and costs no good one; an unknown type is stored and counted', async () => {
  const { body } = await tidewall.post([
    cloudEvent('contact.queued', { contact: 'a' }, { id: 'no-queue' }),
    cloudEvent('contact.queued', { contact: 'b', queue: 'sales' }),
    cloudEvent('weather.changed', { wind: 'fresh' }),
    cloudEvent('contact.queued', { contact: 'c', queue: 'sales' }, { time: 'yesterday' }),
    cloudEvent(
      'contact.queued',
      { contact: 'd', queue: 'sales' },
      { time: '2099-01-01T00:00:00Z' },
    ),
  ]);
  expect(body).toMatchObject({
    accepted: 2,
    refused: [
      { index: 0, id: 'no-queue', reason: expect.stringContaining('queue') },
      { index: 3, reason: expect.stringContaining('time') },
      { index: 4, reason: expect.stringContaining('future') },
    ],
  });
  const { data } = await tidewall.query('{ sources { id accepted refused unknown state } }');
  expect(data.sources).toEqual([
    { id: '/test', accepted: 2, refused: 3, unknown: 1, state: 'LIVE' },
  ]);
});

test('a subscriber gets a snapshot, then a patch with the queue that changed and no other', async () => {
  await tidewall.post([
    cloudEvent('queue.defined', { queue: 'sales', name: '销售 Sales' }),
    cloudEvent('queue.defined', { queue: 'refunds' }),
  ]);
  const feed = subscribe(
    tidewall.origin,
    'subscription { floor { kind cursor recovered queues { id waiting } total { waiting } } }',
    { connectionParams: { authorization: BEARER.authorization } },
  );
  const first = await feed.next();
  expect(first.floor).toMatchObject({ kind: 'SNAPSHOT', recovered: true });
  expect(first.floor.queues).toHaveLength(2);
  await tidewall.post([cloudEvent('contact.queued', { contact: 'a', queue: 'sales' })]);
  // What was still under way of the definitions may come in a patch of its own.
  let patch = await feed.next();
  if (patch.floor.total.waiting === 0) patch = await feed.next();
  expect(patch.floor).toMatchObject({
    kind: 'PATCH',
    total: { waiting: 1 },
  });
  expect(patch.floor.queues).toContainEqual({ id: 'sales', waiting: 1 });
  // And from a quiet moment on, the changed queue and no other.
  await tidewall.post([cloudEvent('contact.queued', { contact: 'b', queue: 'sales' })]);
  expect((await feed.next()).floor.queues).toEqual([{ id: 'sales', waiting: 2 }]);
  await feed.end();
});

test('a quiet floor sends no update, but a ping with its clock once a second', async () => {
  await tidewall.post([cloudEvent('contact.queued', { contact: 'a', queue: 'sales' })]);
  const socket = new WebSocket(
    `${tidewall.origin.replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
  );
  const heard: { type: string; payload?: { floorAt?: string } }[] = [];
  const pings = (): string[] =>
    heard.flatMap(({ type, payload }) => (type === 'ping' ? [payload!.floorAt!] : []));
  await new Promise<void>((resolve) => {
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: BEARER })),
    );
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as (typeof heard)[number];
      heard.push(message);
      const query = 'subscription { floor { kind } }';
      if (message.type === 'connection_ack')
        socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
      if (pings().length === 3) resolve();
    });
  });
  socket.close();
  const [first, , third] = pings();
  expect(Date.parse(third!) - Date.parse(first!)).toBeGreaterThan(1_000);
  const updates = heard.filter(({ type }) => type === 'next');
  expect(updates.length, 'the snapshot, and at most what was still under way').toBeLessThanOrEqual(
    2,
  );
});

test("a customer's number is nowhere on the disk", async () => {
  const { readdirSync, readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  await tidewall.post([
    cloudEvent('contact.queued', { contact: 'a', queue: 'sales', customer: '+8613800138000' }),
    cloudEvent('crm.note', { about: 'call 13800138000 back' }),
  ]);
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files)
    expect(readFileSync(join(file.parentPath, file.name)).includes('13800138000')).toBe(false);
});

test('the floor of a past moment is what was shown then', async () => {
  await tidewall.post([cloudEvent('contact.queued', { contact: 'a', queue: 'sales' })]);
  const { data: then } = await tidewall.query('{ floor { at } }');
  await tidewall.post([cloudEvent('contact.answered', { contact: 'a', agent: 'ann' })]);
  const { data } = await tidewall.query(
    `{ now: floor { total { waiting serving } } past: floor(at: "${then.floor.at}") { total { waiting serving } } }`,
  );
  expect(data).toEqual({
    now: { total: { waiting: 0, serving: 1 } },
    past: { total: { waiting: 1, serving: 0 } },
  });
});
