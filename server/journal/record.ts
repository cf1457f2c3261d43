import { crc32 } from 'node:zlib';
import type { Draft } from './draft.ts';

/*
 * A segment is a header and then records, one behind the other:
 *
 *   0   u32  CRC-32 of everything behind it, begun with the journal's own seed
 *   4   u32  low 24 bits: bytes behind byte 8; high byte: kind and marks
 *   8   f64  seq (of a position or a mark: the newest entry before it)
 *  16   f64  floorAt (of a position or a mark: 0)          a tick ends here
 *  24   f64  hash of (source, id)                          events and commands
 *  32   f64  at                                            events
 *   …   JSON [source, id, type, data], [id, type, data], or [source, position]
 *
 * A batch is what one sync put on disk: its first record is marked FIRST, its last one LAST. A batch
 * is begun only when the one before is on disk; so whatever lies before a FIRST was acknowledged.
 * All numbers are little-endian.
 */

/** Numbers of the kinds on disk: never reused, never renumbered. */
export const KIND = { event: 1, tick: 2, command: 3, position: 4, mark: 5 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

export const FIRST = 0x40;
export const LAST = 0x80;
export const KIND_BITS = 0x07;

/** Where the text of a record begins, by kind; also the shortest a record can be. */
export const TEXT_AT: Readonly<Record<Kind, number>> = { 1: 40, 2: 24, 3: 32, 4: 24, 5: 24 };
export const LEAST_BYTES = 24;
/** Not covered by the length that a record tells. */
export const PREFIX_BYTES = 8;

/** Every journal counts its checksums from a number of its own: no other's blocks can pass for its. */
export function seedOf(identity: string): number {
  return crc32(identity);
}

/** Records of one batch, ready to be written. Reused: `start` forgets the batch before. */
export class RecordBuffer {
  #seed = 0;
  #bytes = Buffer.allocUnsafe(256 * 1024);
  #length = 0;
  #newest = 0;

  /** Begins a batch; `headRoom` bytes in front of it are the caller's to fill. */
  start(seed: number, headRoom = 0): void {
    this.#seed = seed;
    this.#length = headRoom;
    this.#newest = -1;
    this.#grow(headRoom);
  }

  /** Where the next record will lie, from the beginning of the buffer. */
  get length(): number {
    return this.#length;
  }

  addEntry(seq: number, draft: Draft): void {
    const { entry, text } = draft;
    const kind = KIND[entry.kind];
    const at = this.#begin(kind, seq, entry.floorAt, text.length);
    if (kind !== KIND.tick) this.#bytes.writeDoubleLE(draft.hash, at + 24);
    if (entry.kind === 'event') this.#bytes.writeDoubleLE(entry.at, at + 32);
    this.#end(at, kind, text);
  }

  addPosition(seq: number, source: string, text: string): void {
    const whole = `[${JSON.stringify(source)},${text}]`;
    this.#end(this.#begin(KIND.position, seq, 0, whole.length), KIND.position, whole);
  }

  /** Says nothing; its being on disk does. */
  addMark(seq: number): void {
    this.#end(this.#begin(KIND.mark, seq, 0, 0), KIND.mark, '');
  }

  /** The batch with its marks and checksums, head room included; valid until the next `start`. */
  finish(headRoom = 0): Buffer {
    const bytes = this.#bytes;
    bytes[headRoom + 7]! |= FIRST;
    bytes[this.#newest + 7]! |= LAST;
    for (let at = headRoom; at < this.#length;) {
      const end = at + PREFIX_BYTES + bytes.readUIntLE(at + 4, 3);
      bytes.writeUInt32LE(crc32(bytes.subarray(at + 4, end), this.#seed), at);
      at = end;
    }
    return bytes.subarray(0, this.#length);
  }

  #begin(kind: Kind, seq: number, floorAt: number, characters: number): number {
    const at = this.#length;
    // A character takes three bytes at most.
    this.#grow(TEXT_AT[kind] + characters * 3);
    this.#bytes.writeDoubleLE(seq, at + 8);
    this.#bytes.writeDoubleLE(floorAt, at + 16);
    return at;
  }

  #end(at: number, kind: Kind, text: string): void {
    const textAt = at + TEXT_AT[kind];
    const end = textAt + (text === '' ? 0 : this.#bytes.write(text, textAt));
    this.#bytes.writeUInt32LE(end - at - PREFIX_BYTES, at + 4);
    this.#bytes[at + 7] = kind;
    this.#length = end;
    this.#newest = at;
  }

  #grow(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
