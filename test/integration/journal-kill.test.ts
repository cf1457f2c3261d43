import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JournalRefused } from '#server/journal/journal-refused.ts';
import type { Stored } from '#server/journal/journal.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { batchesOf, startAppender } from '#test/chaos/appender-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewall-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('loses nothing it acknowledged and keeps nothing twice, killed ten times (L-2, L-3, L-4)', async () => {
  const acknowledged = new Set<string>();
  for (let round = 0; round < 10; round++) {
    const appender = startAppender(folder, `${round}`);
    await appender.said('ready');
    // Killed in the middle of its work, a different way into it each time.
    await appender.said(`ack ${(round * 37) % 90}`);
    await appender.kill();
    for (const batch of batchesOf(appender.lines, 'ack')) acknowledged.add(`${round}-${batch}`);

    const journal = await openJournal({ path: folder });
    const stored = [...journal.read()].flat();
    const position = journal.position('/chaos') as { round: string; batch: number };
    await journal.close();
    const parts = partsByBatch(stored);
    for (const batch of acknowledged) expect(parts.has(batch), `batch ${batch}`).toBe(true);
    for (const [batch, { ids, of }] of parts) {
      expect(ids.size, `parts of batch ${batch}`).toBe(of);
      expect(ids.size, `repeated parts of batch ${batch}`).toBe(parts.get(batch)!.rows);
    }
    const newest = idOf(stored.at(-1)!).split('-');
    expect(position).toEqual({ round: newest[0], batch: Number(newest[1]) });
  }
});

it('belongs to one process, and to nobody once that is killed (L-8)', async () => {
  const appender = startAppender(folder, 'a');
  await appender.said('ready');
  try {
    await expect(openJournal({ path: folder })).rejects.toThrow(JournalRefused);
    await expect(openJournal({ path: folder })).rejects.toThrow(
      `process ${appender.process.pid}) is using the data folder`,
    );
  } finally {
    await appender.kill();
  }
  const journal = await openJournal({ path: folder });
  await expect(openJournal({ path: folder })).rejects.toThrow(JournalRefused);
  await journal.close();
  await (await openJournal({ path: folder })).close();
});

function idOf({ entry }: Stored): string {
  return entry.kind === 'tick' ? '' : entry.id;
}

function partsByBatch(stored: readonly Stored[]) {
  const parts = new Map<string, { ids: Set<string>; of: number; rows: number }>();
  for (const one of stored) {
    if (one.entry.kind !== 'event') continue;
    const [round, batch] = one.entry.id.split('-');
    const key = `${round}-${batch}`;
    const known = parts.get(key) ?? { ids: new Set(), of: Number(one.entry.data['of']), rows: 0 };
    known.ids.add(one.entry.id);
    known.rows += 1;
    parts.set(key, known);
  }
  return parts;
}
