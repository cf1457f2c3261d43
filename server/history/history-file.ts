import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import type { Words } from './day-row.ts';

/** The layout written here. A layout that older code cannot read gets the next number. */
const LAYOUT = 1;

const TABLES = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS rows (
    kind INTEGER NOT NULL, day INTEGER NOT NULL, queue TEXT NOT NULL, agent TEXT NOT NULL,
    facts TEXT NOT NULL, numbers BLOB NOT NULL, lists BLOB NOT NULL,
    check_sum INTEGER NOT NULL, lists_check_sum INTEGER NOT NULL,
    UNIQUE (kind, day, queue, agent));
  CREATE INDEX IF NOT EXISTS rows_of_agent ON rows (agent, kind, day) WHERE agent <> '';
  CREATE TABLE IF NOT EXISTS kept (
    origin TEXT NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (origin, start)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS alerts (
    id TEXT PRIMARY KEY, fired_at INTEGER NOT NULL, resolved_at INTEGER NOT NULL,
    alert TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS alerts_by_end ON alerts (resolved_at);
`;

export interface HistoryFile {
  readonly database: Database.Database;
  readonly words: Words;
  meta(key: string): string | null;
  setMeta(key: string, value: string): void;
  /** Runs `write` in one transaction; what it throws undoes all of it. */
  transaction(write: () => void): void;
}

/** Why the history could not be opened as it lies there. */
export class HistoryDamaged extends Error {
  override readonly name = 'HistoryDamaged';
}

/**
 * Opens the file or makes it. One that is no history, is damaged, or was
 * written by a newer version is put aside under another name and told: it is never written over.
 */
export function openHistoryFile(path: string): {
  readonly file: HistoryFile;
  /** Where the one that could not be read lies now, and why it could not; null where all was well. */
  readonly putAside: { readonly path: string; readonly reason: string } | null;
} {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return { file: open(path), putAside: null };
  } catch (error) {
    if (!existsSync(path)) throw error;
    const aside = freeName(path);
    renameSync(path, aside);
    for (const suffix of ['-wal', '-shm'])
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    const reason = (error as Error).message;
    return { file: open(path), putAside: { path: aside, reason } };
  }
}

function freeName(path: string): string {
  let count = 1;
  while (existsSync(`${path}.damaged-${count}`)) count += 1;
  return `${path}.damaged-${count}`;
}

function open(path: string): HistoryFile {
  const database = new Database(path);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('cache_size = -32768');
    const layout = layoutOf(database);
    if (layout > LAYOUT)
      throw new HistoryDamaged(`it was written by a newer Tidewall (layout ${layout})`);
    database.exec(TABLES);
    const file = new SqliteHistoryFile(database);
    if (file.meta('layout') === null) file.setMeta('layout', String(LAYOUT));
    return file;
  } catch (error) {
    database.close();
    throw error;
  }
}

function layoutOf(database: Database.Database): number {
  if (!database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get()) return LAYOUT;
  const row = database.prepare("SELECT value FROM meta WHERE key = 'layout'").get();
  return Number((row as { value: string } | undefined)?.value ?? LAYOUT);
}

class SqliteHistoryFile implements HistoryFile {
  readonly database: Database.Database;
  readonly words: StoredWords;
  readonly #get: Database.Statement;
  readonly #set: Database.Statement;

  constructor(database: Database.Database) {
    this.database = database;
    this.words = wordsOf(database);
    this.#get = database.prepare('SELECT value FROM meta WHERE key = ?');
    this.#set = database.prepare(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
  }

  meta(key: string): string | null {
    return (this.#get.get(key) as { value: string } | undefined)?.value ?? null;
  }

  setMeta(key: string, value: string): void {
    this.#set.run(key, value);
  }

  transaction(write: () => void): void {
    const { database } = this;
    // Only where the last rollback failed too.
    if (database.inTransaction) database.exec('ROLLBACK');
    database.exec('BEGIN IMMEDIATE');
    try {
      write();
      const words = this.words.save();
      database.exec('COMMIT');
      this.words.saved(words);
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}

interface StoredWords extends Words {
  /** Writes what is new within the transaction under way; answers how many there are then. */
  save(): number;
  /** So many are on disk for good. */
  saved(count: number): void;
}

/** A word once numbered keeps its number, also where the transaction that first used it is undone. */
function wordsOf(database: Database.Database): StoredWords {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const insert = database.prepare('INSERT OR IGNORE INTO words VALUES (?, ?)');
  const rows = database.prepare('SELECT id, word FROM words ORDER BY id').all() as Word[];
  for (const { id, word } of rows) {
    numbers.set(word, id);
    words[id] = word;
  }
  let written = words.length;
  return {
    numberOf(word) {
      let number = numbers.get(word);
      if (number === undefined) {
        number = words.length;
        numbers.set(word, number);
        words.push(word);
      }
      return number;
    },
    wordOf: (number) => words[number],
    save() {
      for (let id = written; id < words.length; id += 1) insert.run(id, words[id]!);
      return words.length;
    },
    saved(count) {
      written = count;
    },
  };
}

interface Word {
  readonly id: number;
  readonly word: string;
}
