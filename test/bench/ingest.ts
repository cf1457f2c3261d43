import { join } from 'node:path';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { denseEvents } from './busy-events.ts';
import { comparisonOf } from './comparison.ts';
import { measureParts } from './ingest-parts.ts';
import { startIngestServer, type Load, type Posted } from './ingest-process.ts';
import { printTable, significant, type Row } from './table.ts';

/*
 * From the bytes of an event to its place on the disk and on the floor: each station by itself, and
 * the whole over real HTTP, in the processor time of the serving process. The client is this process.
 */

/** Who is there before the morning begins; told first, not measured. */
const EARLY = 40_000;
const PARTS = 20_000;
const ROUNDS = 3;
const BATCH = 'application/cloudevents-batch+json';
const LINES = 'application/x-ndjson';

interface Kind {
  readonly name: string;
  readonly events: number;
  load(texts: readonly string[]): Load;
}

const KINDS: readonly Kind[] = [
  batches({ name: 'one a request', size: 1, events: 1_000, connections: 16 }),
  batches({ name: 'batches of 100', size: 100, events: 10_000, connections: 1 }),
  batches({ name: 'batches of 1,000', size: 1_000, events: 10_000, connections: 1 }),
  { name: 'a stream of lines', events: 20_000, load: stream },
];
/** A warm-up round each, too. */
const COUNT = EARLY + KINDS.reduce((sum, { events }) => sum + events * (ROUNDS + 1), 0);

const events = denseEvents(COUNT);
const texts = events.map(textOf);

printTable({
  title: 'ingest, station by station',
  about: `${many(PARTS)} events of a dense floor, in processor time for each.`,
  rows: await measureParts(
    events.slice(0, EARLY),
    events.slice(EARLY, EARLY + PARTS),
    texts.slice(EARLY, EARLY + PARTS),
  ),
});

const servers = {
  whole: await startIngestServer('whole', join(import.meta.dirname, 'whole')),
  unfolded: await startIngestServer('unfolded', join(import.meta.dirname, 'unfolded')),
  plain: await startIngestServer('plain', ''),
};
const early = batchLoad(texts.slice(0, EARLY), { size: 1_000, connections: 1 });
for (const server of Object.values(servers)) await server.post(early);

const rows: Row[] = [];
const notes: string[] = [];
let told = EARLY;
for (const kind of KINDS) await measure(kind);
for (const server of Object.values(servers)) await server.stop();
printTable({
  title: 'ingest over HTTP',
  about:
    'processor time of the serving process for each event; taken in means on disk, and where it ' +
    'says so folded; the baseline is node:http with JSON.parse of the same bodies.',
  rows,
  notes,
});

async function measure(kind: Kind): Promise<void> {
  const costs: Record<keyof typeof servers, number[]> = { whole: [], unfolded: [], plain: [] };
  let last: Posted | null = null;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const load = kind.load(texts.slice(told, (told += kind.events)));
    for (const name of ['whole', 'plain', 'unfolded'] as const) {
      const posted = await servers[name].post(load);
      if (name === 'whole') last = posted;
      // The first round warms up.
      if (round > 0) costs[name].push(posted.cpuMs);
    }
  }
  const whole = comparisonOf(costs.whole, costs.plain);
  const unfolded = comparisonOf(costs.unfolded, costs.plain);
  const against = 'node:http and JSON.parse';
  const figure = (ms: number): string => `${significant((ms * 1000) / kind.events)} µs`;
  rows.push(
    { name: `${kind.name}, folded`, against, comparison: whole, figure },
    { name: `${kind.name}, on disk only`, against, comparison: unfolded, figure },
  );
  notes.push(
    `${kind.name}: ${perSecond(kind, whole.ours)} folded, ` +
      `${perSecond(kind, unfolded.ours)} on disk only for a second of one core; on the clock ` +
      `${perSecond(kind, last!.wallMs)} a second; ${significant(last!.rssBytes / 2 ** 20)} MB resident`,
  );
}

function perSecond(kind: Kind, ms: number): string {
  return significant((kind.events / ms) * 1000);
}

function batches(kind: {
  readonly name: string;
  readonly size: number;
  readonly events: number;
  readonly connections: number;
}): Kind {
  return { ...kind, load: (some) => batchLoad(some, kind) };
}

function batchLoad(
  some: readonly string[],
  { size, connections }: { readonly size: number; readonly connections: number },
): Load {
  const bodies: Buffer[][] = [];
  for (let at = 0; at < some.length; at += size)
    bodies.push([Buffer.from(`[${some.slice(at, at + size).join(',')}]`)]);
  return { contentType: BATCH, bodies, events: some.length, connections };
}

function stream(some: readonly string[]): Load {
  const parts: Buffer[] = [];
  for (let at = 0; at < some.length; at += 300)
    parts.push(Buffer.from(`${some.slice(at, at + 300).join('\n')}\n`));
  return { contentType: LINES, bodies: [parts], events: some.length, connections: 1 };
}

function textOf({ id, type, at, data }: IncomingEvent): string {
  const time = new Date(at).toISOString();
  return JSON.stringify({ specversion: '1.0', id, source: '/bench', type, time, data });
}

function many(count: number): string {
  return count.toLocaleString('en-GB');
}
