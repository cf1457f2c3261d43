import type { Random } from '#server/ingest/demo/random.ts';

const SECTOR = 512;

type Change =
  | { readonly at: number; readonly bytes: Uint8Array }
  /** Cut, or made longer with zeros. */
  | { readonly size: number };

/** A file as programs see it, and as the disk would have it after a power cut. */
export class SimulatedFile {
  #seen: Buffer;
  #durable: Buffer;
  /** Since the last sync, oldest first. */
  #changes: Change[] = [];

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#seen = Buffer.from(bytes);
    this.#durable = Buffer.from(bytes);
  }

  get size(): number {
    return this.#seen.length;
  }

  contents(): Buffer {
    return Buffer.from(this.#seen);
  }

  read(into: Uint8Array, position: number): number {
    const bytes = this.#seen.subarray(position, position + into.length);
    into.set(bytes);
    return bytes.length;
  }

  write(bytes: Uint8Array, at: number): void {
    this.#change({ at, bytes: new Uint8Array(bytes) });
  }

  truncate(size: number): void {
    this.#change({ size });
  }

  sync(): void {
    for (const change of this.#changes) this.#durable = changed(this.#durable, change);
    this.#changes = [];
  }

  /** The pages count as written from now on, and are not. */
  failSync(): void {
    this.#changes = [];
  }

  /** Only what the disk has is left: the synced, and of the rest what chance wills. */
  powerCut(random: Random): void {
    const sizes = [this.#durable.length];
    let size = this.#durable.length;
    for (const change of this.#changes) {
      size = 'size' in change ? change.size : Math.max(size, change.at + change.bytes.length);
      sizes.push(size);
    }
    const versions = this.#changes.reduce<Buffer[]>(
      (all, change) => [...all, changed(all.at(-1)!, change)],
      [this.#durable],
    );
    const left = Buffer.alloc(random.pick(sizes));
    for (let at = 0; at < left.length; at += SECTOR) {
      const older = sector(versions[Math.floor(random.next() * versions.length)]!, at);
      const newer = sector(versions[Math.floor(random.next() * versions.length)]!, at);
      const tornAt = random.chance(0.1) ? Math.floor(random.next() * SECTOR) : SECTOR;
      newer.copy(older, tornAt, tornAt);
      older.copy(left, at);
    }
    this.#seen = left;
    this.#durable = Buffer.from(left);
    this.#changes = [];
  }

  #change(change: Change): void {
    this.#seen = changed(this.#seen, change);
    this.#changes.push(change);
  }
}

function changed(bytes: Buffer, change: Change): Buffer {
  const size = 'size' in change ? change.size : change.at + change.bytes.length;
  const grown = Buffer.alloc('size' in change ? size : Math.max(bytes.length, size));
  bytes.copy(grown);
  if ('bytes' in change) grown.set(change.bytes, change.at);
  return grown;
}

/** As it would be read where the file had not grown so far: zeros. */
function sector(bytes: Buffer, at: number): Buffer {
  const whole = Buffer.alloc(SECTOR);
  bytes.subarray(at, at + SECTOR).copy(whole);
  return whole;
}
