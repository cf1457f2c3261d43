import { join } from 'node:path';
import { CHECKPOINT_EVERY, foldLog, saveCheckpoint } from '#server/app-log.ts';
import { openSqliteJournal } from '#server/journal/sqlite.ts';
import type { World } from '#server/pipeline-world.ts';
import { batchesOf, busyEvents, entriesOf } from './busy-events.ts';
import { compare, cpuMs } from './comparison.ts';
import { printTable, significant, type Row } from './table.ts';

/*
 * What a start costs until the floor is as it was: with the log folded from its beginning, and from
 * the checkpoint that a clean stop leaves. Folding takes seconds, so rounds are few and none is a
 * warm-up.
 */
/** As many as a server that was killed has to fold at worst. */
const COUNT = CHECKPOINT_EVERY;
const FOLD = { timeZone: 'UTC', format: 'bench' };

const journal = openSqliteJournal({ path: join(import.meta.dirname, 'restart') });
for (const batch of batchesOf(entriesOf(busyEvents(COUNT)), 2_000)) await journal.append(batch);

let world!: World;
const rows: Row[] = [await row('from the beginning', 3)];
await saveCheckpoint(journal, world, { ...FOLD, seq: journal.lastSeq });
rows.push(await row('from the checkpoint of a clean stop', 5));
await journal.close();

printTable({
  title: 'restart',
  about: `a log of ${COUNT.toLocaleString('en-GB')} events, in processor time.`,
  rows,
});

async function row(name: string, rounds: number): Promise<Row> {
  const comparison = await compare({
    ours: () =>
      cpuMs(() => {
        world = foldLog(journal, FOLD);
      }),
    baseline: () => cpuMs(readAlone),
    rounds,
    warmUps: 0,
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
