import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAmiConnector } from '#server/ingest/ami/connector.ts';
import type { Connector } from '#server/ingest/connector.ts';
import { startAmiServer, type AmiServer } from '#test/support/ami-server.ts';
import { fakeContext, type FakeContext } from '#test/support/connector-context.ts';
import { untilWithClock } from '#test/support/until-with-clock.ts';

let server: AmiServer;
let running: Connector | null = null;
beforeEach(async () => {
  server = await startAmiServer();
});
afterEach(async () => {
  await running?.stop();
  await server.close();
});

async function connected(mostHeld?: number): Promise<FakeContext> {
  server.queueStatus = () => ['Event: QueueParams\r\nQueue: sales\r\nServiceLevel: 30'];
  const fake = fakeContext({ startAt: 1_795_300_000_000 });
  running = createAmiConnector({
    id: '/asterisk/test',
    host: '127.0.0.1',
    port: server.port,
    user: 'wallboard',
    secret: 'right',
    random: () => 0.5,
    ...(mostHeld !== undefined && { mostHeld }),
  });
  await running.start(fake.context);
  await untilWithClock(fake, () => fake.events.some(({ type }) => type === 'queue.defined'));
  return fake;
}

const joins = (n: number): Buffer =>
  Buffer.from(
    `Event: QueueCallerJoin\r\nPrivilege: agent,all\r\nQueue: sales\r\nUniqueid: 1.${n}\r\nPosition: 1\r\nCount: 1\r\n\r\n`,
  );
const queued = (fake: FakeContext): unknown[] =>
  fake.events.filter(({ type }) => type === 'contact.queued').map(({ data }) => data['contact']);

test('what a phone system tells while the disk refuses is held, and told as the past when it heals', async () => {
  const fake = await connected();
  const before = fake.batches.length;
  fake.diskFull = true;
  await server.send(joins(1));
  await untilWithClock(fake, () => fake.refusedWrites >= 1);
  await server.send(joins(2));
  const refused = fake.refusedWrites;
  await untilWithClock(fake, () => fake.refusedWrites > refused);
  expect(queued(fake)).toEqual([]);
  fake.diskFull = false;
  await untilWithClock(fake, () => queued(fake).length === 2);
  await server.send(joins(3));
  await untilWithClock(fake, () => queued(fake).length === 3);
  expect(queued(fake)).toEqual(['1.1', '1.2', '1.3']);
  const pastOf = (contact: string): boolean | undefined =>
    fake.batches.find(({ events }) => events.some(({ data }) => data['contact'] === contact))!
      .options.past;
  expect(['1.1', '1.2', '1.3'].map(pastOf)).toEqual([true, true, undefined]);
  // The past is over before anything of now is told.
  const afterPast = fake.batches
    .slice(before)
    .findLastIndex(({ options }) => options.past === true);
  expect(fake.batches[before + afterPast + 1]!.options.past).toBeUndefined();
  expect(fake.refusals).toEqual([]);
});

test('beyond what can be held every event lost is counted, and the phone system is asked anew', async () => {
  const fake = await connected(3);
  fake.diskFull = true;
  for (let n = 1; n <= 2; n += 1) await server.send(joins(n));
  await untilWithClock(fake, () => fake.refusedWrites >= 1);
  for (let n = 3; n <= 5; n += 1) await server.send(joins(n));
  await untilWithClock(fake, () => fake.refusals.length > 0);
  const lost = fake.refusals.length;
  expect(lost).toBeGreaterThan(3);
  // What still waits in the queue is in the list that is asked for.
  server.queueStatus = () => [
    'Event: QueueParams\r\nQueue: sales\r\nServiceLevel: 30',
    'Event: QueueEntry\r\nQueue: sales\r\nUniqueid: 1.9\r\nCallerIDNum: +491\r\nWait: 5',
  ];
  fake.diskFull = false;
  await untilWithClock(fake, () => queued(fake).includes('1.9'));
  expect(fake.health.map(({ reason }) => reason)).toContainEqual(
    expect.stringMatching(/^\d+ events were lost: the disk refused for too long$/),
  );
  expect(fake.health.at(-1)!.health).toMatch(/connected|resynced/);
});
