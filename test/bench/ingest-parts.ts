import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decodeCloudEvent } from '#schema/events/decode.ts';
import { createMask } from '#server/ingest/mask.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import {
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
} from '#server/pipeline-world.ts';
import { batchesOf, entriesOf } from './busy-events.ts';
import { compare, cpuMs, type Comparison } from './comparison.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { significant, type Row } from './table.ts';

const BATCH = 1_000;
const ROUNDS = 5;

/** What each station of an event's way costs, in processor time; `early` is folded before, and not counted. */
export async function measureParts(
  early: readonly IncomingEvent[],
  events: readonly IncomingEvent[],
  texts: readonly string[],
): Promise<Row[]> {
  const values = texts.map((text) => JSON.parse(text) as unknown);
  const mask = createMask('bench');
  const entries = entriesOf(events);
  const parse = (): unknown => texts.forEach((text) => void JSON.parse(text));
  const against = 'JSON.parse of each';
  const figure = (ms: number): string => `${significant((ms * 1000) / events.length)} µs`;
  const row = async (name: string, ours: () => Promise<number>): Promise<Row> => {
    const baseline = (): Promise<number> => cpuMs(parse);
    const comparison = await compare({ ours, baseline, rounds: ROUNDS, warmUps: 2 });
    return { name, against, comparison, figure };
  };
  return [
    await row('decode', () =>
      cpuMs(() => {
        for (const value of values)
          if (!decodeCloudEvent(value).ok) throw new Error('an event is expected to be good');
      }),
    ),
    await row('mask', () =>
      cpuMs(() => entries.forEach(({ type, data }) => void mask(type, data))),
    ),
    { name: 'append', against: 'JSON lines, fdatasync', comparison: await append(events), figure },
    await row('fold', () => {
      const world = openWorld(createWorldState({ timeZone: 'UTC', silentAfterMs: null }));
      const change = createWorldChange();
      for (const entry of entriesOf(early)) applyEntry(world, entry, change);
      return cpuMs(() => {
        for (const entry of entries) applyEntry(world, entry, change);
      });
    }),
  ];
}

/** Both sides with a synced write a batch. */
async function append(events: readonly IncomingEvent[]): Promise<Comparison> {
  const journal = await openJournal({ path: join(import.meta.dirname, 'ingest') });
  const file = openSync(join(import.meta.dirname, 'lines.ndjson'), 'a');
  let round = 0;
  const comparison = await compare({
    ours: () => {
      // A source of its own: what was written in the round before would be duplicates.
      const batches = batchesOf(entriesOf(events, `/bench/${(round += 1)}`), BATCH);
      return cpuMs(async () => {
        for (const batch of batches) await journal.append(batch);
      });
    },
    baseline: () => {
      const batches = batchesOf(entriesOf(events), BATCH);
      return cpuMs(() => {
        for (const batch of batches) {
          writeSync(file, batch.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
          fdatasyncSync(file);
        }
      });
    },
    rounds: ROUNDS,
  });
  closeSync(file);
  await journal.close();
  return comparison;
}
