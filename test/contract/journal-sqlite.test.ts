import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { openSqliteJournal } from '#server/journal/sqlite.ts';
import { describeJournal } from './journal.ts';

describeJournal('SQLite', () => {
  const path = mkdtempSync(join(tmpdir(), 'tidewall-journal-'));
  let blocker: Database.Database | null = null;
  return {
    open: () => openSqliteJournal({ path }),
    damageCheckpoint() {
      const file = join(path, 'checkpoint');
      const bytes = readFileSync(file);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(file, bytes);
    },
    refuseWrites(refuse) {
      // Somebody else's open transaction: every write of the journal is refused until it is over.
      blocker?.close();
      blocker = refuse ? new Database(join(path, 'journal.sqlite')) : null;
      blocker?.exec('BEGIN IMMEDIATE');
    },
    remove() {
      rmSync(path, { recursive: true, force: true });
    },
  };
});
