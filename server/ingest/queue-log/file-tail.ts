import { createHash } from 'node:crypto';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createLineSplitter } from '#server/kit/line-splitter.ts';

/*
 * Follows one log file by its inode.
 *
 *   path ─── renamed ──> path.0      the old file is read to its end first,
 *   path (new inode)                 then the new one from its beginning
 *
 * A file that became shorter, or whose first bytes changed, was written anew: it is read from its
 * beginning. Nothing here remembers; `place` is all a restart needs.
 */

/** Where reading goes on: after the last whole line that was handed over. */
export interface FilePlace {
  readonly inode: number;
  readonly offset: number;
  /** The file's first bytes, hashed: an inode's number can be given to another file. */
  readonly head: string;
  readonly headBytes: number;
}

export interface TailLine {
  /** Null: longer than allowed, dropped. */
  readonly text: string | null;
  /** Where the line ends in its file. */
  readonly end: number;
}

export interface TailRead {
  readonly lines: readonly TailLine[];
  readonly place: FilePlace;
  /** Everything in this file was read. */
  readonly atEnd: boolean;
  /** The name points to another file by now: reading goes on there, after one more look at this one. */
  readonly rotated: boolean;
}

export interface FileTail {
  /** The next lines; null where there is no file. Throws what the disk throws. */
  read(): Promise<TailRead | null>;
  close(): Promise<void>;
}

const BLOCK_BYTES = 64 * 1024;
const HEAD_BYTES = 256;

/** `from`: where a former process was; without it reading starts at the beginning of the file at `path`. */
export function createFileTail(options: { path: string; from?: FilePlace }): FileTail {
  const { path } = options;
  const block = new Uint8Array(BLOCK_BYTES);
  const finished = new Set<number>();
  let current: { handle: FileHandle; inode: number } | null = null;
  let splitter = createLineSplitter();
  /** Bytes read, and bytes of whole lines. */
  let readTo = 0;
  let offset = 0;
  let head = '';
  let headBytes = 0;
  /** The name points to another file: one more look at the old one, whose writer may not have noticed. */
  let moved = false;

  const restart = (): void => {
    splitter = createLineSplitter();
    readTo = 0;
    offset = 0;
    head = '';
    headBytes = 0;
  };
  const use = async (file: string, from: FilePlace | null): Promise<void> => {
    const handle = await open(file, 'r');
    const { ino } = await handle.stat();
    restart();
    current = { handle, inode: ino };
    moved = false;
    if (!from) return;
    readTo = from.offset;
    offset = from.offset;
    head = from.head;
    headBytes = from.headBytes;
  };
  /** The file where reading stopped, under its name or one it was given since. */
  const useFormer = async (from: FilePlace): Promise<boolean> => {
    for (const file of [path, ...(await siblings(path))]) {
      const found = await inodeOf(file);
      if (found !== from.inode || !(await hasHead(file, from))) continue;
      await use(file, from);
      return true;
    }
    return false;
  };
  /** After the file that is finished: those renamed while nobody read, in the order they were written, then `path`. */
  const useNext = async (): Promise<boolean> => {
    const last = current;
    if (last) finished.add(last.inode);
    const since = last ? (await last.handle.stat()).mtimeMs : Number.POSITIVE_INFINITY;
    const next: { file: string; mtimeMs: number }[] = [];
    for (const file of await siblings(path)) {
      const found = await stat(file).catch(() => null);
      if (found?.isFile() && !finished.has(found.ino) && found.mtimeMs > since)
        next.push({ file, mtimeMs: found.mtimeMs });
    }
    next.sort((a, b) => a.mtimeMs - b.mtimeMs);
    const file = next[0]?.file ?? path;
    if ((await inodeOf(file)) === null) return false;
    await last?.handle.close();
    current = null;
    await use(file, null);
    return true;
  };
  const learnHead = async (handle: FileHandle, size: number): Promise<void> => {
    if (headBytes >= HEAD_BYTES || size <= headBytes) return;
    headBytes = Math.min(HEAD_BYTES, size);
    head = await hashHead(handle, headBytes);
  };
  const place = (): FilePlace => ({ inode: current!.inode, offset, head, headBytes });

  let former = options.from ?? null;
  return {
    async read() {
      if (!current) {
        const from = former;
        former = null;
        const found = from ? await useFormer(from) : false;
        if (!found) {
          if ((await inodeOf(path)) === null) return null;
          await use(path, null);
        }
      }
      const { handle, inode } = current!;
      const { size } = await handle.stat();
      const isOther =
        headBytes > 0 && size >= headBytes && (await hashHead(handle, headBytes)) !== head;
      if (size < readTo || isOther) restart();
      await learnHead(handle, size);
      const { bytesRead } = await handle.read(block, 0, BLOCK_BYTES, readTo);
      if (bytesRead > 0) {
        readTo += bytesRead;
        moved = false;
        const lines = splitter.push(block.subarray(0, bytesRead)).map(({ text, bytes }) => {
          offset += bytes;
          return { text, end: offset };
        });
        return { lines, place: place(), atEnd: false, rotated: false };
      }
      const named = await inodeOf(path);
      if (named === inode || named === null)
        return { lines: [], place: place(), atEnd: true, rotated: false };
      if (!moved) {
        moved = true;
        return { lines: [], place: place(), atEnd: true, rotated: true };
      }
      await useNext();
      return { lines: [], place: place(), atEnd: false, rotated: false };
    },
    async close() {
      const handle = current?.handle;
      current = null;
      await handle?.close();
    },
  };
}

/** Files beside `path` whose names begin with its name: what a rotation leaves. Packed ones cannot be read on. */
async function siblings(path: string): Promise<string[]> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((each) => each.startsWith(name) && each !== name && !/\.(gz|xz|bz2|zst)$/.test(each))
    .map((each) => join(folder, each));
}

async function inodeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).ino;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function hasHead(file: string, from: FilePlace): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return size >= from.offset && (await hashHead(handle, from.headBytes)) === from.head;
  } finally {
    await handle.close();
  }
}

async function hashHead(handle: FileHandle, bytes: number): Promise<string> {
  if (bytes === 0) return '';
  const { buffer, bytesRead } = await handle.read(new Uint8Array(bytes), 0, bytes, 0);
  return createHash('sha1').update(buffer.subarray(0, bytesRead)).digest('hex');
}
