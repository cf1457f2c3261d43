import type { Instant } from '#schema/ids.ts';
import { draftOf, replacesTick } from './draft.ts';
import {
  JournalUnavailable,
  type Appended,
  type Dropped,
  type Entry,
  type Journal,
  type JournalHealth,
  type PositionUpdate,
  type Stored,
} from './journal.ts';

/** What a memory journal keeps: hand it to the next one to play a restart. */
export class MemoryDisk {
  readonly identity = 'memory';
  readonly entries: Stored[] = [];
  readonly known = new Set<string>();
  readonly positions = new Map<string, string>();
  /** Numbers ever given; dropping entries takes none back. */
  newest = 0;
  /** Why every write is refused; null while none is. */
  refusal: JournalHealth['refusing'] = null;
  readonly listeners = new Set<() => void>();

  /** A lever for tests: while true, the disk refuses every write. */
  get refusing(): boolean {
    return this.#isRefusing;
  }

  set refusing(isRefusing: boolean) {
    this.#isRefusing = isRefusing;
    if (!isRefusing) this.tell(null);
  }

  #isRefusing = false;

  tell(refusal: JournalHealth['refusing']): void {
    if (refusal === this.refusal || (refusal && this.refusal)) return;
    this.refusal = refusal;
    for (const listener of this.listeners) listener();
  }
}

/** The journal without a disk, for tests: the same promises as the real one, but for surviving the process. */
export function openMemoryJournal(disk: MemoryDisk = new MemoryDisk()): Journal {
  return new MemoryJournal(disk);
}

class MemoryJournal implements Journal {
  readonly #disk: MemoryDisk;
  #line: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  get lastSeq(): number {
    return this.#disk.newest;
  }

  get firstSeq(): number {
    return this.#disk.entries[0]?.seq ?? 1;
  }

  get firstAt(): Instant | null {
    return this.#disk.entries[0]?.entry.floorAt ?? null;
  }

  get identity(): string {
    return this.#disk.identity;
  }

  get health(): JournalHealth {
    return { refusing: this.#disk.refusal, damage: [] };
  }

  onHealth(listener: () => void): () => void {
    this.#disk.listeners.add(listener);
    return () => void this.#disk.listeners.delete(listener);
  }

  seqAt(at: Instant): number {
    const later = this.#disk.entries.find(({ entry }) => entry.floorAt > at);
    return later ? later.seq - 1 : this.lastSeq;
  }

  /** Every entry is a segment of its own. */
  async dropBefore(at: Instant): Promise<Dropped> {
    if (this.#closed) throw new JournalUnavailable('the journal is closed');
    const { entries, known } = this.#disk;
    const kept = entries.findIndex(({ entry }) => entry.floorAt >= at);
    const count = Math.min(kept < 0 ? entries.length : kept, Math.max(entries.length - 1, 0));
    for (const { entry } of entries.splice(0, count))
      if (entry.kind !== 'tick') known.delete(keyOf(entry));
    return { segments: count, entries: count };
  }

  async append(entries: readonly Entry[], position?: PositionUpdate): Promise<Appended> {
    if (this.#closed) throw new JournalUnavailable('the journal is closed');
    const drafts = entries.map(draftOf);
    const text = position ? JSON.stringify(position.position) : undefined;
    if (position && text === undefined)
      throw new TypeError('position is expected to be a JSON value, but got undefined');
    const answer = this.#line.then(() => {
      if (this.#disk.refusing) {
        this.#disk.tell({ since: 0, reason: 'the disk is full (ENOSPC)' });
        throw new JournalUnavailable('the journal could not be written');
      }
      const appended = this.#write(drafts.map((draft) => draft.entry));
      if (position) this.#disk.positions.set(position.source, text!);
      return appended;
    });
    this.#line = answer.catch(() => undefined);
    return answer;
  }

  *read(options: { after?: number; batch?: number } = {}): Iterable<readonly Stored[]> {
    const batch = options.batch ?? 2000;
    let after = options.after ?? 0;
    while (true) {
      if (this.#closed) throw new JournalUnavailable('the journal is closed');
      const page = this.#disk.entries.filter(({ seq }) => seq > after).slice(0, batch);
      if (page.length === 0) return;
      after = page.at(-1)!.seq;
      yield page;
    }
  }

  position(source: string): unknown {
    const text = this.#disk.positions.get(source);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#line;
  }

  #write(entries: readonly Entry[]): Appended {
    const stored: Stored[] = [];
    const duplicates: number[] = [];
    entries.forEach((entry, index) => {
      if (!this.#isNew(entry)) {
        duplicates.push(index);
        return;
      }
      const one = { seq: (this.#disk.newest += 1), entry };
      const newest = this.#disk.entries.at(-1);
      if (newest && replacesTick(newest.entry, entry)) this.#disk.entries.pop();
      this.#disk.entries.push(one);
      stored.push(one);
    });
    return { stored, duplicates };
  }

  #isNew(entry: Entry): boolean {
    if (entry.kind === 'tick') return true;
    const key = keyOf(entry);
    if (this.#disk.known.has(key)) return false;
    this.#disk.known.add(key);
    return true;
  }
}

function keyOf(entry: Exclude<Entry, { kind: 'tick' }>): string {
  return JSON.stringify([entry.kind === 'event' ? entry.source : null, entry.id]);
}
