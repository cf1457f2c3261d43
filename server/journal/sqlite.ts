import { join } from 'node:path';
import type Database from 'libsql';
import type { Instant } from '#schema/ids.ts';
import type { Clock } from '#server/kit/clock.ts';
import { systemClock } from '#server/kit/clock.ts';
import { silentLogger, type Logger } from '#server/kit/logger.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import { draftOf, replacesTick, type Draft } from './entry-rows.ts';
import { EntryTable, type Numbered } from './entry-table.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import {
  JournalUnavailable,
  type Appended,
  type Checkpoint,
  type Dropped,
  type Entry,
  type Journal,
  type JournalHealth,
  type PositionUpdate,
  type Stored,
} from './journal.ts';
import { openJournalFile, type JournalFile } from './sqlite-tables.ts';

export interface SqliteJournalOptions {
  /** The journal's own folder; made where it is missing. Holds the log, the checkpoint and the lock. */
  readonly path: string;
  /** Only for saying how long an outage lasted. Default: the machine's. */
  readonly clock?: Clock;
  /** Told of a disk that refuses, and of its recovery. Default: nobody. */
  readonly logger?: Logger;
}

/**
 * The journal as a SQLite file: WAL, every commit fsynced. Throws `JournalRefused` where another
 * process has the folder, or where the file is damaged or written by newer code.
 */
export function openSqliteJournal(options: SqliteJournalOptions): Journal {
  const lock = lockFolder(options.path);
  try {
    return new SqliteJournal(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/*
 * Group commit. `append` only puts its call in line. Once the turn of the event loop is over, all
 * that came in meanwhile is written in one transaction, and answered after its commit:
 *
 *   append ─┐                        ┌─> answer
 *   append ─┼─> line ─> transaction ─┼─> answer      at most MOST_AT_ONCE entries, or one call
 *   append ─┘     ^      (fsync)     └─> answer
 *   append ───────┘ waits for the next
 */

/** Entries in one transaction: bounds how long the event loop stands still (about 40 ms). */
const MOST_AT_ONCE = 2000;
const BATCH = 2000;

interface Waiting {
  readonly drafts: readonly Draft[];
  readonly position: { readonly source: string; readonly text: string } | null;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: JournalUnavailable) => void;
}

class SqliteJournal implements Journal {
  readonly #checkpointPath: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #lock: FolderLock;
  readonly #file: JournalFile;
  readonly #table: EntryTable;
  readonly #savePosition: Database.Statement;
  /** As JSON text, so that nobody can change what is stored. */
  readonly #positions = new Map<string, string>();
  #newest: Stored | null;
  #line: Waiting[] = [];
  #flush: Promise<void> | null = null;
  #saving: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;
  #failingSince: number | null = null;

  constructor(options: SqliteJournalOptions, lock: FolderLock) {
    this.#checkpointPath = join(options.path, 'checkpoint');
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#lock = lock;
    this.#file = openJournalFile(join(options.path, 'journal.sqlite'));
    const { database } = this.#file;
    this.#table = new EntryTable(database);
    this.#newest = this.#table.newest();
    this.#savePosition = database.prepare(
      'INSERT INTO positions VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET position = excluded.position',
    );
    const rows = database.prepare('SELECT source, position FROM positions').all() as PositionRow[];
    for (const row of rows) this.#positions.set(row.source, row.position);
  }

  get lastSeq(): number {
    return this.#newest?.seq ?? 0;
  }

  get firstSeq(): number {
    return this.#table.oldest()?.seq ?? 1;
  }

  get firstAt(): Instant | null {
    return this.#table.oldest()?.entry.floorAt ?? null;
  }

  get identity(): string {
    return this.#file.identity;
  }

  get health(): JournalHealth {
    return { refusing: null, damage: [] };
  }

  onHealth(): () => void {
    return () => undefined;
  }

  seqAt(at: Instant): number {
    for (const page of this.read())
      for (const { seq, entry } of page) if (entry.floorAt > at) return seq - 1;
    return this.lastSeq;
  }

  async dropBefore(): Promise<Dropped> {
    return { segments: 0, entries: 0 };
  }

  async append(entries: readonly Entry[], position?: PositionUpdate): Promise<Appended> {
    if (this.#closing) throw new JournalUnavailable('the journal is closed');
    // Made ready here, so that an entry that breaks its type fails this call and no other.
    const drafts = entries.map(draftOf);
    const kept = position ? { source: position.source, text: textOf(position) } : null;
    if (drafts.length === 0 && !kept) return { stored: [], duplicates: [] };
    return new Promise((resolve, reject) => {
      this.#line.push({ drafts, position: kept, resolve, reject });
      this.#flush ??= this.#writeLine();
    });
  }

  *read(options: { after?: number; batch?: number } = {}): Iterable<readonly Stored[]> {
    const batch = options.batch ?? BATCH;
    let after = options.after ?? 0;
    while (true) {
      if (this.#closing) throw new JournalUnavailable('the journal is closed');
      const page = this.#table.page(after, this.lastSeq, batch);
      if (page.length === 0) return;
      after = page.at(-1)!.seq;
      yield page;
    }
  }

  position(source: string): unknown {
    const text = this.#positions.get(source);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  }

  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    if (this.#closing) throw new JournalUnavailable('the journal is closed');
    const owned = { ...checkpoint, journal: this.#file.identity };
    const saving = this.#saving.then(() => writeCheckpoint(this.#checkpointPath, owned));
    this.#saving = saving.catch(() => undefined);
    try {
      await saving;
    } catch (error) {
      throw new JournalUnavailable('the checkpoint could not be written', { cause: error });
    }
  }

  loadCheckpoint(format: string): Checkpoint | null {
    const found = readCheckpoint(this.#checkpointPath);
    if (!found || found.format !== format || found.journal !== this.#file.identity) return null;
    // A log that was put back from an older copy: the state would know more than the log.
    if (found.seq > this.lastSeq) return null;
    return { format: found.format, seq: found.seq, state: found.state };
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    await this.#flush;
    await this.#saving;
    this.#file.database.close();
    this.#lock.release();
  }

  async #writeLine(): Promise<void> {
    while (this.#line.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const group = this.#takeGroup();
      try {
        const answers = this.#write(group);
        this.#healed();
        group.forEach((call, index) => call.resolve(answers[index]!));
      } catch (error) {
        this.#failed(error);
        const refusal = new JournalUnavailable('the journal could not be written', {
          cause: error,
        });
        for (const call of group) call.reject(refusal);
      }
    }
    this.#flush = null;
  }

  #takeGroup(): Waiting[] {
    let entries = 0;
    let calls = 0;
    for (const call of this.#line) {
      entries += call.drafts.length;
      if (calls > 0 && entries > MOST_AT_ONCE) break;
      calls++;
    }
    return this.#line.splice(0, calls);
  }

  #write(group: readonly Waiting[]): Appended[] {
    const { database } = this.#file;
    const drafts = group.flatMap((call) => call.drafts);
    const numbered = drafts.map((draft, index) => ({ seq: this.lastSeq + 1 + index, draft }));
    let known: Set<number>;
    // Only where the last rollback failed too.
    if (database.inTransaction) database.exec('ROLLBACK');
    database.exec('BEGIN IMMEDIATE');
    try {
      known = this.#table.insert(
        numbered.filter((row, index) => !superfluous(row, numbered[index + 1])),
      );
      const first = drafts[0];
      const last = this.#newest;
      if (first && last && replacesTick(last.entry, first.entry)) this.#table.remove(last.seq);
      for (const { position } of group)
        if (position) this.#savePosition.run(position.source, position.text);
      database.exec('COMMIT');
    } catch (error) {
      this.#table.rolledBack();
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
    this.#table.committed();
    for (const { position } of group)
      if (position) this.#positions.set(position.source, position.text);
    return this.#answers(group, numbered, known);
  }

  #answers(
    group: readonly Waiting[],
    numbered: readonly Numbered[],
    known: Set<number>,
  ): Appended[] {
    let next = 0;
    return group.map((call) => {
      const stored: Stored[] = [];
      const duplicates: number[] = [];
      call.drafts.forEach((draft, index) => {
        const { seq } = numbered[next++]!;
        if (known.has(seq)) duplicates.push(index);
        else stored.push({ seq, entry: draft.entry });
      });
      this.#newest = stored.at(-1) ?? this.#newest;
      return { stored, duplicates };
    });
  }

  #failed(error: unknown): void {
    if (this.#failingSince !== null) return;
    this.#failingSince = this.#clock.now();
    this.#logger.error('the journal cannot be written; nothing is acknowledged until it can', {
      reason: (error as Error).message,
    });
  }

  #healed(): void {
    if (this.#failingSince === null) return;
    const outageMs = this.#clock.now() - this.#failingSince;
    this.#failingSince = null;
    this.#logger.info('the journal can be written again', { outageMs });
  }
}

interface PositionRow {
  readonly source: string;
  readonly position: string;
}

function superfluous(row: Numbered, next: Numbered | undefined): boolean {
  return next !== undefined && replacesTick(row.draft.entry, next.draft.entry);
}

function textOf(position: PositionUpdate): string {
  const text = JSON.stringify(position.position) as string | undefined;
  if (text === undefined)
    throw new TypeError(
      `position is expected to be a JSON value, but got ${String(position.position)}`,
    );
  return text;
}
