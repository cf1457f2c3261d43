import { crc32 } from 'node:zlib';
import type { Disk, DiskFile } from './disk.ts';
import { IdFilter } from './id-filter.ts';
import {
  BLOCK_BYTES,
  FOOT_BYTES,
  IDS_IN_BLOCK,
  MAGIC,
  type IdRun,
  type Stretch,
} from './id-run.ts';
import { writeWhole } from './write-whole.ts';

/** Blocks handed to the disk at once. */
const CHUNK_BLOCKS = 16;

export interface IdRunPlace {
  readonly disk: Disk;
  readonly path: string;
  readonly seed: number;
  readonly stretch: Stretch;
  /** At most so many ids. */
  readonly atMost: number;
}

/** Pairs of hash and number, by hash. */
export type SortedIds = Iterable<readonly [hash: number, seq: number]>;

/** Writes a run; the event loop has its turn after every 4,000 ids. Rejects with the disk's error. */
export async function writeIdRun(place: IdRunPlace, ids: SortedIds): Promise<void> {
  const { disk, path } = place;
  const aside = `${path}.new`;
  if (disk.exists(aside)) await disk.unlink(aside);
  const file = await disk.openToWrite(aside, { create: true });
  try {
    await write(file, place, ids);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.rename(aside, path);
}

async function write(file: DiskFile, place: IdRunPlace, ids: SortedIds): Promise<void> {
  const { seed } = place;
  const filter = IdFilter.forCount(place.atMost);
  const firsts: number[] = [];
  const chunk = Buffer.alloc(CHUNK_BLOCKS * BLOCK_BYTES);
  let count = 0;
  let inBlock = 0;
  let blocks = 0;
  const end = (): void => {
    const block = chunk.subarray((blocks % CHUNK_BLOCKS) * BLOCK_BYTES).subarray(0, BLOCK_BYTES);
    block.fill(0, 8 + inBlock * 16);
    block.writeUInt32LE(inBlock, 4);
    block.writeUInt32LE(crc32(block.subarray(4), seed), 0);
    blocks += 1;
    inBlock = 0;
  };
  for (const [hash, seq] of ids) {
    const at = (blocks % CHUNK_BLOCKS) * BLOCK_BYTES + 8 + inBlock * 16;
    if (inBlock === 0) firsts.push(hash);
    chunk.writeDoubleLE(hash, at);
    chunk.writeDoubleLE(seq, at + 8);
    filter.add(hash);
    count += 1;
    inBlock += 1;
    if (inBlock < IDS_IN_BLOCK) continue;
    end();
    if (blocks % CHUNK_BLOCKS === 0)
      await writeWhole(file, chunk, (blocks - CHUNK_BLOCKS) * BLOCK_BYTES);
  }
  if (inBlock > 0) end();
  const left = blocks % CHUNK_BLOCKS;
  if (left > 0)
    await writeWhole(file, chunk.subarray(0, left * BLOCK_BYTES), (blocks - left) * BLOCK_BYTES);
  const rest = Buffer.concat([bytesOf(new Float64Array(firsts)), bytesOf(filter.words)]);
  await writeWhole(file, rest, blocks * BLOCK_BYTES);
  const { from, to } = place.stretch;
  const foot = footOf([from, to, count, blocks, filter.words.length], crc32(rest, seed), seed);
  await writeWhole(file, foot, blocks * BLOCK_BYTES + rest.length);
}

/** The ids of several runs as one, by hash; those of numbers before `firstKept` are left out. */
export function* merged(runs: readonly IdRun[], firstKept: number): SortedIds {
  const heads = runs.map((run) => new Head(run)).filter((head) => head.next());
  while (heads.length > 0) {
    let least = heads[0]!;
    for (const head of heads) if (head.hash < least.hash) least = head;
    if (least.seq >= firstKept) yield [least.hash, least.seq];
    if (!least.next()) heads.splice(heads.indexOf(least), 1);
  }
}

/** The next id of a run, in order. */
class Head {
  readonly #run: IdRun;
  #block = 0;
  #at = -1;
  hash = 0;
  seq = 0;

  constructor(run: IdRun) {
    this.#run = run;
  }

  next(): boolean {
    this.#at += 1;
    while (this.#block < this.#run.blocks) {
      const { bytes, count } = this.#run.block(this.#block);
      if (this.#at < count) {
        this.hash = bytes.readDoubleLE(8 + this.#at * 16);
        this.seq = bytes.readDoubleLE(16 + this.#at * 16);
        return true;
      }
      this.#block += 1;
      this.#at = 0;
    }
    return false;
  }
}

function bytesOf(numbers: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function footOf(numbers: readonly number[], sum: number, seed: number): Buffer {
  const foot = Buffer.alloc(FOOT_BYTES);
  foot.writeUInt32LE(MAGIC, 0);
  foot.writeUInt32LE(sum, 4);
  numbers.forEach((number, index) => foot.writeDoubleLE(number, 16 + index * 8));
  foot.writeUInt32LE(crc32(foot.subarray(12), seed), 8);
  return foot;
}
