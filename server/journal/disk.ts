import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { lockFolder, type FolderLock } from './folder-lock.ts';

/*
 * What the journal asks of a disk, and nothing more, so that a test can stand in for it and pull the
 * plug at any call. Whatever can wait for the device is a promise (the event loop goes on meanwhile);
 * reading is synchronous: it nearly always comes out of the page cache.
 */

/** A file open for writing, and for reading what was written. */
export interface DiskFile extends ReadableFile {
  /** Writes at `position`; answers how many bytes were taken, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Resolves when everything written so far, and the file's length, would survive a power cut. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface ReadableFile {
  size(): number;
  /** Fills `into` from `position` on; answers how many bytes there were. */
  read(into: Uint8Array, position: number): number;
  /** Idempotent. */
  closeNow(): void;
}

/** The file operations of the journal. Paths are absolute; errors are Node's, with their `code`. */
export interface Disk {
  /** Takes the folder, made where it is missing, for this process alone. Throws `JournalRefused`. */
  lock(folder: string): FolderLock;
  /** Also makes the folders above it. */
  makeFolder(folder: string): void;
  /** Names in the folder; none where there is no such folder. */
  list(folder: string): string[];
  exists(path: string): boolean;
  openToRead(path: string): ReadableFile;
  /** `create` makes a missing file. Nothing is cut. */
  openToWrite(path: string, how: { readonly create: boolean }): Promise<DiskFile>;
  /** A name that is there is replaced. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** A folder with all that is in it; a missing one is fine. */
  removeFolder(folder: string): void;
  renameFolder(from: string, to: string): void;
  /** Resolves when names made, changed and removed in the folder would survive a power cut. */
  syncFolder(folder: string): Promise<void>;
}

/** The machine's disk. */
export const nodeDisk: Disk = {
  lock: lockFolder,
  makeFolder: (folder) => void mkdirSync(folder, { recursive: true }),
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  exists: existsSync,
  openToRead: (path) => new NodeReadable(openSync(path, 'r')),
  async openToWrite(path, { create }) {
    // Not 'a': appending ignores the position. 'wx+' fails where the file is there: then it is opened.
    if (create && !existsSync(path)) return new NodeFile(await open(path, 'wx+'));
    return new NodeFile(await open(path, 'r+'));
  },
  rename,
  unlink,
  removeFolder: (folder) => rmSync(folder, { recursive: true, force: true }),
  renameFolder: renameSync,
  async syncFolder(folder) {
    // Windows cannot open a folder; there the rename is enough.
    if (process.platform === 'win32') return;
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

class NodeReadable implements ReadableFile {
  readonly #fd: number;
  #closed = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  size(): number {
    return fstatSync(this.#fd).size;
  }

  read(into: Uint8Array, position: number): number {
    return readAll(this.#fd, into, position);
  }

  closeNow(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#fd);
  }
}

class NodeFile implements DiskFile {
  readonly #handle: FileHandle;
  #closing: Promise<void> | null = null;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  size(): number {
    return fstatSync(this.#handle.fd).size;
  }

  read(into: Uint8Array, position: number): number {
    return readAll(this.#handle.fd, into, position);
  }

  async write(bytes: Uint8Array, position: number): Promise<number> {
    return (await this.#handle.write(bytes, 0, bytes.length, position)).bytesWritten;
  }

  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  truncate(size: number): Promise<void> {
    return this.#handle.truncate(size);
  }

  close(): Promise<void> {
    this.#closing ??= this.#handle.close();
    return this.#closing;
  }

  closeNow(): void {
    void this.close();
  }
}

function readAll(fd: number, into: Uint8Array, position: number): number {
  let done = 0;
  while (done < into.length) {
    const read = readSync(fd, into, done, into.length - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}
