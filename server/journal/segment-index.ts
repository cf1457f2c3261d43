import type { Instant } from '#schema/ids.ts';
import { crc32 } from 'node:zlib';

/** Where to begin looking in a segment: a record, and the latest `floorAt` of all before it. */
interface Point {
  readonly offset: number;
  readonly seq: number;
  readonly maxAtBefore: Instant;
}

/** One point for so many bytes: what has to be read in vain to find a record. */
const POINT_BYTES = 16 * 1024;
const MAGIC = 0x54494458;
const FIXED = 8;

/**
 * What is known of a segment without reading it: its numbers, its times, and where to look. Derived
 * from its records: lost or damaged, it is made again.
 */
export class SegmentIndex {
  lastSeq: number;
  /** Entries it holds: fewer than its numbers where some were left out or damaged. */
  entries = 0;
  firstEntrySeq = 0;
  firstAt: Instant = Infinity;
  lastAt: Instant = -Infinity;
  maxAt: Instant = -Infinity;
  readonly #points: Point[] = [];
  #nextPointAt = 0;

  constructor(firstSeq: number) {
    this.lastSeq = firstSeq - 1;
  }

  /** An entry more, behind all that were noted. */
  note(offset: number, seq: number, floorAt: Instant): void {
    if (offset >= this.#nextPointAt) {
      this.#points.push({ offset, seq, maxAtBefore: this.maxAt });
      this.#nextPointAt = offset + POINT_BYTES;
    }
    if (this.entries === 0) {
      this.firstEntrySeq = seq;
      this.firstAt = floorAt;
    }
    this.entries += 1;
    this.lastSeq = seq;
    this.lastAt = floorAt;
    if (floorAt > this.maxAt) this.maxAt = floorAt;
  }

  /** Where to begin reading to meet every entry with a number above `after`; null: from the beginning. */
  pointAfter(after: number): Point | null {
    return this.#lastPoint((point) => point.seq <= after + 1);
  }

  /** Where to begin reading to meet the first entry later than `at`; null: from the beginning. */
  pointAt(at: Instant): Point | null {
    return this.#lastPoint((point) => point.maxAtBefore <= at);
  }

  encode(identity: string, end: number): Buffer {
    const head = [this.lastSeq, this.entries, this.firstEntrySeq, this.firstAt];
    const numbers = [...head, this.lastAt, this.maxAt, end, this.#points.length];
    for (const { offset, seq, maxAtBefore } of this.#points) numbers.push(offset, seq, maxAtBefore);
    const bytes = Buffer.alloc(8 + numbers.length * 8);
    numbers.forEach((number, index) => bytes.writeDoubleLE(number, 8 + index * 8));
    bytes.writeUInt32LE(MAGIC, 0);
    bytes.writeUInt32LE(crc32(bytes.subarray(8), crc32(identity)), 4);
    return bytes;
  }

  /** Null where the bytes are not of this journal, or not as they were written. */
  static decode(
    bytes: Buffer,
    identity: string,
    firstSeq: number,
  ): { readonly index: SegmentIndex; readonly end: number } | null {
    if (bytes.length < 8 + FIXED * 8 || bytes.readUInt32LE(0) !== MAGIC) return null;
    if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8), crc32(identity))) return null;
    const number = (index: number): number => bytes.readDoubleLE(8 + index * 8);
    const index = new SegmentIndex(firstSeq);
    index.lastSeq = number(0);
    index.entries = number(1);
    index.firstEntrySeq = number(2);
    index.firstAt = number(3);
    index.lastAt = number(4);
    index.maxAt = number(5);
    for (let point = 0; point < number(7); point++) {
      const at = FIXED + point * 3;
      index.#points.push({ offset: number(at), seq: number(at + 1), maxAtBefore: number(at + 2) });
    }
    return { index, end: number(6) };
  }

  #lastPoint(fits: (point: Point) => boolean): Point | null {
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fits(this.#points[middle]!)) low = middle + 1;
      else high = middle;
    }
    return this.#points[low - 1] ?? null;
  }
}
