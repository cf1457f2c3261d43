import { randomUUID } from 'node:crypto';
import type { Disk } from './disk.ts';
import { IdTable } from './id-table.ts';
import { readIndexFile } from './index-file.ts';
import { JournalRefused } from './journal-refused.ts';
import { seedOf } from './record.ts';
import { scanSegment, type Scan } from './scan.ts';
import { chainOf, findSegments, type FoundSegment } from './segment-chain.ts';
import { HEADER_BYTES, LAYOUT, type SealedEnd } from './segment-header.ts';
import { Segments, type Segment } from './segments.ts';
import { readTail, type TailMark } from './tail-mark.ts';

/** What the folder of a log holds, and what has to be done before it can be written. */
export interface OpenedLog {
  readonly identity: string;
  readonly segments: Segments;
  readonly tail: TailMark | null;
  /** As JSON text. */
  readonly positions: Map<string, string>;
  readonly nextSeq: number;
  /** Segments before this one were dropped on purpose. */
  readonly firstKept: number;
  /** See `LogWriterOptions.sealed`. */
  readonly sealed: SealedEnd | null;
  /** Bytes behind the end of the newest segment that have to go: a write torn before its answer. */
  readonly torn: number;
  /** From here on the newest segment may be known to the page cache only; null: all is on disk. */
  readonly unsyncedFrom: number | null;
  /** Numbers of segments that do not belong to the log: what is left of refused writes. */
  readonly leftOver: readonly number[];
  /** Segments whose index had to be made anew. */
  readonly unindexed: readonly Segment[];
  /** Ids of the newest segment. */
  readonly newestIds: IdTable;
}

interface Newest {
  readonly segment: Segment;
  readonly scan: Scan;
  readonly one: FoundSegment;
}

/**
 * Reads what is in the folder and changes nothing. Damage is noted, never thrown. Throws
 * `JournalRefused` for what a newer Tidewall wrote, and where nothing says whose log it is.
 */
export function openLog(disk: Disk, folder: string): OpenedLog {
  return new Opening(disk, folder).open();
}

class Opening {
  readonly #disk: Disk;
  readonly #tail: TailMark | null;
  readonly #identity: string;
  readonly #segments: Segments;
  readonly #found: readonly FoundSegment[];
  readonly #unindexed: Segment[] = [];
  #newestIds = new IdTable();
  /** Noted when all segments are known: damage is told by the whole entries around it. */
  readonly #toNote: (() => void)[] = [];

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#tail = readTail(disk, folder);
    const found = findSegments(disk, folder);
    for (const layout of [this.#tail?.layout, ...found.map(({ header }) => header?.layout)])
      if (layout !== undefined && layout > LAYOUT) throw newer(folder, layout);
    const named = this.#tail?.identity ?? found.find(({ header }) => header)?.header?.identity;
    if (named === undefined && found.length > 0) throw nameless(folder);
    this.#identity = named ?? randomUUID();
    this.#segments = new Segments(disk, folder, seedOf(this.#identity));
    // One that was copied from elsewhere says nothing here.
    this.#found = found.map(({ firstSeq, header }) => ({
      firstSeq,
      header: header?.identity === this.#identity ? header : null,
    }));
  }

  open(): OpenedLog {
    const firstKept = this.#tail?.firstKept ?? 0;
    const { chain, leftOver } = chainOf(this.#found.filter((one) => one.firstSeq >= firstKept));
    // Dropped, and broken off before the files were gone: their ids are forgotten already.
    leftOver.push(...this.#found.filter((one) => one.firstSeq < firstKept));
    const newest = this.#newest(chain, leftOver);
    chain.forEach((one, place) => {
      const next = chain[place + 1];
      if (next) this.#sealed(one, next.header?.before ?? null);
      else if (newest) this.#segments.list.push(newest.segment);
      this.#noteHeader(one, chain[place - 1]);
    });
    const lost = newest ? this.#noteNewest(newest) : this.#noteAllLost();
    for (const note of this.#toNote) note();
    const known = this.#segments.list.findLast(({ index }) => index.entries > 0)?.index.lastSeq;
    const begun = (this.#segments.newest?.firstSeq ?? 1) - 1;
    return {
      identity: this.#identity,
      segments: this.#segments,
      tail: this.#tail,
      positions: this.#positions(newest),
      nextSeq: Math.max(known ?? 0, begun, this.#tail?.lastSeq ?? 0) + 1,
      firstKept,
      sealed: lost,
      torn: newest?.scan.torn ?? 0,
      unsyncedFrom: newest ? this.#unsyncedFrom(newest) : null,
      leftOver: leftOver.map(({ firstSeq }) => firstSeq),
      unindexed: this.#unindexed,
      newestIds: this.#newestIds,
    };
  }

  /** Takes segments off the end that hold nothing anybody was told of. */
  #newest(chain: FoundSegment[], leftOver: FoundSegment[]): Newest | null {
    for (let one = chain.at(-1); one; one = chain.at(-1)) {
      const read = this.#scanNewest(one);
      if (read.scan.end > HEADER_BYTES || one.firstSeq <= (this.#tail?.segment ?? 0)) return read;
      leftOver.push(chain.pop()!);
    }
    return null;
  }

  #scanNewest(one: FoundSegment): Newest {
    const { firstSeq } = one;
    const segment: Segment = { firstSeq, index: null!, end: 0 };
    this.#segments.list.push(segment);
    const file = this.#segments.file(segment);
    const told = this.#acknowledgedTo(firstSeq);
    const to = Math.max(file.size(), Number.isFinite(told) ? told : 0);
    const { seed } = this.#segments;
    const ids = new IdTable();
    const onId = (hash: number, seq: number): void => ids.add(hash, seq);
    const scan = scanSegment({ file, seed, firstSeq, to, acknowledgedTo: told, onId });
    this.#newestIds = ids;
    this.#segments.list.pop();
    return { segment: Object.assign(segment, { index: scan.index, end: scan.end }), scan, one };
  }

  #acknowledgedTo(firstSeq: number): number {
    const mark = this.#tail;
    if (!mark || mark.segment < firstSeq) return 0;
    return mark.segment === firstSeq ? mark.end : Infinity;
  }

  /** A segment that others follow: out of its index where that is whole, else out of its records. */
  #sealed({ firstSeq }: FoundSegment, told: SealedEnd | null): void {
    const end = told?.firstSeq === firstSeq ? told.end : null;
    const identity = this.#identity;
    const path = this.#segments.path(firstSeq);
    const kept = readIndexFile(this.#disk, path, { identity, firstSeq });
    const segment: Segment = { firstSeq, index: kept?.index ?? null!, end: end ?? kept?.end ?? 0 };
    this.#segments.list.push(segment);
    const file = this.#segments.file(segment);
    const isKnown = kept !== null && (end === null || end === kept.end);
    if (isKnown && file.size() >= segment.end) return;
    const to = end ?? kept?.end ?? file.size();
    const { seed } = this.#segments;
    const scan = scanSegment({ file, seed, firstSeq, to, acknowledgedTo: Infinity });
    Object.assign(segment, { index: scan.index, end: to });
    this.#unindexed.push(segment);
    this.#toNote.push(() => this.#segments.noteGaps(firstSeq, scan.gaps));
  }

  /** A header that is damaged, and a segment before that is gone. */
  #noteHeader(one: FoundSegment, before: FoundSegment | undefined): void {
    const { firstSeq, header } = one;
    if (!header) this.#toNote.push(() => this.#segments.noteHeader(firstSeq, HEADER_BYTES));
    const named = header?.before;
    if (!named || named.firstSeq === before?.firstSeq) return;
    if (named.firstSeq < (this.#tail?.firstKept ?? 0)) return;
    this.#toNote.push(() => this.#segments.noteMissing(named.firstSeq, named.end));
  }

  /** What of the newest is damaged; answers what the next segment has to say of it, if one has to. */
  #noteNewest({ segment, scan, one }: Newest): SealedEnd | null {
    const { firstSeq } = one;
    this.#toNote.push(() => this.#segments.noteGaps(firstSeq, scan.gaps));
    const mark = this.#tail;
    if (mark && mark.segment > firstSeq) return this.#noteAllLost();
    if (scan.endsWhole) return null;
    return { firstSeq, end: segment.end, lastSeq: mark?.lastSeq ?? segment.index.lastSeq };
  }

  /** The newest segment, of which the mark tells, is gone. */
  #noteAllLost(): SealedEnd | null {
    const mark = this.#tail;
    if (!mark || mark.segment === 0) return null;
    this.#toNote.push(() => this.#segments.noteMissing(mark.segment, mark.end));
    return { firstSeq: mark.segment, end: mark.end, lastSeq: mark.lastSeq };
  }

  #positions(newest: Newest | null): Map<string, string> {
    const positions = new Map<string, string>();
    const before = this.#segments.list.at(-2);
    // Each segment begins with all of them; where that part is damaged, older ones are better than none.
    if (newest && before && newest.scan.gaps.length > 0) {
      const { firstSeq, end } = before;
      const file = this.#segments.file(before);
      const { seed } = this.#segments;
      const older = scanSegment({ file, seed, firstSeq, to: end, acknowledgedTo: Infinity });
      for (const [source, text] of older.positions) positions.set(source, text);
    }
    for (const [source, text] of newest?.scan.positions ?? []) positions.set(source, text);
    return positions;
  }

  #unsyncedFrom({ one, scan }: Newest): number | null {
    if (!scan.endsWhole) return null;
    const told = this.#acknowledgedTo(one.firstSeq);
    if (told >= scan.end) return null;
    return scan.lastBatchAt === HEADER_BYTES ? 0 : Math.max(told, scan.lastBatchAt);
  }
}

function newer(folder: string, layout: number): JournalRefused {
  return new JournalRefused(
    `The journal in ${folder} was written by a newer Tidewall (layout ${layout}; this one reads up to ${LAYOUT}). Use that version or a newer one.`,
  );
}

function nameless(folder: string): JournalRefused {
  return new JournalRefused(
    `The journal in ${folder} cannot be opened: every place that says whose log it is is damaged. Put the folder aside to begin a new one.`,
  );
}
