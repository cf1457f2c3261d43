import { crc32 } from 'node:zlib';
import type { Disk, ReadableFile } from './disk.ts';
import { IdFilter } from './id-filter.ts';

/*
 * A run is a file with the ids of a stretch of the log, sorted by hash:
 *
 *   blocks of 4 KiB   u32 CRC-32, u32 count, then pairs of f64: hash, number of the entry
 *   the first hash of each block, f64 each
 *   the filter
 *   foot, 64 bytes    magic, CRC-32 of what lies between the blocks and here, CRC-32 of the foot, …
 *
 * Only the foot, the first hashes and the filter are kept in memory (some 2.1 bytes for each id).
 */

export const BLOCK_BYTES = 4096;
export const IDS_IN_BLOCK = Math.floor((BLOCK_BYTES - 8) / 16);
export const FOOT_BYTES = 64;
export const MAGIC = 0x54494453;

/** Thrown where the file is not as it was written: make it again out of the log. */
export class IdRunDamaged extends Error {
  override readonly name = 'IdRunDamaged';
}

/** Numbers of the log whose ids a run holds, all of them. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export class IdRun implements Stretch {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly #file: ReadableFile;
  readonly #seed: number;
  readonly #firsts: Float64Array;
  readonly #filter: IdFilter;
  readonly #block = Buffer.alloc(BLOCK_BYTES);
  #blockNumber = -1;

  /** Throws `IdRunDamaged`, or the disk's error. */
  constructor(disk: Disk, path: string, seed: number) {
    this.path = path;
    this.#seed = seed;
    this.#file = disk.openToRead(path);
    try {
      const size = this.#file.size();
      const foot = this.#read(FOOT_BYTES, Math.max(0, size - FOOT_BYTES));
      const isWhole = foot.readUInt32LE(0) === MAGIC;
      if (!isWhole || foot.readUInt32LE(8) !== crc32(foot.subarray(12), seed)) throw damaged(path);
      const [from, to, count, blocks, words] = [16, 24, 32, 40, 48].map((at) =>
        foot.readDoubleLE(at),
      ) as [number, number, number, number, number];
      const rest = this.#read(blocks * 8 + words * 4, blocks * BLOCK_BYTES);
      if (foot.readUInt32LE(4) !== crc32(rest, seed)) throw damaged(path);
      this.from = from;
      this.to = to;
      this.count = count;
      const bytes = new Uint8Array(rest).buffer;
      this.#firsts = new Float64Array(bytes, 0, blocks);
      this.#filter = new IdFilter(new Uint32Array(bytes, blocks * 8, words));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Whether `isIt` holds for one of the hash's numbers. Throws `IdRunDamaged`. */
  some(hash: number, isIt: (seq: number) => boolean): boolean {
    if (!this.#filter.mayHave(hash)) return false;
    for (let block = this.#blockOf(hash); block < this.#firsts.length; block++) {
      if (this.#firsts[block]! > hash) return false;
      const { bytes, count } = this.block(block);
      for (let at = lowerBound(bytes, count, hash); at < count; at++) {
        if (bytes.readDoubleLE(8 + at * 16) !== hash) return false;
        if (isIt(bytes.readDoubleLE(16 + at * 16))) return true;
      }
    }
    return false;
  }

  get blocks(): number {
    return this.#firsts.length;
  }

  /** A block that fits its checksum; valid until the next call. Throws `IdRunDamaged`. */
  block(number: number): { readonly bytes: Buffer; readonly count: number } {
    if (number !== this.#blockNumber) {
      this.#blockNumber = -1;
      const read = this.#file.read(this.#block, number * BLOCK_BYTES);
      const sum = crc32(this.#block.subarray(4), this.#seed);
      if (read < BLOCK_BYTES || this.#block.readUInt32LE(0) !== sum) throw damaged(this.path);
      this.#blockNumber = number;
    }
    return { bytes: this.#block, count: this.#block.readUInt32LE(4) };
  }

  close(): void {
    this.#file.closeNow();
  }

  /** The first block in which the hash may be. */
  #blockOf(hash: number): number {
    let low = 0;
    let high = this.#firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#firsts[middle]! < hash) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #read(bytes: number, position: number): Buffer {
    const into = Buffer.alloc(bytes);
    if (this.#file.read(into, position) < bytes) throw damaged(this.path);
    return into;
  }
}

function lowerBound(bytes: Buffer, count: number, hash: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bytes.readDoubleLE(8 + middle * 16) < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

function damaged(path: string): IdRunDamaged {
  return new IdRunDamaged(`${path} is not as it was written`);
}
