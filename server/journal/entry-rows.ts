import type { Entry, Stored } from './journal.ts';

/** Numbers of the kinds on disk: never reused, never renumbered. */
export const ROW_KIND = { event: 0, tick: 1, command: 2 } as const;

/** Stands for "no source" in a row of a command, so that `(source, id)` is unique for commands too. */
export const NO_SOURCE = 0;

/** An entry made ready for the disk, names still as text. A tick has no id and no data. */
export interface Draft {
  readonly entry: Entry;
  readonly kind: number;
  readonly source: string | null;
  readonly id: string | null;
  readonly type: string | null;
  readonly at: number | null;
  readonly data: string | null;
}

/** What a `SELECT` of the entries answers, names resolved. */
export interface EntryRow {
  readonly seq: number;
  readonly kind: number;
  readonly floorAt: number;
  readonly source: string | null;
  readonly id: string | null;
  readonly type: string | null;
  readonly at: number | null;
  readonly data: string | null;
}

/** Makes an entry ready. Throws where the caller broke the types: nothing unreadable reaches the disk. */
export function draftOf(entry: Entry): Draft {
  expectInstant('floorAt', entry.floorAt);
  switch (entry.kind) {
    case 'tick':
      return {
        entry,
        kind: ROW_KIND.tick,
        source: null,
        id: null,
        type: null,
        at: null,
        data: null,
      };
    case 'event':
      expectInstant('at', entry.at);
      expectText('source', entry.source);
      return {
        ...named(entry),
        kind: ROW_KIND.event,
        source: entry.source,
        at: entry.at,
      };
    case 'command':
      return { ...named(entry), kind: ROW_KIND.command, source: null, at: null };
  }
}

/** The entry of a row. Throws on a row that this journal cannot have written. */
export function storedOf(row: EntryRow): Stored {
  const { seq, floorAt } = row;
  if (row.kind === ROW_KIND.tick) return { seq, entry: { kind: 'tick', floorAt } };
  const { id, type } = row;
  const data = JSON.parse(row.data ?? 'null') as Record<string, unknown> | null;
  if (id === null || type === null || data === null) throw damaged(row);
  if (row.kind === ROW_KIND.command)
    return { seq, entry: { kind: 'command', floorAt, id, type, data } };
  if (row.kind !== ROW_KIND.event || row.source === null || row.at === null) throw damaged(row);
  return { seq, entry: { kind: 'event', floorAt, source: row.source, id, type, at: row.at, data } };
}

/**
 * Whether `later`, directly behind `earlier`, makes it superfluous: of a run of ticks only the last
 * one says something. A clock that went back is kept as it was told.
 */
export function replacesTick(earlier: Entry, later: Entry): boolean {
  return earlier.kind === 'tick' && later.kind === 'tick' && later.floorAt >= earlier.floorAt;
}

function named(entry: Exclude<Entry, { kind: 'tick' }>) {
  expectText('id', entry.id);
  expectText('type', entry.type);
  return { entry, id: entry.id, type: entry.type, data: JSON.stringify(entry.data) };
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

function damaged(row: EntryRow): Error {
  return new Error(`entry ${row.seq} is expected to be whole, but a part of it is missing`);
}
