import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { constants, crc32, createGunzip } from 'node:zlib';
import { createLineSplitter, type SplitLine } from '#server/kit/line-splitter.ts';

/** A line of a file that ended long ago, or is still being written. */
export interface PastLine {
  /** Counts from 1, blank lines included. */
  readonly number: number;
  /** Null: longer than allowed. */
  readonly text: string | null;
  /** False for a last line without a line end: its writer may not be done with it. */
  readonly isWhole: boolean;
}

/** A file that could not be read to its end. What was given of it before is right. */
export class PastFileBroken extends Error {
  override readonly name = 'PastFileBroken';
}

export interface ReadOptions {
  /** Told how many bytes of the file were read so far. */
  readonly onRead?: (bytes: number) => void;
  /** Bytes at once; 256 KiB unless said. */
  readonly blockBytes?: number | undefined;
}

const BLOCK_BYTES = 256 * 1024;
/** Of zlib. */
const LEAST_CHUNK = 64;
const LINE_END = Uint8Array.of(10);
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * The lines of a file in the blocks they are read in, unpacked where it is gzip, whatever it is
 * called. Of a gzip that breaks off all is given that can be unpacked; then it throws
 * `PastFileBroken`.
 */
export async function* readPastLines(
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<readonly PastLine[]> {
  const splitter = createLineSplitter();
  let number = 0;
  const numbered = (lines: readonly SplitLine[], isWhole: boolean): PastLine[] =>
    lines.map(({ text }) => {
      number += 1;
      const isFirst = number === 1 && text !== null;
      return { number, text: isFirst ? text.replace(BYTE_ORDER_MARK, '') : text, isWhole };
    });
  let broken: PastFileBroken | null = null;
  const bytes = readUnpacked(path, options);
  for (;;) {
    let block: IteratorResult<Uint8Array>;
    try {
      block = await bytes.next();
    } catch (error) {
      broken = new PastFileBroken(reasonOf(error));
      break;
    }
    if (block.done) break;
    const lines = numbered(splitter.push(block.value), true);
    if (lines.length > 0) yield lines;
  }
  // What a broken file ends with is no line.
  if (broken) throw broken;
  if (splitter.pendingBytes > 0) yield numbered(splitter.push(LINE_END), false);
}

/** The bytes of a file, unpacked where they are packed. */
export async function* readUnpacked(
  path: string,
  { onRead = () => undefined, blockBytes = BLOCK_BYTES }: ReadOptions = {},
): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: blockBytes });
  try {
    if (await isGzip(path)) yield* unpacked(path, file, { onRead, blockBytes });
    else
      for await (const block of file) {
        onRead(file.bytesRead);
        yield block as Uint8Array;
      }
  } finally {
    file.destroy();
  }
}

/**
 * Unpacks leniently, so that nothing that is there is lost where the file breaks off, and looks at the
 * end whether it did.
 */
async function* unpacked(
  path: string,
  file: ReadStream,
  { onRead, blockBytes }: { readonly onRead: (bytes: number) => void; readonly blockBytes: number },
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: Math.max(LEAST_CHUNK, blockBytes),
  });
  file.on('error', (error) => gunzip.destroy(error));
  let tail = Buffer.alloc(0);
  file.on('data', (block) => {
    tail = Buffer.concat([tail, (block as Buffer).subarray(-8)]).subarray(-8);
  });
  let sum = 0;
  for await (const block of file.pipe(gunzip)) {
    onRead(file.bytesRead);
    sum = crc32(block as Uint8Array, sum);
    yield block as Uint8Array;
  }
  // The last eight bytes say what was packed; of several packed files in one they say it of the last.
  const isEnded = tail.length === 8 && tail.readUInt32LE(0) === sum;
  if (!isEnded) await expectEnd(path);
}

/** Unpacks once more, strictly, and throws where the file breaks off. */
async function expectEnd(path: string): Promise<void> {
  const gunzip: Readable = createReadStream(path).pipe(createGunzip());
  for await (const _ of gunzip);
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return 'its gzip breaks off';
  if (code.startsWith('Z_')) return 'its gzip is damaged';
  return code === '' ? message : `it cannot be read on (${code})`;
}
