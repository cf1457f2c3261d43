import { dirname } from 'node:path';
import type { Disk, DiskFile, ReadableFile } from '#server/journal/disk.ts';
import type { Random } from '#server/ingest/demo/random.ts';
import { diskError, type DiskCall, type Fault } from './faulty-disk.ts';
import { SimulatedFile } from './simulated-file.ts';

/*
 * A disk in memory that forgets what a real one may forget:
 * - of what was written since a file's last sync, a power cut keeps any sectors and loses any others,
 *   each as one of the versions it ever had, some of them torn in the middle;
 * - a name that was made, changed or removed since its folder's last sync may be there or not;
 * - after a failed sync, what it should have put on disk is seen by readers and never gets there,
 *   unless it is written again (as Linux does it).
 */
export class SimulatedDisk implements Disk {
  #files = new Map<string, SimulatedFile>();
  #synced = new Map<string, SimulatedFile>();
  /** Handles of before a power cut are dead. */
  #life = 0;
  #isOff = false;
  /** Calls so far, of all kinds that change something. */
  calls = 0;
  /** Asked before every call; what it answers happens. */
  fault: (call: DiskCall, path: string) => Fault = () => null;
  /** The power goes at this call: it and all that follow fail. */
  cutAt = Infinity;

  lock() {
    return { release: () => undefined };
  }

  makeFolder(): void {
    // Folders are paths only.
  }

  list(folder: string): string[] {
    const start = `${folder}/`;
    return [...this.#files.keys()]
      .filter((path) => path.startsWith(start))
      .map((path) => path.slice(start.length));
  }

  exists(path: string): boolean {
    return this.#files.has(path);
  }

  openToRead(path: string): ReadableFile {
    this.#ask('open', path);
    return this.#reading(this.#fileOf(path), path);
  }

  async openToWrite(path: string, { create }: { readonly create: boolean }): Promise<DiskFile> {
    const isNew = create && !this.#files.has(path);
    this.#ask(isNew ? 'create' : 'open', path);
    if (isNew) this.#files.set(path, new SimulatedFile());
    const file = this.#fileOf(path);
    const life = this.#life;
    const alive = (): void => {
      if (life !== this.#life) throw diskError('EBADF');
    };
    return {
      ...this.#reading(file, path),
      write: async (bytes, position) => {
        alive();
        const fault = this.#ask('write', path, () => file.write(bytes, position));
        const taken = fault ? bytes.subarray(0, Math.max(1, fault.takes)) : bytes;
        file.write(taken, position);
        return taken.length;
      },
      sync: async () => {
        alive();
        try {
          this.#ask('sync', path);
        } catch (error) {
          file.failSync();
          throw error;
        }
        file.sync();
      },
      truncate: async (size) => {
        alive();
        this.#ask('truncate', path);
        file.truncate(size);
      },
      close: async () => undefined,
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.#ask('rename', to);
    const file = this.#fileOf(from);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  async unlink(path: string): Promise<void> {
    this.#ask('unlink', path);
    this.#fileOf(path);
    this.#files.delete(path);
  }

  removeFolder(folder: string): void {
    for (const name of this.list(folder)) this.#files.delete(`${folder}/${name}`);
  }

  renameFolder(from: string, to: string): void {
    for (const name of this.list(from)) {
      this.#files.set(`${to}/${name}`, this.#files.get(`${from}/${name}`)!);
      this.#files.delete(`${from}/${name}`);
    }
  }

  async syncFolder(folder: string): Promise<void> {
    this.#ask('sync-folder', folder);
    for (const path of new Set([...this.#files.keys(), ...this.#synced.keys()]))
      if (dirname(path) === folder) this.#syncName(path);
  }

  /** The power goes and comes back: what is on the disk then, chance decides. */
  powerCut(random: Random): void {
    for (const path of new Set([...this.#files.keys(), ...this.#synced.keys()]))
      if (random.chance(0.5)) this.#syncName(path);
    this.#files = new Map(this.#synced);
    for (const file of new Set(this.#files.values())) file.powerCut(random);
    this.#life += 1;
    this.#isOff = false;
    this.cutAt = Infinity;
  }

  /** Every file, for whoever wants to damage it. */
  get paths(): string[] {
    return [...this.#files.keys()];
  }

  contents(path: string): Buffer {
    return this.#fileOf(path).contents();
  }

  /** Changes a file behind everybody's back, durably; null takes it away. */
  damage(path: string, bytes: Buffer | null): void {
    if (bytes) {
      this.#files.set(path, new SimulatedFile(bytes));
      this.#synced.set(path, this.#files.get(path)!);
    } else {
      this.#files.delete(path);
      this.#synced.delete(path);
    }
  }

  #syncName(path: string): void {
    const file = this.#files.get(path);
    if (file) this.#synced.set(path, file);
    else this.#synced.delete(path);
  }

  #fileOf(path: string): SimulatedFile {
    const file = this.#files.get(path);
    if (!file) throw diskError('ENOENT');
    return file;
  }

  #reading(file: SimulatedFile, path: string): ReadableFile {
    return {
      size: () => file.size,
      read: (into, position) => {
        this.#ask('read', path);
        return file.read(into, position);
      },
      closeNow: () => undefined,
    };
  }

  /** `half`: what of the call may have happened when the power goes during it. */
  #ask(call: DiskCall, path: string, half?: () => void): { readonly takes: number } | null {
    if (this.#isOff) throw diskError('EIO');
    if (call !== 'read' && call !== 'open') this.calls += 1;
    if (this.calls >= this.cutAt) {
      this.#isOff = true;
      half?.();
      throw diskError('EIO');
    }
    const fault = this.fault(call, path);
    if (fault instanceof Error) throw fault;
    return fault;
  }
}
