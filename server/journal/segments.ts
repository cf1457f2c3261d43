import { join } from 'node:path';
import type { Instant } from '#schema/ids.ts';
import type { Disk, ReadableFile } from './disk.ts';
import type { Entry, JournalDamage, Stored } from './journal.ts';
import { replacesTick } from './draft.ts';
import { RecordWalk } from './record-walk.ts';
import { scanSegment, type ScannedGap } from './scan.ts';
import { HEADER_BYTES, segmentName } from './segment-header.ts';
import type { SegmentIndex } from './segment-index.ts';

/** One file of the log. */
export interface Segment {
  readonly firstSeq: number;
  index: SegmentIndex;
  /** Bytes of it that are on disk and count. */
  end: number;
}

/** Files kept open for reading. */
const MOST_OPEN = 32;
const VERIFY_WINDOW = 32 * 1024;

/** The segments of one log, oldest first: finding and reading what is in them. */
export class Segments {
  readonly list: Segment[] = [];
  readonly folder: string;
  readonly seed: number;
  readonly #disk: Disk;
  readonly #files = new Map<string, ReadableFile>();
  readonly #damage = new Map<string, JournalDamage & { readonly segment: number }>();
  #standing: { readonly segment: Segment; readonly end: number; readonly walk: RecordWalk } | null =
    null;
  /** Called when more damage was found. */
  onDamage: () => void = () => undefined;

  constructor(disk: Disk, folder: string, seed: number) {
    this.#disk = disk;
    this.folder = folder;
    this.seed = seed;
  }

  get newest(): Segment | null {
    return this.list.at(-1) ?? null;
  }

  /** Number of the newest entry; 0 where there never was one. */
  get lastSeq(): number {
    const holds = this.list.findLast(({ index }) => index.entries > 0);
    return holds?.index.lastSeq ?? (this.newest?.firstSeq ?? 1) - 1;
  }

  /** The oldest that holds an entry. */
  get oldest(): Segment | null {
    return this.list.find(({ index }) => index.entries > 0) ?? null;
  }

  get damage(): JournalDamage[] {
    return [...this.#damage.values()]
      .toSorted((a, b) => (a.afterSeq ?? 0) - (b.afterSeq ?? 0))
      .map(({ afterSeq, beforeSeq, from, to, bytes }) => ({
        afterSeq,
        beforeSeq,
        from,
        to,
        bytes,
      }));
  }

  path(firstSeq: number): string {
    return join(this.folder, segmentName(firstSeq));
  }

  /** Reads the segment, opening it where need be: a reader may be slow, and files kept open are few. */
  file(segment: Segment): Pick<ReadableFile, 'size' | 'read'> {
    return {
      size: () => (this.#isGone(segment) ? 0 : this.#open(segment).size()),
      read: (into, at) => (this.#isGone(segment) ? 0 : this.#open(segment).read(into, at)),
    };
  }

  /** Entries behind `after`, one by one, ticks that say nothing included; ends where the log ends. */
  *entries(after: number, firstWindow?: number): Iterable<Stored> {
    let last = after;
    for (let segment = this.#behind(last); segment; segment = this.#nextOf(segment)) {
      let from = segment.index.pointAfter(last)?.offset ?? HEADER_BYTES;
      while (from < segment.end) {
        const walk = this.#walk(segment, from, firstWindow);
        while (walk.next()) {
          if (walk.gap && !this.#isGone(segment)) this.check(segment, walk.gap.from);
          if (!walk.isEntry || walk.seq <= last) continue;
          last = walk.seq;
          yield { seq: last, entry: walk.entry() };
        }
        // Dropped while somebody read it: the rest of it is no damage.
        if (this.#isGone(segment)) break;
        if (walk.gap) this.check(segment, walk.gap.from);
        // What was written meanwhile.
        from = walk.end;
      }
    }
  }

  /** As `entries`, without ticks that a later one directly behind makes superfluous. */
  *meaningful(after: number): Iterable<Stored> {
    let held: Stored | null = null;
    for (const one of this.entries(after)) {
      if (held && !replacesTick(held.entry, one.entry)) yield held;
      held = one.entry.kind === 'tick' ? one : null;
      if (!held) yield one;
    }
    if (held) yield held;
  }

  /** Number of the entry before the first whose `floorAt` is later than `at`. */
  seqAt(at: Instant): number {
    const segment = this.list.find(({ index }) => index.maxAt > at);
    if (!segment) return this.lastSeq;
    const from = segment.index.pointAt(at)?.offset ?? HEADER_BYTES;
    const walk = this.#walk(segment, from, VERIFY_WINDOW);
    while (walk.next()) if (walk.isEntry && walk.floorAt > at) return walk.seq - 1;
    // The later entry is damaged: what is behind is later still.
    return segment.index.lastSeq;
  }

  /** The entry itself; null where it was dropped or is damaged. */
  entryOf(seq: number): Entry | null {
    const segment = this.#behind(seq - 1);
    if (!segment || segment.firstSeq > seq || segment.index.lastSeq < seq) return null;
    const walk = this.#walkTo(segment, seq);
    while (walk.next()) {
      if (walk.seq > seq) return null;
      if (walk.isEntry && walk.seq === seq) return walk.entry();
    }
    return null;
  }

  /** Reads the whole segment and notes what of it is damaged, unless the gap there is known. */
  check(segment: Segment, gapFrom?: number): void {
    if (gapFrom !== undefined && this.#damage.has(`${segment.firstSeq} ${gapFrom}`)) return;
    const { gaps } = scanSegment({
      file: this.file(segment),
      seed: this.seed,
      firstSeq: segment.firstSeq,
      to: segment.end,
      acknowledgedTo: Infinity,
    });
    this.noteGaps(segment.firstSeq, gaps);
  }

  noteGaps(segment: number, gaps: readonly ScannedGap[]): void {
    let isNew = false;
    for (const { from, to, after, before } of gaps) {
      const key = `${segment} ${from}`;
      const known = this.#damage.get(key);
      if (known && known.bytes >= to - from) continue;
      const earlier = after ?? this.#lastBefore(segment);
      const later = before ?? this.#firstAfter(segment);
      this.#damage.set(key, {
        segment,
        afterSeq: earlier?.seq ?? null,
        beforeSeq: later?.seq ?? null,
        from: earlier?.floorAt ?? null,
        to: later?.floorAt ?? null,
        bytes: to - from,
      });
      isNew = true;
    }
    if (isNew) this.onDamage();
  }

  /** The header of a segment is damaged; what is behind it is not. */
  noteHeader(segment: number, bytes: number): void {
    const own = this.list.find(({ firstSeq, index }) => firstSeq === segment && index.entries > 0);
    const before = own && { seq: own.index.firstEntrySeq, floorAt: own.index.firstAt };
    this.noteGaps(segment, [{ from: 0, to: bytes, after: null, before: before ?? null }]);
  }

  /** A whole segment is gone. */
  noteMissing(segment: number, bytes: number): void {
    this.noteGaps(segment, [{ from: 0, to: bytes, after: null, before: null }]);
  }

  /** Forgets a segment whose file is about to go. */
  drop(segment: Segment): void {
    this.list.splice(this.list.indexOf(segment), 1);
    this.#close(this.path(segment.firstSeq));
    if (this.#standing?.segment === segment) this.#standing = null;
    for (const [key, one] of this.#damage)
      if (one.segment === segment.firstSeq) this.#damage.delete(key);
  }

  close(): void {
    for (const path of this.#files.keys()) this.#close(path);
  }

  #isGone(segment: Segment): boolean {
    return !this.list.includes(segment);
  }

  #open(segment: Segment): ReadableFile {
    const path = this.path(segment.firstSeq);
    const known = this.#files.get(path);
    if (known) return known;
    const file = this.#disk.openToRead(path);
    this.#files.set(path, file);
    if (this.#files.size > MOST_OPEN) this.#close(this.#files.keys().next().value!);
    return file;
  }

  #close(path: string): void {
    this.#files.get(path)?.closeNow();
    this.#files.delete(path);
  }

  #walk(segment: Segment, from: number, windowBytes?: number): RecordWalk {
    return new RecordWalk({
      file: this.file(segment),
      seed: this.seed,
      from,
      to: segment.end,
      leastSeq: segment.firstSeq - 1,
      windowBytes,
    });
  }

  /** Duplicates come in runs, as they were first told: the walk that found one is near the next. */
  #walkTo(segment: Segment, seq: number): RecordWalk {
    const point = segment.index.pointAfter(seq - 1);
    const stood = this.#standing;
    if (stood?.segment === segment && stood.end === segment.end)
      if (stood.walk.seq < seq && stood.walk.seq >= (point?.seq ?? 0)) return stood.walk;
    const walk = this.#walk(segment, point?.offset ?? HEADER_BYTES, VERIFY_WINDOW);
    this.#standing = { segment, end: segment.end, walk };
    return walk;
  }

  /** The segment in which the first entry behind `after` may lie. */
  #behind(after: number): Segment | null {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.list[middle]!.firstSeq <= after + 1) low = middle + 1;
      else high = middle;
    }
    return this.list[low - 1] ?? this.list[0] ?? null;
  }

  #nextOf(segment: Segment): Segment | null {
    return this.list.find(({ firstSeq }) => firstSeq > segment.firstSeq) ?? null;
  }

  #lastBefore(segment: number): { readonly seq: number; readonly floorAt: Instant } | null {
    const found = this.list.findLast((one) => one.firstSeq < segment && one.index.entries > 0);
    return found ? { seq: found.index.lastSeq, floorAt: found.index.lastAt } : null;
  }

  #firstAfter(segment: number): { readonly seq: number; readonly floorAt: Instant } | null {
    const found = this.list.find((one) => one.firstSeq > segment && one.index.entries > 0);
    return found ? { seq: found.index.firstEntrySeq, floorAt: found.index.firstAt } : null;
  }
}
