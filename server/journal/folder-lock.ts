import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { JournalRefused } from './journal-refused.ts';

/** A folder that belongs to this process until `release`, or until the process is gone, however it goes. */
export interface FolderLock {
  /** Idempotent. */
  release(): void;
}

/**
 * Takes the folder, making it where it is missing. The lock is the kernel's (an open transaction on
 * a file of its own), so nothing has to be tidied up after a crash; the number of the process is
 * noted beside it only for the sentence. Throws `JournalRefused` where another process has it.
 */
export function lockFolder(folder: string): FolderLock {
  const note = join(folder, 'journal.pid');
  let lock: Database.Database | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    lock = new Database(join(folder, 'journal.lock'));
    // Nothing is ever written to it, so it needs no journal of its own.
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(note, `${process.pid}\n`);
  } catch (error) {
    lock?.close();
    throw new JournalRefused(sentence(folder, note, error));
  }
  const held = lock;
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      // First of all the lock itself: what is closed may live on until it is collected.
      held.exec('ROLLBACK');
      held.close();
    },
  };
}

function sentence(folder: string, note: string, error: unknown): string {
  const code = (error as { code?: string }).code ?? '';
  if (code.startsWith('SQLITE_BUSY')) {
    const owner = ownerOf(note);
    return `Another Tidewall${owner} is using the data folder ${folder}. Stop it, or choose another folder with --data.`;
  }
  return `The data folder ${folder} cannot be used: ${(error as Error).message}.`;
}

function ownerOf(note: string): string {
  try {
    return ` (process ${readFileSync(note, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
