import { join } from 'node:path';
import type { Disk } from './disk.ts';
import {
  firstSeqOf,
  HEADER_BYTES,
  readHeader,
  segmentName,
  type SegmentHeader,
} from './segment-header.ts';

/** A segment's file as it was found; without a header where that is damaged. */
export interface FoundSegment {
  readonly firstSeq: number;
  readonly header: SegmentHeader | null;
}

/** The segments in the folder, oldest first. */
export function findSegments(disk: Disk, folder: string): FoundSegment[] {
  const numbers = disk.list(folder).flatMap((name) => firstSeqOf(name) ?? []);
  return numbers
    .toSorted((a, b) => a - b)
    .map((firstSeq) => {
      const file = disk.openToRead(join(folder, segmentName(firstSeq)));
      try {
        const bytes = Buffer.alloc(HEADER_BYTES);
        const header = readHeader(bytes.subarray(0, file.read(bytes, 0)));
        return { firstSeq, header };
      } finally {
        file.closeNow();
      }
    });
}

/**
 * Parts the segments that make up the log from those that none behind them names: the remains of
 * writes that were refused.
 */
export function chainOf(found: readonly FoundSegment[]): {
  readonly chain: FoundSegment[];
  readonly leftOver: FoundSegment[];
} {
  const chain: FoundSegment[] = [];
  const leftOver: FoundSegment[] = [];
  let named = Infinity;
  for (const one of found.toReversed()) {
    if (one.firstSeq > named) {
      leftOver.push(one);
      continue;
    }
    chain.unshift(one);
    // One whose header is damaged is taken to name the one before it; the first of all names none.
    named = one.header ? (one.header.before?.firstSeq ?? 0) : Infinity;
  }
  return { chain, leftOver };
}
