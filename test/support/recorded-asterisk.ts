import { readFileSync } from 'node:fs';
import { createAmiConnector } from '#server/ingest/ami/connector.ts';
import type { Connector, IncomingEvent } from '#server/ingest/connector.ts';
import { createQueueLogConnector } from '#server/ingest/queue-log/connector.ts';
import { startAmiServer } from './ami-server.ts';
import { readConnections, recordingPath } from './asterisk-recording.ts';
import { fakeContext } from './connector-context.ts';
import { untilWithClock } from './until-with-clock.ts';

/** What a connector tells of the recorded run; `source` is its name. */
export interface Told {
  readonly source: string;
  readonly events: readonly IncomingEvent[];
}

/** The recorded queue_log, read from the beginning by the product's connector, which knows the members' names. */
export async function tellQueueLog(): Promise<Told> {
  const source = '/queue-log/hq';
  const fake = fakeContext({ startAt: 1_795_300_000_000 });
  const path = recordingPath('main', 'queue_log');
  const connector = createQueueLogConnector({ id: source, path, names: memberNames() });
  await connector.start(fake.context);
  const isRead = (): boolean =>
    fake.batches.length > 0 && fake.batches.at(-1)!.options.past !== true;
  await untilWithClock(fake, isRead);
  await connector.stop();
  return { source, events: fake.events };
}

/** The recorded manager stream, heard by the product's connector read by read, at the recorded times. */
export async function tellAmi(): Promise<Told> {
  const source = '/asterisk/hq';
  const [connection] = readConnections('main');
  const { chunks, firstStatus, startAt } = connection!;
  const server = await startAmiServer();
  let connector: Connector | null = null;
  try {
    let asked = 0;
    server.queueStatus = () => (asked++ === 0 ? firstStatus : { error: 'not recorded' });
    const fake = fakeContext({ startAt });
    connector = createAmiConnector({
      id: source,
      host: '127.0.0.1',
      port: server.port,
      user: 'wallboard',
      secret: 'secret',
      resyncMs: 3_600_000,
    });
    await connector.start(fake.context);
    await server.until(() => asked > 0);
    await server.settled();
    await idle();
    for (const { at, text } of chunks) {
      fake.clock.moveTo(at);
      await server.send(Buffer.from(text));
    }
    await idle();
    return { source, events: fake.events };
  } finally {
    await connector?.stop();
    await server.close();
  }
}

/** Who is behind an interface: the run's own plan. */
export function memberNames(): Record<string, string> {
  const { agents } = JSON.parse(readFileSync(recordingPath('main', 'run.json'), 'utf8')) as {
    agents: { ext: number; name: string }[];
  };
  return Object.fromEntries(
    agents.flatMap(({ ext, name }) =>
      [`PJSIP/agent${ext}`, `Local/${ext}@agents/n`, `Local/${ext}@agents`].map((each) => [
        each,
        name,
      ]),
    ),
  );
}

/** Lets what is under way between the connector and the fake log finish. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
