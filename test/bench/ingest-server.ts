import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphPorts } from '#server/app-ports.ts';
import { openFloorLog } from '#server/app-open.ts';
import type { AcceptEvents } from '#server/http/events-intake.ts';
import { createHttpServer } from '#server/http/http-server.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import { systemClock, type Clock } from '#server/kit/clock.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { createHub } from '#server/live/hub.ts';
import { createIntake } from '#server/pipeline-intake.ts';
import { createPipeline } from '#server/pipeline.ts';
import type { FromServer, ServerKind, ToServer } from './ingest-process.ts';

/*
 * The process that takes events in: `whole` as Tidewall does, with log, history and fold; `unfolded`
 * up to the log only; `plain` is node:http and JSON.parse of the same bodies. What it works is asked
 * over IPC.
 */
const [kind, folder] = process.argv.slice(2) as [ServerKind, string];
const token = 'a-token-for-benchmarks';
/** The floor's clock goes with the events: as fast as they come, as in the days they tell. */
let floorAt = 0;
/** Processor time, in ms, that went into clearing away between rounds. */
let cleared = 0;

const { port, host } = kind === 'plain' ? await startPlain() : await startOurs();
tell({ kind: 'listening', origin: `http://${host}:${port}`, token });

process.on('disconnect', () => process.exit(1));
process.on('message', (order: ToServer) => {
  if (order.kind === 'stop') process.exit(0);
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  // Waste of this round is not the next one's, and clearing it away is nobody's.
  globalThis.gc?.();
  const after = process.cpuUsage();
  const clearedMs = (after.user + after.system - user - system) / 1000;
  cleared += clearedMs;
  tell({ kind: 'worked', cpuMs: (after.user + after.system) / 1000 - cleared, rssBytes });
});

function tell(message: FromServer): void {
  process.send!(message);
}

async function startOurs(): Promise<{ host: string; port: number }> {
  const clock: Clock = { ...systemClock, now: () => floorAt || Date.now() };
  const logger = silentLogger;
  const timeZone = 'UTC';
  const { world, journal } = await openFloorLog(
    {
      ...{ clock, logger, foldId: 'bench' },
      config: {
        ...{ port: 0, host: '127.0.0.1', data: folder, sources: [], timeZone, token, metrics: [] },
        keep: { entriesDays: 35, historyDays: 1_830 },
      },
    },
    { timeZone },
  );
  const hub = createHub({ clock: systemClock, epoch: 'bench', minIntervalMs: 110 });
  const refusals = createRefusals();
  const secret = 'bench';
  const pipeline = createPipeline({
    ...{ world, journal, hub, clock, refusals, logger, secret },
    time: 'live',
    tellsPast: () => false,
  });
  const intake = createIntake({ secret, refusals });
  const unfolded: AcceptEvents = async (items) => {
    const { entries, refused } = intake.sent(items, clock.now());
    const { stored, duplicates } = await journal.append(entries);
    return { accepted: stored.length, duplicates: duplicates.length, refused };
  };
  const accept: AcceptEvents = kind === 'whole' ? (items) => pipeline.accept(items) : unfolded;
  const http = createHttpServer({
    ...{ clock: systemClock, logger, token, host: '127.0.0.1', port: 0 },
    signInKey: 'bench',
    sessionSecret: randomBytes(32),
    staticFolder: import.meta.dirname,
    graph: graphPorts({
      ...{ world, pipeline, hub, clock, refusals, past: {} },
      ...{ buildId: 'bench', mode: 'live', siteMetrics: [] },
      log: { health: { refusing: null, damage: [] }, stands: false },
    }),
    accept(items) {
      const { time } = items.at(-1) as { time: string };
      floorAt = Math.max(floorAt, Date.parse(time));
      return accept(items);
    },
    notReady: () => [],
    collect: () => [],
  });
  return http.start();
}

async function startPlain(): Promise<{ host: string; port: number }> {
  const server = createServer((request, response) => {
    const isLines = request.headers['content-type'] === 'application/x-ndjson';
    const chunks: Buffer[] = [];
    let kept = '';
    let count = 0;
    request.on('data', (chunk: Buffer) => {
      if (!isLines) return chunks.push(chunk);
      const lines = `${kept}${chunk.toString()}`.split('\n');
      kept = lines.pop()!;
      for (const line of lines) JSON.parse(line);
      count += lines.length;
    });
    request.on('end', () => {
      if (!isLines) count = (JSON.parse(Buffer.concat(chunks).toString()) as unknown[]).length;
      const text = JSON.stringify({ accepted: count, duplicates: 0, refused: [] });
      response.writeHead(202, { 'content-type': 'application/json' });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}
