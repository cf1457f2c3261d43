import { appendFile, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connector } from '#server/ingest/connector.ts';
import { createQueueLogConnector } from '#server/ingest/queue-log/connector.ts';
import { fakeContext, type FakeContext } from '#test/support/connector-context.ts';
import { untilWithClock } from '#test/support/until-with-clock.ts';

let folder = '';
let path = '';
let running: Connector[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queue-log-'));
  path = join(folder, 'queue_log');
});
afterEach(async () => {
  for (const connector of running) await connector.stop();
  running = [];
  await rm(folder, { recursive: true });
});

async function follow(after?: FakeContext) {
  const fake = fakeContext({ startAt: 1_795_300_000_000, after });
  const connector = createQueueLogConnector({ id: '/asterisk/test', path });
  running.push(connector);
  await connector.start(fake.context);
  return { fake, connector };
}

const enter = (n: number, epoch = 1_795_299_000 + n): string =>
  `${epoch}|call-${n}|sales|NONE|ENTERQUEUE||+4912345${n}|1\n`;
const queued = (fake: FakeContext): unknown[] =>
  fake.events.filter(({ type }) => type === 'contact.queued').map(({ data }) => data['contact']);
const has = (fake: FakeContext, n: number) => (): boolean => queued(fake).length >= n;
const isLive = (fake: FakeContext) => (): boolean =>
  fake.batches.length > 0 && fake.batches.at(-1)!.options.past !== true;

test('the morning written before the first start is told as the past, and the past ends', async () => {
  await writeFile(path, enter(1) + enter(2));
  const { fake } = await follow();
  await untilWithClock(fake, isLive(fake));
  expect(queued(fake)).toEqual(['call-1', 'call-2']);
  expect(fake.batches[0]!.options.past).toBe(true);
  await untilWithClock(fake, () => fake.health.length > 0);
  expect(fake.health).toEqual([{ health: 'connected', reason: null }]);
  await appendFile(path, enter(3));
  await untilWithClock(fake, has(fake, 3));
  expect(fake.batches.at(-1)!.options.past).toBeUndefined();
});

test('a line, even a character, that is half written is read when it is whole', async () => {
  const line = Buffer.from('1795299001|NONE|sales|李雷|PAUSE|Réunion\n');
  await writeFile(path, line.subarray(0, 23));
  const { fake } = await follow();
  await untilWithClock(fake, isLive(fake));
  expect(fake.events.filter(({ type }) => type.startsWith('agent.'))).toEqual([]);
  for (let at = 23; at < line.length; at += 1) await appendFile(path, line.subarray(at, at + 1));
  await untilWithClock(fake, () => fake.events.some(({ type }) => type === 'agent.stateChanged'));
  expect(fake.events.at(-1)!.data).toEqual({ agent: '李雷', state: 'paused', reason: 'Réunion' });
  expect(fake.refusals).toEqual([]);
});

test('through a rotation nothing is lost: what was still written to the old file comes first', async () => {
  await writeFile(path, enter(1));
  const { fake } = await follow();
  await untilWithClock(fake, has(fake, 1));
  await rename(path, `${path}.0`);
  await appendFile(`${path}.0`, enter(2));
  await writeFile(path, enter(3));
  await untilWithClock(fake, has(fake, 3));
  expect(queued(fake)).toEqual(['call-1', 'call-2', 'call-3']);
  expect(fake.duplicates).toBe(0);
});

test('a file written anew, shorter or not, is read from its beginning', async () => {
  await writeFile(path, enter(1) + enter(2));
  const { fake } = await follow();
  await untilWithClock(fake, has(fake, 2));
  await writeFile(path, enter(3));
  await untilWithClock(fake, has(fake, 3));
  await writeFile(path, enter(4) + enter(5) + enter(6));
  await untilWithClock(fake, has(fake, 6));
  expect(queued(fake)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `call-${n}`));
});

test('the same lines in a file written anew count once', async () => {
  await writeFile(path, enter(1) + enter(2) + enter(2));
  const { fake } = await follow();
  await untilWithClock(fake, has(fake, 3));
  await writeFile(path, '');
  await untilWithClock(fake, () => fake.clock.now() > 1_795_300_010_000);
  await appendFile(path, enter(1) + enter(2) + enter(2) + enter(3));
  await untilWithClock(fake, has(fake, 4));
  expect(queued(fake)).toEqual(['call-1', 'call-2', 'call-2', 'call-3']);
  expect(fake.duplicates).toBeGreaterThan(0);
});

test('a file that is not there yet is waited for, and said to be missing', async () => {
  const { fake } = await follow();
  await untilWithClock(fake, () => fake.health.length > 0);
  expect(fake.health[0]).toMatchObject({ health: 'lost' });
  await writeFile(path, enter(1));
  await untilWithClock(fake, has(fake, 1));
  expect(fake.health.at(-1)).toMatchObject({ health: 'connected' });
});

test('after a restart reading goes on where it stopped, though the file was renamed twice meanwhile', async () => {
  await writeFile(path, enter(1));
  const first = await follow();
  await untilWithClock(first.fake, has(first.fake, 1));
  await first.connector.stop();
  await first.connector.stop();
  await appendFile(path, enter(2));
  await rename(path, `${path}.0`);
  await utimes(`${path}.0`, 1_795_299_002, 1_795_299_002);
  await writeFile(path, enter(3));
  await rename(path, `${path}.1`);
  await utimes(`${path}.1`, 1_795_299_003, 1_795_299_003);
  await writeFile(path, enter(4));
  const second = await follow(first.fake);
  await untilWithClock(second.fake, has(second.fake, 4));
  expect(queued(second.fake)).toEqual(['call-1', 'call-2', 'call-3', 'call-4']);
  expect(second.fake.duplicates).toBe(0);
  await untilWithClock(second.fake, isLive(second.fake));
  expect(second.fake.batches[0]!.options.past).toBe(true);
});

test('a call that was waiting before the restart is answered after it as the same call', async () => {
  await writeFile(path, enter(1, 1_795_299_001));
  const first = await follow();
  await untilWithClock(first.fake, has(first.fake, 1));
  await first.connector.stop();
  await appendFile(path, '1795299011|call-1|sales|Alice|CONNECT|10|x|2\n');
  const { fake } = await follow(first.fake);
  await untilWithClock(fake, () => fake.events.some(({ type }) => type === 'contact.answered'));
  expect(queued(fake)).toEqual(['call-1']);
  const [leg, ...others] = new Set(
    fake.events.filter(({ type }) => type.startsWith('contact.')).map(({ data }) => data['leg']),
  );
  expect([leg, others]).toEqual(['call-1/sales/1795299001', []]);
});

test('a disk that refuses costs no event: it is read again when there is room', async () => {
  const fake = fakeContext({ startAt: 1_795_300_000_000 });
  fake.diskFull = true;
  await writeFile(path, `rubbish\n${enter(1)}`);
  const connector = createQueueLogConnector({ id: '/asterisk/test', path });
  running.push(connector);
  await connector.start(fake.context);
  await untilWithClock(fake, () => fake.refusedWrites >= 3);
  expect(fake.position).toBeUndefined();
  expect(fake.refusals).toEqual([]);
  fake.diskFull = false;
  await untilWithClock(fake, has(fake, 1));
  await untilWithClock(fake, isLive(fake));
  // Read three times and refused once: a line is counted when its neighbours are stored.
  expect(fake.refusals).toEqual([expect.stringMatching(/^line 1 /)]);
  expect(await readFile(path, 'utf8')).toBe(`rubbish\n${enter(1)}`);
});

test('what was written while the disk refused is told as the past: the floor lives through it as it was', async () => {
  await writeFile(path, enter(1));
  const { fake } = await follow();
  await untilWithClock(fake, isLive(fake));
  const before = fake.batches.length;
  fake.diskFull = true;
  await appendFile(path, enter(2));
  await untilWithClock(fake, () => fake.refusedWrites >= 2);
  fake.diskFull = false;
  await untilWithClock(fake, has(fake, 2));
  await untilWithClock(fake, () => fake.batches.length >= before + 2);
  expect(fake.batches[before]!.options.past).toBe(true);
  expect(fake.batches.at(-1)!.options.past).toBeUndefined();
});

test('a line that makes no sense is refused by its place and costs no other line', async () => {
  await writeFile(
    path,
    `rubbish\n${enter(1)}1795299005|call-1|sales|NONE|ABANDON|1|1|soon\n${enter(2)}`,
  );
  const { fake } = await follow();
  await untilWithClock(fake, has(fake, 2));
  expect(fake.refusals).toEqual([
    expect.stringMatching(/^line 1 .*5 fields or more/),
    expect.stringMatching(/^line 3 .*ABANDON: whole seconds are expected in field 8/),
  ]);
});
