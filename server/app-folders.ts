import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceSpec } from '#server/config/source-url.ts';

/** Whether the numbers are real ones of now. */
export type FloorMode = 'live' | 'demo' | 'replay';

export function modeOf(sources: readonly SourceSpec[]): FloorMode {
  if (sources.some((source) => source.kind === 'replay')) return 'replay';
  return sources.some((source) => source.kind === 'demo') ? 'demo' : 'live';
}

/**
 * The folder of the floor's journal. Simulated and replayed numbers have folders of their own, so
 * that they never mix with real ones (decision 0005).
 */
export function floorFolder(data: string, sources: readonly SourceSpec[]): string {
  const demo = sources.find((source) => source.kind === 'demo');
  const mode = modeOf(sources);
  if (mode !== 'demo' || !demo) return join(data, mode);
  return join(data, `demo-${demo.seed}-${demo.agents}-${demo.queues}-${demo.speed}`);
}

/** Puts a replay's journal aside for the next one; of those put aside only the newest is kept. */
export function putAside(folder: string): void {
  const aside = `${folder}-before`;
  rmSync(aside, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, aside);
}

/**
 * The installation's secret, made on the first start and readable by its owner only: it signs
 * sessions and keys the customers' pseudonyms. Who deletes it signs everybody out.
 */
export function openSecret(data: string): Buffer {
  makeFolder(data);
  const path = join(data, 'secret');
  if (existsSync(path)) {
    const secret = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url');
    if (secret.length >= 32) return secret;
  }
  const secret = randomBytes(32);
  writeFileSync(path, `${secret.toString('base64url')}\n`, { mode: 0o600 });
  return secret;
}

/**
 * Makes the folder and those above it, for their owner only. Node's recursive way asks for ever where
 * a folder is there but takes no new ones, as below /proc; this one asks once a folder.
 */
function makeFolder(folder: string): void {
  const above = dirname(folder);
  if (!existsSync(above)) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
