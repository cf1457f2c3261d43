import { dirname } from 'node:path';
import type { Disk } from './disk.ts';
import { removeIndexFile } from './index-file.ts';
import type { OpenedLog } from './open-log.ts';
import { TailFile } from './tail-mark.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Tidies up behind a process that was killed or a power cut: remains of refused writes go, a torn
 * write is cut off, and the last batch is put on disk once more, because what the page cache shows
 * may never have got there. Rejects with the disk's error where that is refused.
 */
export async function makeWritable(
  disk: Disk,
  folder: string,
  opened: OpenedLog,
): Promise<TailFile> {
  const { segments } = opened;
  for (const firstSeq of opened.leftOver) {
    await disk.unlink(segments.path(firstSeq));
    await removeIndexFile(disk, segments.path(firstSeq));
  }
  const tail = await TailFile.open(disk, folder);
  if (!opened.tail) {
    const segment = segments.newest;
    await tail.write({
      identity: opened.identity,
      segment: segment?.firstSeq ?? 0,
      end: segment?.end ?? 0,
      lastSeq: opened.nextSeq - 1,
      firstKept: opened.firstKept,
    });
    await tail.sync();
    await disk.syncFolder(folder);
    await disk.syncFolder(dirname(folder));
  }
  await repair(disk, opened);
  return tail;
}

async function repair(disk: Disk, opened: OpenedLog): Promise<void> {
  const { segments, torn, unsyncedFrom } = opened;
  const segment = segments.newest;
  if (!segment || opened.sealed || (torn === 0 && unsyncedFrom === null)) return;
  const file = await disk.openToWrite(segments.path(segment.firstSeq), { create: false });
  try {
    if (unsyncedFrom !== null) {
      const bytes = Buffer.alloc(segment.end - unsyncedFrom);
      file.read(bytes, unsyncedFrom);
      await writeWhole(file, bytes, unsyncedFrom);
    }
    if (torn > 0) await file.truncate(segment.end);
    await file.sync();
    if (unsyncedFrom === 0) await disk.syncFolder(segments.folder);
  } finally {
    await file.close();
  }
}
