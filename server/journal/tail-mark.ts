import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Disk, DiskFile, ReadableFile } from './disk.ts';
import { writeWhole } from './write-whole.ts';
import { LAYOUT } from './segment-header.ts';

/*
 * A witness beside the log: how far it was on disk when this was written. Without it nobody could
 * tell a file cut short behind what was acknowledged from one that never was longer. It is written
 * behind every batch, after the answer and without a sync of its own (a killed process leaves it
 * whole; a power cut may leave an older one, which claims less). There are two places, each a sector:
 * what was synced is never written over, only the other one.
 */

export interface TailMark {
  readonly layout: number;
  readonly identity: string;
  /** Counts the marks: of two, the higher is the newer. */
  readonly count: number;
  /** The newest segment; 0 before there is one. */
  readonly segment: number;
  /** Bytes of it that are on disk. */
  readonly end: number;
  readonly lastSeq: number;
  /** Segments before this one were dropped on purpose. */
  readonly firstKept: number;
}

const SECTOR = 512;
const USED = 104;
const MAGIC = Buffer.from('TIDETAIL', 'latin1');
const NAME = 'tail';

/** The newest whole mark; null where there is none. Throws only for a disk that does not answer. */
export function readTail(disk: Disk, folder: string): TailMark | null {
  const path = join(folder, NAME);
  if (!disk.exists(path)) return null;
  const file = disk.openToRead(path);
  try {
    return newestIn(file)?.mark ?? null;
  } finally {
    file.closeNow();
  }
}

interface ReadMark {
  readonly mark: TailMark;
  readonly place: number;
}

/** Keeps the mark of one journal. */
export class TailFile {
  readonly #file: DiskFile;
  readonly #bytes = Buffer.alloc(SECTOR);
  #count: number;
  /** Where the next mark goes: not where the newest synced one is. */
  #place: number;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(file: DiskFile, newest: ReadMark | null) {
    this.#file = file;
    this.#count = newest?.mark.count ?? 0;
    this.#place = newest ? 1 - newest.place : 0;
  }

  /** Opens the file, made where it is missing. What is in it is synced: a killed process did not. */
  static async open(disk: Disk, folder: string): Promise<TailFile> {
    const file = await disk.openToWrite(join(folder, NAME), { create: true });
    await file.sync();
    return new TailFile(file, newestIn(file));
  }

  /** One after the other, in the order of the calls. */
  write(mark: Omit<TailMark, 'layout' | 'count'>): Promise<void> {
    const writing = this.#writing.then(async () => {
      this.#count += 1;
      encode(this.#bytes, { ...mark, layout: LAYOUT, count: this.#count });
      await writeWhole(this.#file, this.#bytes, this.#place * SECTOR);
    });
    this.#writing = writing.catch(() => undefined);
    return writing;
  }

  /** What was written last would survive a power cut. */
  sync(): Promise<void> {
    const syncing = this.#writing.then(async () => {
      await this.#file.sync();
      this.#place = 1 - this.#place;
    });
    this.#writing = syncing.catch(() => undefined);
    return syncing;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function newestIn(file: ReadableFile): ReadMark | null {
  const bytes = Buffer.alloc(2 * SECTOR);
  file.read(bytes, 0);
  const found = [0, 1].flatMap((place) => {
    const mark = decode(bytes.subarray(place * SECTOR, (place + 1) * SECTOR));
    return mark ? [{ mark, place }] : [];
  });
  return found.toSorted((a, b) => b.mark.count - a.mark.count)[0] ?? null;
}

function encode(into: Buffer, mark: TailMark): void {
  MAGIC.copy(into);
  into.writeUInt32LE(mark.layout, 12);
  into.write(mark.identity, 16, 36, 'latin1');
  into.writeDoubleLE(mark.count, 56);
  into.writeDoubleLE(mark.segment, 64);
  into.writeDoubleLE(mark.end, 72);
  into.writeDoubleLE(mark.lastSeq, 80);
  into.writeDoubleLE(mark.firstKept, 88);
  into.writeUInt32LE(crc32(into.subarray(12, USED)), 8);
}

function decode(bytes: Buffer): TailMark | null {
  if (!bytes.subarray(0, 8).equals(MAGIC)) return null;
  if (bytes.readUInt32LE(8) !== crc32(bytes.subarray(12, USED))) return null;
  return {
    layout: bytes.readUInt32LE(12),
    identity: bytes.toString('latin1', 16, 52),
    count: bytes.readDoubleLE(56),
    segment: bytes.readDoubleLE(64),
    end: bytes.readDoubleLE(72),
    lastSeq: bytes.readDoubleLE(80),
    firstKept: bytes.readDoubleLE(88),
  };
}
