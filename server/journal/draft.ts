import type { Entry } from './journal.ts';
import { idHash, NO_HASH } from './id-hash.ts';

/** An entry made ready for the log: checked, its text written, its id hashed. */
export interface Draft {
  readonly entry: Entry;
  /** JSON of names and data; empty for a tick. */
  readonly text: string;
  /** Of `(source, id)`; `NO_HASH` for a tick, which has none. */
  readonly hash: number;
}

/** Longest text of one entry: what a length on disk can say, with room to spare. */
export const MOST_TEXT_BYTES = 15 * 1024 * 1024;

/** Makes an entry ready. Throws where the caller broke the types: nothing unreadable reaches the disk. */
export function draftOf(entry: Entry): Draft {
  expectInstant('floorAt', entry.floorAt);
  if (entry.kind === 'tick') return { entry, text: '', hash: NO_HASH };
  expectText('id', entry.id);
  expectText('type', entry.type);
  if (entry.kind === 'command') {
    const text = JSON.stringify([entry.id, entry.type, entry.data]);
    return { entry, text: expectShort(text), hash: idHash(null, entry.id) };
  }
  expectInstant('at', entry.at);
  expectText('source', entry.source);
  const text = JSON.stringify([entry.source, entry.id, entry.type, entry.data]);
  return { entry, text: expectShort(text), hash: idHash(entry.source, entry.id) };
}

/** Whether both are the same event, or the same command: it counts once. */
export function sameId(a: Entry, b: Entry): boolean {
  if (a.kind === 'tick' || b.kind === 'tick' || a.kind !== b.kind || a.id !== b.id) return false;
  return a.kind === 'command' || (b.kind === 'event' && a.source === b.source);
}

/**
 * Whether `later`, directly behind `earlier`, makes it superfluous: of a run of ticks only the last
 * one says something. A clock that went back is kept as it was told.
 */
export function replacesTick(earlier: Entry, later: Entry): boolean {
  return earlier.kind === 'tick' && later.kind === 'tick' && later.floorAt >= earlier.floorAt;
}

/** A connector's position as JSON text, so that nobody can change what is stored. */
export function positionText(position: unknown): string {
  const text = JSON.stringify(position) as string | undefined;
  if (text === undefined)
    throw new TypeError(`position is expected to be a JSON value, but got ${String(position)}`);
  return text;
}

function expectText(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '')
    throw new TypeError(
      `${name} is expected to be a text that is not empty, but got ${String(value)}`,
    );
}

function expectInstant(name: string, value: unknown): void {
  if (!Number.isFinite(value))
    throw new TypeError(`${name} is expected to be milliseconds, but got ${String(value)}`);
}

function expectShort(text: string): string {
  if (text.length * 3 > MOST_TEXT_BYTES && Buffer.byteLength(text) > MOST_TEXT_BYTES)
    throw new TypeError(
      `an entry is expected to be at most ${MOST_TEXT_BYTES} bytes of JSON, but got ${Buffer.byteLength(text)}`,
    );
  return text;
}
