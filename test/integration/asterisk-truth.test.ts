import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createQueueLogConnector } from '#server/ingest/queue-log/connector.ts';
import type { MetricValues } from '#server/metrics/values.ts';
import { createWorldChange, applyEntry } from '#server/pipeline-world.ts';
import { startAmiServer, type AmiServer } from '#test/support/ami-server.ts';
import { startTestApp, temporaryFolder, type TestApp } from '#test/support/app.ts';
import {
  hasRecording,
  RECORDING_MISSING,
  rawAmi,
  readConnections,
  readTruth,
  recordingPath,
} from '#test/support/asterisk-recording.ts';
import { fakeContext } from '#test/support/connector-context.ts';
import { eventEntry, scenario } from '#test/support/scenario.ts';
import { untilWithClock } from '#test/support/until-with-clock.ts';

/*
 * The recorded run of a real Asterisk, through the whole product: what the wall shows at the end
 * is what independent programs counted.
 */
interface Shown {
  readonly metrics: Pick<
    MetricValues,
    | 'offered'
    | 'answered'
    | 'abandoned'
    | 'shortAbandoned'
    | 'overflowed'
    | 'answeredWithinThreshold'
    | 'averageSpeedOfAnswerMs'
    | 'longestWaitMs'
  >;
}

function expectTruth(shown: Shown, truth: Record<string, number>, queue: string): void {
  const { metrics } = shown;
  expect(
    {
      offered: metrics.offered,
      answered: metrics.answered,
      abandoned: metrics.abandoned + metrics.shortAbandoned,
      shortAbandoned: metrics.shortAbandoned,
      overflowed: metrics.overflowed,
      answeredWithin: metrics.answeredWithinThreshold,
      longestWaitS: metrics.longestWaitMs! / 1000,
      asaS: Math.round(metrics.averageSpeedOfAnswerMs! / 10) / 100,
    },
    queue,
  ).toEqual({
    offered: truth.offered,
    answered: truth.answered,
    abandoned: truth.abandoned,
    shortAbandoned: truth.short_abandons,
    overflowed: truth.timeout! + truth.key! + truth.empty! + truth.withdrawn!,
    answeredWithin: truth.answered_within,
    longestWaitS: truth.max_wait,
    asaS: truth.asa,
  });
}

/** Waits until the wall shows the day of the recording, to the last count. */
async function expectShown(tidewall: TestApp): Promise<void> {
  const truth = readTruth('main');
  const day = `metrics(window: { kind: TODAY }) { offered answered abandoned shortAbandoned
      overflowed answeredWithinThreshold averageSpeedOfAnswerMs longestWaitMs }`;
  await vi.waitFor(
    async () => {
      const { data } = await tidewall.query(`{ floor { total { ${day} } queues { id ${day} } } }`);
      expect(data.floor.total.metrics.answered).toBe(truth.all.answered);
      expect(data.floor.queues).toHaveLength(3);
      for (const queue of data.floor.queues) expectTruth(queue, truth.queues[queue.id]!, queue.id);
      expectTruth(data.floor.total, truth.all, 'all');
    },
    { timeout: 40_000, interval: 250 },
  );
}

describe.skipIf(!hasRecording)(`the recorded Asterisk (skipped where ${RECORDING_MISSING})`, () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: AmiServer | null = null;
  let tidewall: TestApp | null = null;

  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await tidewall?.app.stop();
    await server?.close();
    folder.remove();
  });

  test('played back as a byte stream to a whole Tidewall ends in its truth', async () => {
    const [connection] = readConnections('main');
    let cut = 0;
    server = await startAmiServer({ cut: () => (cut = (cut * 7919 + 13) % 4001) + 1 });
    let isFirst = true;
    server.queueStatus = () => {
      if (!isFirst) return { error: 'not recorded' };
      isFirst = false;
      return connection!.firstStatus;
    };
    tidewall = await startTestApp({
      data: folder.path,
      sources: [`ami://wallboard:secret@127.0.0.1:${server.port}?site=hq`],
    });
    await server.until(() => !isFirst);
    await server.settled();
    for (const chunk of connection!.chunks) await server.send(Buffer.from(chunk.text));
    await expectShown(tidewall);
  });

  test('the very bytes of its stream, from a server that listens to nobody, end in its truth too', async () => {
    const raw = rawAmi('main');
    let cut = 0;
    const parrot = createServer((socket) => {
      socket.on('data', () => {});
      socket.on('error', () => {});
      const speak = async (): Promise<void> => {
        for (let from = 0; from < raw.length && !socket.destroyed;) {
          cut = (cut * 7919 + 13) % 40_009;
          const piece = raw.subarray(from, from + cut + 1);
          from += piece.length;
          await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
        }
      };
      void speak();
    });
    await new Promise<void>((resolve) => parrot.listen(0, '127.0.0.1', resolve));
    const { port } = parrot.address() as AddressInfo;
    try {
      tidewall = await startTestApp({
        data: folder.path,
        sources: [`ami://wallboard:secret@127.0.0.1:${port}?site=hq`],
      });
      await expectShown(tidewall);
    } finally {
      await tidewall?.app.stop();
      await new Promise((resolve) => parrot.close(resolve));
    }
  });

  test("its queue_log, read from the beginning, ends in its truth and in its agents' truth", async () => {
    const fake = fakeContext({ startAt: 1_795_300_000_000 });
    const connector = createQueueLogConnector({
      id: '/queue-log/hq',
      path: recordingPath('main', 'queue_log'),
    });
    await connector.start(fake.context);
    await untilWithClock(
      fake,
      () => fake.batches.length > 0 && fake.batches.at(-1)!.options.past !== true,
    );
    await connector.stop();
    const truth = readTruth('main');
    const floor = scenario({ startAt: fake.events[0]!.at });
    for (const event of fake.events)
      applyEntry(
        floor.world,
        eventEntry({ ...event, source: '/queue-log/hq', data: { ...event.data } }),
        createWorldChange(),
      );
    const today = { kind: 'today' } as const;
    for (const [id, wanted] of Object.entries(truth.queues))
      expectTruth({ metrics: floor.view.queue(id)!.metrics(today) }, wanted, id);
    expectTruth({ metrics: floor.view.total({}).metrics(today) }, truth.all, 'all');
    for (const [name, { calls }] of Object.entries(truth.agents))
      expect(floor.view.agent(name)!.answeredToday, name).toBe(calls);
  });
});
