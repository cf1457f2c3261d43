import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { foldLog } from '#server/app-log.ts';
import { openCheckpoints } from '#server/journal/checkpoints.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { batchesOf, busyEvents, entriesOf } from './busy-events.ts';
import { compare, cpuMs } from './comparison.ts';
import { printTable, significant, type Row } from './table.ts';

/*
 * What a start costs until the floor is as it was: with the log folded from its beginning, and from
 * the newest checkpoint, as after a kill. Folding takes seconds, so rounds are few and none is a
 * warm-up.
 */
const COUNT = 100_000;
const FOLD = { timeZone: 'UTC' };

const path = join(import.meta.dirname, 'restart');
const journal = await openJournal({ path });
for (const batch of batchesOf(entriesOf(busyEvents(COUNT)), 2_000)) await journal.append(batch);

let folder = 0;
const rows: Row[] = [await row('from the beginning', 2, () => `none-${(folder += 1)}`)];
const kept = `none-${folder}`;
rows.push(await row('from the newest checkpoint', 5, () => kept));
await journal.close();

printTable({
  title: 'restart',
  about: `a log of ${COUNT.toLocaleString('en-GB')} events, in processor time.`,
  rows,
});

async function row(name: string, rounds: number, where: () => string): Promise<Row> {
  const comparison = await compare({
    ours: () =>
      cpuMs(async () => {
        const own = join(path, where());
        mkdirSync(own, { recursive: true });
        const checkpoints = openCheckpoints({ path: own, journal: 'bench', format: 'bench' });
        await foldLog({ journal, checkpoints, history: null }, FOLD);
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
