import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connector } from '#server/ingest/connector.ts';
import { createQueueLogConnector } from '#server/ingest/queue-log/connector.ts';
import { hasRecording, readTruth, recordingPath } from '#test/support/asterisk-recording.ts';
import { fakeContext, type FakeContext } from '#test/support/connector-context.ts';
import { countContacts } from '#test/support/count-contacts.ts';
import { untilWithClock } from '#test/support/until-with-clock.ts';
import { figures, wantedFigures } from '#test/support/recorded-figures.ts';

let folder = '';
let running: Connector[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queue-log-'));
});
afterEach(async () => {
  for (const connector of running) await connector.stop();
  running = [];
  await rm(folder, { recursive: true });
});

const START_AT = 1_795_300_000_000;

async function follow(path: string, after?: FakeContext) {
  const fake = fakeContext({ startAt: START_AT, after });
  const connector = createQueueLogConnector({ id: '/asterisk/test', path, site: 'hq' });
  running.push(connector);
  await connector.start(fake.context);
  return { fake, connector };
}

const caughtUp = (fake: FakeContext) => (): boolean =>
  fake.batches.at(-1)?.options.past !== true && fake.batches.length > 0;

test.skipIf(!hasRecording)(
  'the recorded queue_log gives the figures of the independent count',
  async () => {
    const { fake } = await follow(recordingPath('main', 'queue_log'));
    await untilWithClock(fake, caughtUp(fake));
    const counted = countContacts(fake.events);
    const truth = readTruth('main');
    expect(counted.odd).toEqual([]);
    for (const [queue, wanted] of [...Object.entries(truth.queues), ['all', truth.all] as const]) {
      expect(figures(counted.queues[queue]!), queue).toEqual(wantedFigures(wanted));
      const { timeout, empty, withdrawn } = wanted;
      const { overflowed } = counted.queues[queue]!;
      expect([
        overflowed['timeout'] ?? 0,
        overflowed['empty'] ?? 0,
        overflowed['withdrawn'] ?? 0,
      ]).toEqual([timeout, empty, withdrawn]);
    }
    for (const [name, wanted] of Object.entries(truth.agents))
      expect(counted.agents[name], name).toEqual({
        calls: wanted.calls,
        talk: wanted.talk,
        unanswered: wanted.ring_no_answer,
      });
    expect(fake.refusals).toEqual([]);
  },
);

test.skipIf(!hasRecording)(
  'through rotation, restart and crash the recorded queue_log gives the figures too, and calls without an end are closed',
  async () => {
    const path = join(folder, 'queue_log');
    const older = await readFile(recordingPath('faults', 'queue_log.0'));
    const newer = await readFile(recordingPath('faults', 'queue_log'));
    await writeFile(path, older.subarray(0, 3_000));
    const { fake } = await follow(path);
    await untilWithClock(fake, caughtUp(fake));
    await appendFile(path, older.subarray(3_000, 7_001));
    await untilWithClock(fake, () => countContacts(fake.events).queues['all']!.offered > 25);
    await rename(path, `${path}.0`);
    await appendFile(`${path}.0`, older.subarray(7_001));
    await writeFile(path, newer.subarray(0, 5_000));
    await untilWithClock(fake, () => countContacts(fake.events).queues['all']!.offered > 45);
    await appendFile(path, newer.subarray(5_000));
    const truth = readTruth('faults');
    const isWhole = (): boolean =>
      countContacts(fake.events).queues['all']!.ended === truth.all['ended'];
    await untilWithClock(fake, isWhole);
    const counted = countContacts(fake.events);
    expect(counted.odd).toEqual([]);
    for (const [queue, wanted] of [...Object.entries(truth.queues), ['all', truth.all] as const]) {
      expect(figures(counted.queues[queue]!), queue).toEqual(wantedFigures(wanted));
      expect(counted.queues[queue], queue).toMatchObject({
        waiting: 0,
        talking: 0,
        lost: wanted['lost'],
      });
    }
    expect(fake.refusals).toEqual([]);
    expect(fake.duplicates).toBe(0);
  },
);
