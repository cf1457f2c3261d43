import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decodeCloudEvent } from '#schema/events/decode.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { batchesOf, busyEvents, entriesOf } from './busy-events.ts';
import { compare, cpuMs, wallMs } from './comparison.ts';
import { printTable, significant } from './table.ts';

/*
 * From the bytes of an event to its place on the disk: what the gate costs beyond reading JSON, and
 * what the journal costs beyond writing the same entries down as lines.
 */
const COUNT = 20_000;
const BATCH = 1_000;
const events = busyEvents(COUNT);
const texts = events.map(({ id, type, at, data }) => {
  const time = new Date(at).toISOString();
  return JSON.stringify({ specversion: '1.0', id, source: '/bench', type, time, data });
});

const decoding = await compare({
  ours: () =>
    cpuMs(() => {
      for (const text of texts) {
        const decoded = decodeCloudEvent(JSON.parse(text));
        if (!decoded.ok) throw new Error(`an event is expected to be good: ${decoded.reason}`);
      }
    }),
  baseline: () =>
    cpuMs(() => {
      for (const text of texts) JSON.parse(text);
    }),
  rounds: 7,
});

const journal = await openJournal({ path: join(import.meta.dirname, 'ingest') });
const file = openSync(join(import.meta.dirname, 'lines.ndjson'), 'a');
let round = 0;
const appending = await compare({
  ours: () => {
    // A source of its own: what was written in the round before would be duplicates.
    const batches = batchesOf(entriesOf(events, `/bench/${(round += 1)}`), BATCH);
    return wallMs(async () => {
      for (const batch of batches) await journal.append(batch);
    });
  },
  baseline: () => {
    const batches = batchesOf(entriesOf(events), BATCH);
    return wallMs(() => {
      for (const batch of batches) {
        writeSync(file, batch.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
        fdatasyncSync(file);
      }
    });
  },
  rounds: 5,
});
closeSync(file);
await journal.close();

const perEvent = (ms: number): string => `${significant((ms * 1000) / COUNT)} µs/event`;
const perSecond = (ms: number): string => `${significant((COUNT / ms) * 1000)} events/s`;
printTable({
  title: 'ingest',
  about:
    `${COUNT.toLocaleString('en-GB')} events of a busy floor. Parsing in processor time; ` +
    'appending in time on the clock, with a synced write a batch on either side.',
  rows: [
    {
      name: 'parse and decode',
      against: 'JSON.parse alone',
      comparison: decoding,
      figure: perEvent,
    },
    {
      name: `append, batches of ${BATCH}`,
      against: 'JSON lines into a file, fdatasync',
      comparison: appending,
      figure: perEvent,
    },
  ],
  notes: [`parse and decode: ${perSecond(decoding.ours)}; append: ${perSecond(appending.ours)}`],
});
