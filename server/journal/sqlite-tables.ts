import { randomUUID } from 'node:crypto';
import Database from 'libsql';
import { JournalRefused } from './journal-refused.ts';

/** The layout written here. A layout that older code cannot read gets the next number. */
export const LAYOUT = 1;

const TABLES = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, floor_at INTEGER NOT NULL,
    source INTEGER, id TEXT, type INTEGER, at INTEGER, data TEXT,
    UNIQUE (source, id));
  CREATE TABLE IF NOT EXISTS positions (source TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID;
`;

/** An opened journal file, and the name it was given when it was made. */
export interface JournalFile {
  readonly database: Database.Database;
  /** Unique for ever: ties a checkpoint to its journal. */
  readonly identity: string;
}

/**
 * Opens the file or makes it; every commit is fsynced. Throws `JournalRefused` where a newer
 * version wrote it, or where it is damaged or cannot be opened.
 */
export function openJournalFile(path: string): JournalFile {
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    // 64 MiB: the index over (source, id) is written at random places; with the default of 2 MiB
    // appending is a fifth slower. Memory is taken only as the file grows.
    database.pragma('cache_size = -65536');
    database.pragma('wal_autocheckpoint = 4000');
    checkLayout(database, path);
    database.exec(TABLES);
    return { database, identity: identityOf(database) };
  } catch (error) {
    database?.close();
    if (error instanceof JournalRefused) throw error;
    throw new JournalRefused(`The journal ${path} cannot be opened: ${(error as Error).message}.`);
  }
}

function checkLayout(database: Database.Database, path: string): void {
  const known = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get();
  if (!known) return;
  const layout = Number(metaOf(database, 'layout') ?? LAYOUT);
  if (layout > LAYOUT)
    throw new JournalRefused(
      `The journal ${path} was written by a newer Tidewall (layout ${layout}; this one reads up to ${LAYOUT}). Use that version or a newer one.`,
    );
}

function identityOf(database: Database.Database): string {
  const known = metaOf(database, 'identity');
  if (known !== null) return known;
  const identity = randomUUID();
  const insert = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  database.transaction(() => {
    insert.run('layout', String(LAYOUT));
    insert.run('identity', identity);
  })();
  return identity;
}

function metaOf(database: Database.Database, key: string): string | null {
  const row = database.prepare('SELECT value FROM meta WHERE key = ?').get(key);
  return (row as { value: string } | undefined)?.value ?? null;
}
