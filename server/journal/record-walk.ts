import { crc32 } from 'node:zlib';
import type { ReadableFile } from './disk.ts';
import type { Entry } from './journal.ts';
import { FIRST, KIND, KIND_BITS, LAST, LEAST_BYTES, PREFIX_BYTES, TEXT_AT } from './record.ts';
import type { Kind } from './record.ts';

export interface WalkOptions {
  readonly file: Pick<ReadableFile, 'size' | 'read'>;
  readonly seed: number;
  /** A record begins here. */
  readonly from: number;
  readonly to: number;
  /** No record's number is smaller. */
  readonly leastSeq: number;
  /** Read at a time; default 256 KiB. */
  readonly windowBytes?: number;
}

/** Bytes that are no record. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

const WINDOW_BYTES = 256 * 1024;

/**
 * Goes from record to record; only whole ones (their checksum fits) are ever stood at. Behind bytes
 * that are no record it looks, byte by byte, for the next one, and says what was between.
 */
export class RecordWalk {
  readonly #file: WalkOptions['file'];
  readonly #seed: number;
  /** As far as there is a file. */
  readonly #to: number;
  /** As far as there ought to be one. */
  readonly #until: number;
  #window: Buffer;
  #base = 0;
  #filled = 0;
  #next: number;
  #lastSeq: number;

  /** Of the record it stands at. */
  kind: Kind = KIND.mark;
  seq = 0;
  floorAt = 0;
  offset = 0;
  isFirst = false;
  isLast = false;
  /** What lies between the record before, or the beginning, and this one, or the end. */
  gap: Gap | null = null;

  constructor(options: WalkOptions) {
    this.#file = options.file;
    this.#seed = options.seed;
    this.#until = options.to;
    this.#to = Math.min(options.to, options.file.size());
    this.#next = options.from;
    const all = Math.max(this.#to - options.from, LEAST_BYTES);
    this.#window = Buffer.allocUnsafe(Math.min(options.windowBytes ?? WINDOW_BYTES, all));
    this.#lastSeq = options.leastSeq;
  }

  /** Where the record ends, and the next one is expected. */
  get end(): number {
    return this.#next;
  }

  /** Goes to the next record; false at the end (then `gap` may lie before it). */
  next(): boolean {
    let gapFrom = -1;
    for (let at = this.#next; ; at++) {
      if (at + LEAST_BYTES > this.#to) {
        this.#next = this.#until;
        if (gapFrom < 0 && at < this.#until) gapFrom = at;
        this.gap = gapFrom < 0 ? null : { from: gapFrom, to: this.#until };
        return false;
      }
      if (this.#standAt(at)) {
        this.gap = gapFrom < 0 ? null : { from: gapFrom, to: at };
        return true;
      }
      if (gapFrom < 0) gapFrom = at;
    }
  }

  /** Of an event or a command: the hash of its id. */
  get hash(): number {
    return this.#window.readDoubleLE(this.offset - this.#base + 24);
  }

  get isEntry(): boolean {
    return this.kind <= KIND.command;
  }

  /** Throws on a record that is no entry. */
  entry(): Entry {
    const { kind, floorAt } = this;
    if (kind === KIND.tick) return { kind: 'tick', floorAt };
    const parts = this.#json();
    if (kind === KIND.command) {
      const [id, type, data] = parts as [string, string, Record<string, unknown>];
      return { kind: 'command', floorAt, id, type, data };
    }
    if (kind !== KIND.event) throw new TypeError(`an entry is expected, but got kind ${kind}`);
    const at = this.#window.readDoubleLE(this.offset - this.#base + 32);
    const [source, id, type, data] = parts as [string, string, string, Record<string, unknown>];
    return { kind: 'event', floorAt, source, id, type, at, data };
  }

  /** Of a position record. */
  position(): { readonly source: string; readonly text: string } {
    const [source, position] = this.#json() as [string, unknown];
    return { source, text: JSON.stringify(position) };
  }

  #json(): unknown[] {
    const start = this.offset - this.#base;
    const end = this.#next - this.#base;
    return JSON.parse(this.#window.toString('utf8', start + TEXT_AT[this.kind], end)) as unknown[];
  }

  #standAt(at: number): boolean {
    if (!this.#have(at, LEAST_BYTES)) return false;
    let start = at - this.#base;
    const marks = this.#window[start + 7]!;
    const kind = (marks & KIND_BITS) as Kind;
    if (kind < KIND.event || kind > KIND.mark || (marks & ~(KIND_BITS | FIRST | LAST)) !== 0)
      return false;
    const bytes = PREFIX_BYTES + this.#window.readUIntLE(start + 4, 3);
    if (bytes < TEXT_AT[kind] || at + bytes > this.#to) return false;
    const seq = this.#window.readDoubleLE(start + 8);
    if (!Number.isSafeInteger(seq) || seq < this.#lastSeq || !this.#have(at, bytes)) return false;
    start = at - this.#base;
    const window = this.#window;
    const sum = crc32(window.subarray(start + 4, start + bytes), this.#seed);
    if (sum !== window.readUInt32LE(start)) return false;
    this.kind = kind;
    this.seq = seq;
    this.floorAt = window.readDoubleLE(start + 16);
    this.offset = at;
    this.isFirst = (marks & FIRST) !== 0;
    this.isLast = (marks & LAST) !== 0;
    this.#lastSeq = seq;
    this.#next = at + bytes;
    return true;
  }

  #have(at: number, bytes: number): boolean {
    if (at >= this.#base && at + bytes <= this.#base + this.#filled) return true;
    if (bytes > this.#window.length) this.#window = Buffer.allocUnsafe(bytes);
    const wanted = Math.min(this.#window.length, this.#to - at);
    this.#filled = this.#file.read(this.#window.subarray(0, wanted), at);
    this.#base = at;
    return this.#filled >= bytes;
  }
}
