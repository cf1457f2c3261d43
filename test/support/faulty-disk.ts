import type { Disk, DiskFile, ReadableFile } from '#server/journal/disk.ts';

/** Calls of a disk that may fail. */
export type DiskCall =
  'open' | 'create' | 'read' | 'write' | 'sync' | 'truncate' | 'rename' | 'unlink' | 'sync-folder';

/** What becomes of a call: an error, only so many of the bytes to write, or (null) what was asked. */
export type Fault = Error | { readonly takes: number } | null;

/** A disk with a lever: `fault` is asked before every call, and what it answers happens. */
export class FaultyDisk implements Disk {
  readonly #disk: Disk;
  fault: (call: DiskCall, path: string) => Fault = () => null;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  lock(folder: string) {
    return this.#disk.lock(folder);
  }

  makeFolder(folder: string): void {
    this.#disk.makeFolder(folder);
  }

  list(folder: string): string[] {
    return this.#disk.list(folder);
  }

  exists(path: string): boolean {
    return this.#disk.exists(path);
  }

  openToRead(path: string): ReadableFile {
    this.ask('open', path);
    return this.#reading(this.#disk.openToRead(path), path);
  }

  async openToWrite(path: string, how: { readonly create: boolean }): Promise<DiskFile> {
    this.ask(how.create && !this.#disk.exists(path) ? 'create' : 'open', path);
    const file = await this.#disk.openToWrite(path, how);
    return {
      ...this.#reading(file, path),
      write: async (bytes, position) => {
        const fault = this.ask('write', path);
        const taken = fault ? bytes.subarray(0, Math.max(1, fault.takes)) : bytes;
        return await file.write(taken, position);
      },
      sync: async () => {
        this.ask('sync', path);
        await file.sync();
      },
      truncate: async (size) => {
        this.ask('truncate', path);
        await file.truncate(size);
      },
      close: () => file.close(),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.ask('rename', to);
    await this.#disk.rename(from, to);
  }

  async unlink(path: string): Promise<void> {
    this.ask('unlink', path);
    await this.#disk.unlink(path);
  }

  removeFolder(folder: string): void {
    this.#disk.removeFolder(folder);
  }

  renameFolder(from: string, to: string): void {
    this.#disk.renameFolder(from, to);
  }

  async syncFolder(folder: string): Promise<void> {
    this.ask('sync-folder', folder);
    await this.#disk.syncFolder(folder);
  }

  #reading(file: ReadableFile, path: string): ReadableFile {
    return {
      size: () => file.size(),
      read: (into, position) => {
        this.ask('read', path);
        return file.read(into, position);
      },
      closeNow: () => file.closeNow(),
    };
  }

  private ask(call: DiskCall, path: string): { readonly takes: number } | null {
    const fault = this.fault(call, path);
    if (fault instanceof Error) throw fault;
    return fault;
  }
}

/** As Node tells it. */
export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}
