import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A line of a recording; `number` counts from 1, empty lines included. */
export interface Line {
  readonly number: number;
  /** Without its line end; null where it is longer than `MAX_LINE_LENGTH`. */
  readonly text: string | null;
}

/** Longer than this (in UTF-16 units) is no event, and would only fill the memory. */
export const MAX_LINE_LENGTH = 1_000_000;

/**
 * The lines of a file that are not empty, in the batches they are read in. Survives CRLF, a byte
 * order mark and a missing last line end; unpacks gzip, known by its first bytes, whatever the
 * file is called. Throws where the file cannot be read, or its gzip is damaged.
 */
export async function* readLines(path: string): AsyncGenerator<readonly Line[]> {
  const bytes = await openBytes(path);
  const decoder = new TextDecoder();
  const splitter = createSplitter();
  try {
    for await (const chunk of bytes) {
      const lines = splitter.push(decoder.decode(chunk as Uint8Array, { stream: true }));
      if (lines.length > 0) yield lines;
    }
    const lines = splitter.end(decoder.decode());
    if (lines.length > 0) yield lines;
  } finally {
    bytes.destroy();
  }
}

async function openBytes(path: string): Promise<Readable> {
  const packed = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  if (!packed) return file;
  const out = new PassThrough();
  // The reader of `out` sees every failure; this promise would only repeat it.
  pipeline(file, createGunzip(), out).catch(() => {});
  return out;
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

function createSplitter() {
  let number = 0;
  let rest = '';
  let tooLong = false;
  function take(raw: string): Line[] {
    number += 1;
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (tooLong || text.length > MAX_LINE_LENGTH) {
      tooLong = false;
      return [{ number, text: null }];
    }
    return text.trim() === '' ? [] : [{ number, text }];
  }
  return {
    push(text: string): Line[] {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      const lines = parts.flatMap(take);
      if (rest.length > MAX_LINE_LENGTH) {
        rest = '';
        tooLong = true;
      }
      return lines;
    },
    end(text: string): Line[] {
      const lines = this.push(text);
      return rest === '' && !tooLong ? lines : [...lines, ...take(rest)];
    },
  };
}
