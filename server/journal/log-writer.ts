import { DAY_MS } from '#schema/time/duration.ts';
import type { Disk, DiskFile } from './disk.ts';
import type { Draft } from './draft.ts';
import { RecordBuffer } from './record.ts';
import { HEADER_BYTES, LAYOUT, writeHeader, type SealedEnd } from './segment-header.ts';
import { SegmentIndex } from './segment-index.ts';
import type { Segment, Segments } from './segments.ts';
import type { TailFile } from './tail-mark.ts';
import { writeWhole } from './write-whole.ts';

export interface LogWriterOptions {
  readonly disk: Disk;
  readonly identity: string;
  readonly segments: Segments;
  readonly tail: TailFile;
  readonly nextSeq: number;
  /** As JSON text. */
  readonly positions: Map<string, string>;
  /** Where the newest segment has to be left as it is: what the next one says of it. Null: go on in it. */
  readonly sealed: SealedEnd | null;
  readonly firstKept: number;
  /** A segment this long is followed by a new one; default 16 MiB. */
  readonly segmentBytes?: number;
  /** At a new day (UTC, of the floor) one this long is followed by a new one; default 1 MiB. */
  readonly dayBytes?: number;
  /** Told of a segment that will not change any more. */
  readonly onSealed: (segment: Segment) => void;
}

export interface Batch {
  readonly drafts: readonly Draft[];
  /** Numbers of the drafts, ascending; default: one after the other from the next one on. */
  readonly seqs?: readonly number[];
  readonly positions: readonly { readonly source: string; readonly text: string }[];
}

/**
 * Puts batches on disk, one at a time: the caller waits for the one before. A batch that was refused
 * leaves nothing that counts. After a failed sync nobody knows what the disk has of the pages it was
 * given, and asking again answers "all well": so the segment is left at its last good end, and the
 * next batch begins a new one, whose header says where that end is.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #buffer = new RecordBuffer();
  readonly positions: Map<string, string>;
  nextSeq: number;
  firstKept: number;
  #file: DiskFile | null = null;
  #sealed: SealedEnd | null;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.positions = options.positions;
    this.nextSeq = options.nextSeq;
    this.firstKept = options.firstKept;
    this.#sealed = options.sealed;
  }

  /** Resolves with the number of the first entry when all is on disk; rejects when nothing of it counts. */
  async write(batch: Batch): Promise<number> {
    this.nextSeq = batch.seqs?.[0] ?? this.nextSeq;
    const first = this.nextSeq;
    const segment = this.#current(batch);
    if (segment) await this.#continue(segment, batch);
    else await this.#begin(batch);
    this.nextSeq = lastOf(batch, first) + 1;
    for (const { source, text } of batch.positions) this.positions.set(source, text);
    return first;
  }

  /** Says beside the log how far it is; what that is worth, `tail-mark.ts` tells. */
  async mark(): Promise<void> {
    const { identity, segments, tail } = this.#options;
    // Of a segment that had to be left it is known how far it was good, whatever is there now.
    const newest = this.#sealed ?? segments.newest;
    await tail.write({
      identity,
      segment: newest?.firstSeq ?? 0,
      end: newest?.end ?? 0,
      lastSeq: this.nextSeq - 1,
      firstKept: this.firstKept,
    });
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  /** The segment that takes the batch; null where a new one has to. */
  #current({ drafts }: Batch): Segment | null {
    const { segments, segmentBytes = 16 * 1024 * 1024, dayBytes = 1024 * 1024 } = this.#options;
    const segment = segments.newest;
    if (!segment || this.#sealed || segment.end >= segmentBytes) return null;
    const at = drafts[0]?.entry.floorAt;
    const isNewDay =
      at !== undefined && Math.floor(at / DAY_MS) > Math.floor(segment.index.lastAt / DAY_MS);
    return isNewDay && segment.end >= dayBytes ? null : segment;
  }

  async #continue(segment: Segment, batch: Batch): Promise<void> {
    const { disk, segments } = this.#options;
    const { end } = segment;
    this.#buffer.start(segments.seed);
    const offsets = this.#fill(batch, []);
    const bytes = this.#buffer.finish();
    this.#file ??= await disk.openToWrite(segments.path(segment.firstSeq), { create: false });
    try {
      await writeWhole(this.#file, bytes, end);
    } catch (error) {
      await this.#takeBack(segment, batch);
      throw error;
    }
    try {
      await this.#file.sync();
    } catch (error) {
      this.#leave(segment, batch);
      await this.#file.truncate(end).catch(() => undefined);
      throw error;
    }
    segment.end = end + bytes.length;
    note(segment, batch, { first: this.nextSeq, offsets, base: end });
  }

  async #begin(batch: Batch): Promise<void> {
    const { disk, identity, segments, onSealed } = this.#options;
    const firstSeq = this.nextSeq;
    const before = segments.newest;
    const sealed = this.#sealed ?? (before && endOf(before, this.nextSeq - 1));
    this.#buffer.start(segments.seed, HEADER_BYTES);
    // All positions once more, so that a segment can be dropped without losing any.
    const offsets = this.#fill(batch, [...this.positions]);
    const bytes = this.#buffer.finish(HEADER_BYTES);
    writeHeader(bytes, { layout: LAYOUT, identity, firstSeq, before: sealed });
    const path = segments.path(firstSeq);
    let file: DiskFile | null = null;
    try {
      file = await disk.openToWrite(path, { create: true });
      await writeWhole(file, bytes, 0);
      await file.sync();
      await disk.syncFolder(segments.folder);
    } catch (error) {
      // Its numbers are not used again: whatever is left of the file cannot be taken for a later one.
      this.#sealed = sealed;
      if (file) this.nextSeq += Math.max(1, batch.drafts.length);
      await file?.close().catch(() => undefined);
      await disk.unlink(path).catch(() => undefined);
      throw error;
    }
    await this.#file?.close().catch(() => undefined);
    this.#file = file;
    this.#sealed = null;
    const segment = { firstSeq, index: new SegmentIndex(firstSeq), end: bytes.length };
    segments.list.push(segment);
    note(segment, batch, { first: firstSeq, offsets, base: 0 });
    if (before) onSealed(before);
  }

  /** Answers where each entry lies in the buffer. */
  #fill(batch: Batch, positions: readonly (readonly [string, string])[]): number[] {
    const told = new Set(batch.positions.map(({ source }) => source));
    for (const [source, text] of positions)
      if (!told.has(source)) this.#buffer.addPosition(this.nextSeq - 1, source, text);
    const offsets = batch.drafts.map((draft, index) => {
      const at = this.#buffer.length;
      this.#buffer.addEntry(batch.seqs?.[index] ?? this.nextSeq + index, draft);
      return at;
    });
    const last = lastOf(batch, this.nextSeq);
    for (const { source, text } of batch.positions) this.#buffer.addPosition(last, source, text);
    if (batch.drafts.length === 0 && batch.positions.length === 0) this.#buffer.addMark(last);
    return offsets;
  }

  /** The disk did not take all of it: cut off what it took, or leave the segment. */
  async #takeBack(segment: Segment, batch: Batch): Promise<void> {
    try {
      await this.#file!.truncate(segment.end);
    } catch {
      this.#leave(segment, batch);
    }
  }

  #leave(segment: Segment, { drafts }: Batch): void {
    this.#sealed = endOf(segment, this.nextSeq - 1);
    // Not used again: the refused ones may yet be found behind the end.
    this.nextSeq += Math.max(1, drafts.length);
  }
}

function endOf({ firstSeq, end }: Segment, lastSeq: number): SealedEnd {
  return { firstSeq, end, lastSeq };
}

function lastOf({ drafts, seqs }: Batch, first: number): number {
  return seqs?.at(-1) ?? first + drafts.length - 1;
}

function note(
  segment: Segment,
  { drafts, seqs }: Batch,
  at: { readonly first: number; readonly offsets: readonly number[]; readonly base: number },
): void {
  drafts.forEach(({ entry }, index) =>
    segment.index.note(
      at.base + at.offsets[index]!,
      seqs?.[index] ?? at.first + index,
      entry.floorAt,
    ),
  );
}
