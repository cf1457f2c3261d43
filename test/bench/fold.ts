import { HOUR_MS } from '#schema/time/duration.ts';
import {
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
} from '#server/pipeline-world.ts';
import { busyEvents, entriesOf } from './busy-events.ts';
import { compare, cpuMs } from './comparison.ts';
import { printTable, significant } from './table.ts';

/* What the whole fold (floor, windows, surge, alerts) costs beyond looking at every entry once. */
const COUNT = 80_000;

const entries = entriesOf(busyEvents(COUNT));
const contacts = entries.filter(({ type }) => type === 'contact.queued').length;
const hours = (entries.at(-1)!.at - entries[0]!.at) / HOUR_MS;

const folding = await compare({
  ours: () =>
    cpuMs(() => {
      const world = openWorld(createWorldState({ timeZone: 'UTC' }));
      for (const entry of entries) applyEntry(world, entry, createWorldChange());
    }),
  baseline: () =>
    cpuMs(() => {
      const counts = new Map<string, number>();
      for (const { type } of entries) counts.set(type, (counts.get(type) ?? 0) + 1);
    }),
  rounds: 3,
});

const many = (count: number): string => count.toLocaleString('en-GB');
printTable({
  title: 'fold',
  about:
    `${many(entries.length)} events of a busy floor, ${many(contacts)} queue entries in ` +
    `${hours.toFixed(1)} hours, in processor time.`,
  rows: [
    {
      name: 'applyEntry',
      against: 'counting events by type in a Map',
      comparison: folding,
      figure: (ms) => `${significant((ms * 1000) / entries.length)} µs/event`,
    },
  ],
  notes: [`${significant((entries.length / folding.ours) * 1000)} events/s`],
});
