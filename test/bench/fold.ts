import { existsSync } from 'node:fs';
import { DAY_MS, HOUR_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import {
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
} from '#server/pipeline-world.ts';
import { BANK_FOLDER, callsIn, tellCalls } from '#test/proof/bank-events.ts';
import {
  busyEvents,
  denseEvents,
  entriesOf,
  sparseEvents,
  type EventEntry,
} from './busy-events.ts';
import { compare, cpuMs } from './comparison.ts';
import { printTable, significant, type Row } from './table.ts';

/*
 * What the whole fold (floor, windows, surge, alerts) costs beyond looking at every entry once, on three
 * loads: a floor so large that each of its seconds holds a hundred events, a busy one, and a recording
 * in which most seconds hold nothing.
 */
interface Load {
  readonly name: string;
  readonly entries: readonly EventEntry[];
}

/** As many as a round can take. */
const COUNT = 80_000;

const sparse = existsSync(BANK_FOLDER)
  ? { name: 'a recording, with its nights', entries: await bankEntries() }
  : { name: 'a small floor, with its nights', entries: entriesOf(sparseEvents(COUNT)) };
const loads: readonly Load[] = [
  { name: 'a dense floor', entries: entriesOf(denseEvents(COUNT)) },
  { name: 'a busy floor', entries: entriesOf(busyEvents(COUNT)) },
  sparse,
];

const rows: Row[] = [];
const notes: string[] = [];
for (const load of loads) await measure(load);
printTable({
  title: 'fold',
  about: `${many(COUNT)} events, decoded before, in processor time.`,
  rows,
  notes,
});

async function measure({ name, entries }: Load): Promise<void> {
  const comparison = await compare({
    ours: () => cpuMs(() => fold(entries)),
    baseline: () =>
      cpuMs(() => {
        const counts = new Map<string, number>();
        for (const { type } of entries) counts.set(type, (counts.get(type) ?? 0) + 1);
      }),
    rounds: 3,
  });
  rows.push({
    name,
    against: 'counting events by type in a Map',
    comparison,
    figure: (ms) => `${significant((ms * 1000) / entries.length)} µs/event`,
  });
  const seconds = (entries.at(-1)!.at - entries[0]!.at) / SECOND_MS;
  const length =
    seconds > 2 * 86_400
      ? `${significant((seconds * SECOND_MS) / DAY_MS)} days`
      : `${significant((seconds * SECOND_MS) / HOUR_MS)} hours`;
  const { contacts, bytes } = memoryOf(entries);
  notes.push(
    `${name}: ${significant((entries.length / comparison.ours) * 1000)} events/s; ${length}, ` +
      `${significant(entries.length / seconds)} events a second of the floor; ` +
      `${many(contacts)} contacts kept, ${many(Math.round(bytes / Math.max(1, contacts)))} bytes each`,
  );
}

/** The first events of a bank's half year. */
async function bankEntries(): Promise<EventEntry[]> {
  const events: IncomingEvent[] = [];
  const january = { from: '1999-01-01', to: '1999-01-31' };
  for await (const second of tellCalls(callsIn(BANK_FOLDER), january))
    events.push(...second.events);
  return entriesOf(events.slice(0, COUNT));
}

function fold(entries: readonly EventEntry[]): World {
  const world = openWorld(createWorldState({ timeZone: 'UTC', silentAfterMs: null }));
  // As a start does: what changed is told to nobody.
  const change = createWorldChange();
  for (const entry of entries) applyEntry(world, entry, change);
  return world;
}

/** What a folded world holds beyond the entries themselves. */
function memoryOf(entries: readonly EventEntry[]): { contacts: number; bytes: number } {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const { contacts } = fold(entries).state.floor;
  globalThis.gc?.();
  return { contacts: contacts.size, bytes: process.memoryUsage().heapUsed - before };
}

function many(count: number): string {
  return count.toLocaleString('en-GB');
}
