import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalRefused } from '#server/journal/journal-refused.ts';
import { JournalUnavailable, type Entry } from '#server/journal/journal.ts';
import { openSqliteJournal } from '#server/journal/sqlite.ts';
import type { Logger } from '#server/kit/logger.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewall-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'journal.sqlite');

describe('the journal on disk', () => {
  it('makes its folder, and every folder above it', async () => {
    const path = join(folder, 'data', 'live');
    const journal = openSqliteJournal({ path });
    await journal.append([event('a')]);
    await journal.close();
    expect(readdirSync(path)).toContain('journal.sqlite');
  });

  it('refuses a folder it cannot make, with a sentence (L-8)', () => {
    writeFileSync(join(folder, 'taken'), '');
    expect(() => openSqliteJournal({ path: join(folder, 'taken') })).toThrow(JournalRefused);
    expect(() => openSqliteJournal({ path: join(folder, 'taken') })).toThrow(/cannot be used/);
  });

  it('refuses what a newer version wrote, and leaves it as it is (L-9)', async () => {
    await openSqliteJournal({ path: folder }).close();
    const database = new Database(file());
    database.exec("UPDATE meta SET value = '2' WHERE key = 'layout'");
    database.close();
    const before = readFileSync(file());
    expect(() => openSqliteJournal({ path: folder })).toThrow(/newer Tidewall \(layout 2;/);
    expect(readFileSync(file()).equals(before)).toBe(true);
    // A refusal must not keep the folder locked.
    expect(() => openSqliteJournal({ path: folder })).toThrow(/newer Tidewall/);
  });

  it('refuses a file that is no journal, with a sentence', () => {
    writeFileSync(file(), 'not a database at all, but long enough to be looked at. '.repeat(40));
    expect(() => openSqliteJournal({ path: folder })).toThrow(JournalRefused);
    expect(() => openSqliteJournal({ path: folder })).toThrow(/cannot be opened/);
  });

  it('does not take the checkpoint of another journal for its own (L-7)', async () => {
    const journal = openSqliteJournal({ path: folder });
    await journal.append([event('a')]);
    await journal.saveCheckpoint({ format: 'f', seq: 1, state: new Uint8Array(5) });
    await journal.close();
    for (const name of readdirSync(folder))
      if (name.startsWith('journal.sqlite')) rmSync(join(folder, name));
    const another = openSqliteJournal({ path: folder });
    await another.append([event('a')]);
    expect(another.loadCheckpoint('f')).toBeNull();
    await another.close();
  });

  it('does not take a checkpoint that was cut off anywhere (L-7)', async () => {
    const journal = openSqliteJournal({ path: folder });
    await journal.append([event('a')]);
    await journal.saveCheckpoint({ format: 'f', seq: 1, state: new Uint8Array(40).fill(7) });
    const path = join(folder, 'checkpoint');
    const whole = readFileSync(path);
    for (const length of [0, 1, 30, whole.length - 41, whole.length - 40, whole.length - 1]) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      expect(journal.loadCheckpoint('f'), `${length} bytes`).toBeNull();
    }
    writeFileSync(path, whole);
    expect(journal.loadCheckpoint('f')).not.toBeNull();
    await journal.close();
  });

  it('writes all calls of one turn together', async () => {
    const journal = openSqliteJournal({ path: folder });
    await journal.append([event('first')]);
    const watcher = new Database(file());
    const version = () => watcher.pragma('data_version');
    const before = JSON.stringify(version());
    const seen = new Set<string>();
    const calls = Array.from({ length: 30 }, async (_, index) => {
      await journal.append([event(`e${index}`)]);
      seen.add(JSON.stringify(version()));
    });
    await Promise.all(calls);
    seen.delete(before);
    expect(seen.size).toBe(1);
    watcher.close();
    await journal.close();
  });

  it('tells of an outage once, and of its end, with its length (L-6)', async () => {
    const told: string[] = [];
    const logger: Logger = {
      info: (message, fields) => told.push(`info ${message} ${JSON.stringify(fields)}`),
      warn: () => undefined,
      error: (message) => told.push(`error ${message}`),
    };
    let now = 1_000;
    const clock = { now: () => now, after: () => ({ cancel: () => undefined }) };
    const journal = openSqliteJournal({ path: folder, logger, clock });
    const blocker = new Database(file());
    blocker.exec('BEGIN IMMEDIATE');
    for (const id of ['a', 'b'])
      await expect(journal.append([event(id)])).rejects.toThrow(JournalUnavailable);
    now = 4_000;
    blocker.close();
    await journal.append([event('c')]);
    await journal.append([event('d')]);
    expect(told).toEqual([
      'error the journal cannot be written; nothing is acknowledged until it can',
      'info the journal can be written again {"outageMs":3000}',
    ]);
    await journal.close();
  });
});

function event(id: string): Entry {
  return { kind: 'event', floorAt: 1, source: '/s', id, type: 'contact.queued', at: 1, data: {} };
}
