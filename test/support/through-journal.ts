import type { Entry } from '#server/journal/journal.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';

/** What a journal keeps of these, in its order: duplicates by `(source, id)` are dropped (SPEC L-3). */
export async function throughJournal(entries: readonly Entry[]): Promise<Entry[]> {
  const journal = openMemoryJournal();
  await journal.append(entries);
  const kept: Entry[] = [];
  for (const batch of journal.read()) for (const { entry } of batch) kept.push(entry);
  await journal.close();
  return kept;
}
