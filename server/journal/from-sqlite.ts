import { join } from 'node:path';
import Database from 'libsql';
import type { Logger } from '#server/kit/logger.ts';
import type { Disk } from './disk.ts';
import { draftOf } from './draft.ts';
import { JournalRefused } from './journal-refused.ts';
import type { Entry, Stored } from './journal.ts';
import { LogWriter } from './log-writer.ts';
import { seedOf } from './record.ts';
import { Segments } from './segments.ts';
import { TailFile } from './tail-mark.ts';

/*
 * The log of before (layout 1) was one SQLite file. It is written anew as segments, with its numbers
 * and its identity, so that checkpoints and all that is derived from it stay true; then it is put
 * aside under another name. Broken off anywhere, it begins again at the next start.
 */

const OLD = 'journal.sqlite';
const OLD_LAYOUT = 1;
const AT_ONCE = 5_000;

/** Converts the folder's SQLite log where there is one. Throws `JournalRefused` where it cannot be read. */
export async function convertSqlite(disk: Disk, path: string, logger: Logger): Promise<void> {
  const old = join(path, OLD);
  if (!disk.exists(old)) return;
  if (!disk.exists(join(path, 'log', 'tail'))) {
    logger.info('the log is converted once to the new layout', { path });
    disk.removeFolder(join(path, 'log.new'));
    disk.removeFolder(join(path, 'log'));
    await writeSegments(disk, path, old);
    disk.renameFolder(join(path, 'log.new'), join(path, 'log'));
    await disk.syncFolder(path);
  }
  await disk.rename(old, `${old}.old`);
  for (const ending of ['-wal', '-shm'])
    if (disk.exists(old + ending)) await disk.unlink(old + ending);
  await disk.syncFolder(path);
}

async function writeSegments(disk: Disk, path: string, old: string): Promise<void> {
  let database: Database.Database | undefined;
  try {
    database = new Database(old);
    const identity = identityOf(database, old);
    await copy(disk, join(path, 'log.new'), database, identity);
  } catch (error) {
    if (error instanceof JournalRefused) throw error;
    throw new JournalRefused(`The journal ${old} cannot be opened: ${(error as Error).message}.`);
  } finally {
    database?.close();
  }
}

async function copy(
  disk: Disk,
  folder: string,
  database: Database.Database,
  identity: string,
): Promise<void> {
  disk.makeFolder(folder);
  const tail = await TailFile.open(disk, folder);
  const segments = new Segments(disk, folder, seedOf(identity));
  const writer = new LogWriter({
    disk,
    identity,
    segments,
    tail,
    nextSeq: 1,
    positions: new Map(),
    sealed: null,
    firstKept: 0,
    onSealed: () => undefined,
  });
  for (const page of pagesOf(database)) {
    const drafts = page.map(({ entry }) => draftOf(entry));
    await writer.write({ drafts, seqs: page.map(({ seq }) => seq), positions: [] });
  }
  const rows = database.prepare('SELECT source, position AS text FROM positions').all();
  const positions = rows as { source: string; text: string }[];
  if (positions.length > 0) await writer.write({ drafts: [], positions });
  await writer.mark();
  await tail.sync();
  await tail.close();
  await writer.close();
  segments.close();
  await disk.syncFolder(folder);
}

interface Row {
  readonly seq: number;
  /** 0 event, 1 tick, 2 command. */
  readonly kind: number;
  readonly floorAt: number;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly data: string;
}

function* pagesOf(database: Database.Database): Iterable<Stored[]> {
  const page = database.prepare(`
    SELECT e.seq, e.kind, e.floor_at AS floorAt, s.name AS source, e.id, t.name AS type, e.at, e.data
    FROM entries e LEFT JOIN names s ON s.id = e.source LEFT JOIN names t ON t.id = e.type
    WHERE e.seq > ? ORDER BY e.seq LIMIT ${AT_ONCE}`);
  for (let after = 0; ;) {
    const rows = page.all(after) as Row[];
    if (rows.length === 0) return;
    after = rows.at(-1)!.seq;
    yield rows.map((row) => ({ seq: row.seq, entry: entryOf(row) }));
  }
}

function entryOf(row: Row): Entry {
  const { floorAt, source, id, type, at } = row;
  if (row.kind === 1) return { kind: 'tick', floorAt };
  const data = JSON.parse(row.data) as Record<string, unknown>;
  if (row.kind === 2) return { kind: 'command', floorAt, id, type, data };
  return { kind: 'event', floorAt, source, id, type, at, data };
}

function identityOf(database: Database.Database, path: string): string {
  const meta = database.prepare('SELECT value FROM meta WHERE key = ?');
  const value = (key: string): string | undefined => (meta.get(key) as Value | undefined)?.value;
  const layout = Number(value('layout') ?? OLD_LAYOUT);
  if (layout > OLD_LAYOUT)
    throw new JournalRefused(
      `The journal ${path} was written by a newer Tidewall (layout ${layout}; this one reads ${OLD_LAYOUT}). Use that version or a newer one.`,
    );
  const identity = value('identity');
  if (identity === undefined) throw new Error('it does not say whose it is');
  return identity;
}

interface Value {
  readonly value: string;
}
