import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Checkpoint } from './journal.ts';

/*
 * The file:  one line of JSON, a line feed, the state.
 *   {"tidewall":"checkpoint","journal":…,"format":…,"seq":…,"bytes":…,"sha256":…}\n<bytes>
 * The line says how long the state is and what its hash is; anything that does not agree is damage.
 */

/** The checkpoint, and which journal it belongs to: one copied beside another journal is not its own. */
export interface OwnedCheckpoint extends Checkpoint {
  readonly journal: string;
}

/** Writes the file whole or not at all: aside, fsync, rename, fsync of the folder. */
export async function writeCheckpoint(path: string, checkpoint: OwnedCheckpoint): Promise<void> {
  const { journal, format, seq, state } = checkpoint;
  const header = { tidewall: 'checkpoint', journal, format, seq, ...measure(state) };
  const aside = `${path}.new`;
  const file = await open(aside, 'w');
  try {
    await file.writeFile(`${JSON.stringify(header)}\n`);
    await file.writeFile(state);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  await syncFolder(dirname(path));
}

/** Reads the file; null where there is none, or where anything about it is not as written. */
export function readCheckpoint(path: string): OwnedCheckpoint | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  const end = bytes.indexOf(0x0a);
  const header = end < 0 ? null : headerOf(bytes.toString('utf8', 0, end));
  if (!header) return null;
  const state = bytes.subarray(end + 1);
  const found = measure(state);
  if (found.bytes !== header.bytes || found.sha256 !== header.sha256) return null;
  return { journal: header.journal, format: header.format, seq: header.seq, state };
}

interface Header {
  readonly journal: string;
  readonly format: string;
  readonly seq: number;
  readonly bytes: number;
  readonly sha256: string;
}

function headerOf(line: string): Header | null {
  try {
    const header = JSON.parse(line) as Header & { tidewall?: string };
    return header.tidewall === 'checkpoint' && Number.isSafeInteger(header.seq) ? header : null;
  } catch {
    return null;
  }
}

function measure(state: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: state.byteLength, sha256: createHash('sha256').update(state).digest('hex') };
}

async function syncFolder(folder: string): Promise<void> {
  // Without it a power cut may bring the old name back. Windows cannot open a folder; there the rename is enough.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
