import {
  appendFile,
  copyFile,
  mkdtemp,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connector } from '#server/ingest/connector.ts';
import { createQueueLogConnector } from '#server/ingest/queue-log/connector.ts';
import { hasRecording, readTruth, recordingPath } from '#test/support/asterisk-recording.ts';
import { fakeContext, type FakeContext } from '#test/support/connector-context.ts';
import { countContacts } from '#test/support/count-contacts.ts';
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

/** Moves the clock until `wanted` holds. */
async function until(fake: FakeContext, wanted: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (!wanted()) {
    if (performance.now() > giveUpAt) throw new Error('what is waited for does not come');
    fake.clock.advance(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const caughtUp = (fake: FakeContext) => (): boolean =>
  fake.batches.at(-1)?.options.past !== true && fake.batches.length > 0;

test.skipIf(!hasRecording)(
  'the recorded queue_log gives the figures of the independent count',
  async () => {
    const { fake } = await follow(recordingPath('main', 'queue_log'));
    await until(fake, caughtUp(fake));
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
