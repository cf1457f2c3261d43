import { join } from 'node:path';
import { foldLog, saveCheckpoint } from '#server/app-log.ts';
import { openSqliteJournal } from '#server/journal/sqlite.ts';
import {
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
} from '#server/pipeline-world.ts';
import { batchesOf, busyDay, entriesOf } from './busy-day.ts';
import { compare, cpuMs, type Comparison } from './comparison.ts';
import { printTable, significant, type Row } from './table.ts';

/*
 * What a start costs until the floor is as it was: the log folded from its beginning, and from
 * checkpoints that lie further back or at its end.
 */
const COUNT = 100_000;
/** A server that was killed has its checkpoint so far behind, at worst (CHECKPOINT_EVERY). */
const BEHIND = 50_000;
const FOLD = { timeZone: 'UTC', format: 'bench' };

const journal = openSqliteJournal({ path: join(import.meta.dirname, 'restart') });
for (const batch of batchesOf(entriesOf(busyDay(COUNT)), 2_000)) await journal.append(batch);

const rows: Row[] = [await row('from the beginning', 3)];
const world = openWorld(createWorldState(FOLD.timeZone));
await saveAt(world, 0, COUNT - BEHIND);
rows.push(await row(`from a checkpoint ${BEHIND.toLocaleString('en-GB')} behind (killed)`, 3));
await saveAt(world, COUNT - BEHIND, COUNT);
rows.push(await row('from a checkpoint at the end (stopped)', 5));
await journal.close();

printTable({
  title: 'restart',
  about: `a log of ${COUNT.toLocaleString('en-GB')} events, in processor time.`,
  rows,
});

async function row(name: string, rounds: number): Promise<Row> {
  const comparison: Comparison = await compare({
    ours: () => cpuMs(() => foldLog(journal, FOLD)),
    baseline: () => cpuMs(readAlone),
    rounds,
  });
  const figure = (ms: number): string => `${significant(ms)} ms`;
  return { name, against: 'reading the whole log', comparison, figure };
}

function readAlone(): void {
  let seen = 0;
  for (const batch of journal.read()) seen += batch.length;
  if (seen !== COUNT)
    throw new Error(`the log is expected to hold ${COUNT} entries, but got ${seen}`);
}

/** Folds on from `after` to `seq` and leaves the checkpoint there. */
async function saveAt(world: World, after: number, seq: number): Promise<void> {
  for (const batch of journal.read({ after }))
    for (const stored of batch)
      if (stored.seq <= seq) applyEntry(world, stored.entry, createWorldChange());
  await saveCheckpoint(journal, world, { ...FOLD, seq });
}
