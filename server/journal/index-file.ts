import type { Disk } from './disk.ts';
import { SegmentIndex } from './segment-index.ts';
import type { Segment } from './segments.ts';
import { writeWhole } from './write-whole.ts';

/*
 * The index of a segment that will not change any more, kept beside it so that a start need not read
 * the segment. It is derived: it is not synced, and one that is missing or damaged is made again.
 */

/** Null where there is none, or where anything about it is not as written. */
export function readIndexFile(
  disk: Disk,
  segmentPath: string,
  of: { readonly identity: string; readonly firstSeq: number },
): { readonly index: SegmentIndex; readonly end: number } | null {
  const path = pathOf(segmentPath);
  if (!disk.exists(path)) return null;
  const file = disk.openToRead(path);
  try {
    const bytes = Buffer.alloc(file.size());
    const read = file.read(bytes, 0);
    return SegmentIndex.decode(bytes.subarray(0, read), of.identity, of.firstSeq);
  } finally {
    file.closeNow();
  }
}

export async function writeIndexFile(
  disk: Disk,
  segmentPath: string,
  of: { readonly identity: string; readonly segment: Segment },
): Promise<void> {
  const bytes = of.segment.index.encode(of.identity, of.segment.end);
  const file = await disk.openToWrite(pathOf(segmentPath), { create: true });
  try {
    await writeWhole(file, bytes, 0);
    await file.truncate(bytes.length);
  } finally {
    await file.close();
  }
}

export async function removeIndexFile(disk: Disk, segmentPath: string): Promise<void> {
  if (disk.exists(pathOf(segmentPath))) await disk.unlink(pathOf(segmentPath));
}

function pathOf(segmentPath: string): string {
  return segmentPath.replace(/\.log$/, '.index');
}
