import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JournalRefused } from '#server/journal/journal-refused.ts';
import { openJournal } from '#server/journal/open-journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewall-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'journal.sqlite');

it('takes over a log of before with its numbers, its identity and its positions', async () => {
  writeOld({ layout: 1 });
  for (let start = 0; start < 2; start++) {
    const journal = await openJournal({ path: folder });
    expect(journal.identity).toBe('f0a1b2c3-0000-4000-8000-123456789abc');
    expect([...journal.read()].flat()).toEqual([
      { seq: 1, entry: { ...event('a'), floorAt: 10 } },
      { seq: 4, entry: { kind: 'tick', floorAt: 20 } },
      {
        seq: 5,
        entry: { kind: 'command', floorAt: 21, id: 'c', type: 'note', data: { by: 'me' } },
      },
    ]);
    expect(journal.position('/s')).toEqual({ line: 7 });
    expect((await journal.append([event('a')])).duplicates).toEqual([0]);
    await journal.close();
  }
  expect(readdirSync(folder)).toContain('journal.sqlite.old');
  expect(readdirSync(folder)).not.toContain('journal.sqlite');
  const journal = await openJournal({ path: folder });
  expect((await journal.append([event('b')])).stored[0]!.seq).toBe(6);
  await journal.close();
});

it('begins again where it was broken off', async () => {
  writeOld({ layout: 1 });
  const whole = readFileSync(file());
  await (await openJournal({ path: folder })).close();
  // As a process leaves it that was killed before the new log got its name.
  writeFileSync(file(), whole);
  rmSync(join(folder, 'log'), { recursive: true });
  const journal = await openJournal({ path: folder });
  expect([...journal.read()].flat()).toHaveLength(3);
  await journal.close();
});

it('refuses a log of before that a newer version wrote, or that is none, and leaves it (L-9)', async () => {
  writeOld({ layout: 2 });
  await expect(openJournal({ path: folder })).rejects.toThrow(/newer Tidewall \(layout 2;/);
  writeFileSync(file(), 'not a database at all, but long enough to be looked at. '.repeat(40));
  const opening = openJournal({ path: folder });
  await expect(opening).rejects.toThrow(JournalRefused);
  await expect(opening).rejects.toThrow(/cannot be opened/);
  expect(readdirSync(folder)).toContain('journal.sqlite');
});

/** As version 0.3 wrote it. */
function writeOld({ layout }: { readonly layout: number }): void {
  const database = new Database(file());
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE entries (
      seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, floor_at INTEGER NOT NULL,
      source INTEGER, id TEXT, type INTEGER, at INTEGER, data TEXT, UNIQUE (source, id));
    CREATE TABLE positions (source TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('layout', '${layout}'), ('identity', 'f0a1b2c3-0000-4000-8000-123456789abc');
    INSERT INTO names VALUES (1, '/s'), (2, 'contact.queued'), (3, 'note');
    INSERT INTO entries VALUES
      (1, 0, 10, 1, 'a', 2, 9, '{"contact":"a"}'),
      (4, 1, 20, NULL, NULL, NULL, NULL, NULL),
      (5, 2, 21, 0, 'c', 3, NULL, '{"by":"me"}');
    INSERT INTO positions VALUES ('/s', '{"line":7}');`);
  database.close();
}

function event(id: string) {
  const data = { contact: id };
  return {
    kind: 'event' as const,
    floorAt: 30,
    source: '/s',
    id,
    type: 'contact.queued',
    at: 9,
    data,
  };
}
