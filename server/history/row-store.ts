import { crc32 } from 'node:zlib';
import type Database from 'libsql';
import {
  DayRow,
  readLists,
  readNumbers,
  RowKind,
  type FactsFrom,
  type RowKey,
  type StoredRow,
} from './day-row.ts';
import type { HistoryFile } from './history-file.ts';

/** What a question reads of a row: only what it wants is decoded. */
export interface RowView {
  readonly key: RowKey;
  readonly facts: readonly FactsFrom[];
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly lists: ReadonlyMap<string, readonly (readonly number[] | undefined)[]>;
}

export interface ScanAsked {
  readonly kind: RowKind;
  /** Days of UTC, both included. */
  readonly from: number;
  readonly to: number;
  /** Of these only; all unless said. */
  readonly queue?: string;
  readonly agent?: string;
  readonly numbers: ReadonlySet<string>;
  /** Empty: lists are not even read. */
  readonly lists: ReadonlySet<string>;
}

/** Rows that may be held in memory; what is not on disk yet is held in any case. */
const MOST_ROWS = 5_000;

/**
 * Rows between floor and disk. A row that changed stays in memory until it is written, and every
 * question sees it as it is there. A row on disk whose check sum is wrong is none: it is counted in
 * `damaged`, and what can still be read off the floor is written anew.
 */
export class RowStore {
  readonly #file: HistoryFile;
  readonly #rows = new Map<string, DayRow>();
  readonly #unsaved = new Set<DayRow>();
  /** Rows with corrections that must not be written apart from the number of the entry behind them. */
  readonly #held = new Set<DayRow>();
  readonly #owners = new Map<string, Map<string, DayRow>>();
  readonly #ownersOf: Database.Statement;
  readonly #one: Database.Statement;
  readonly #save: Database.Statement;
  readonly #drop: Database.Statement;
  /** Stored rows that were not as they had been written. */
  readonly damaged = new Set<string>();

  constructor(file: HistoryFile) {
    this.#file = file;
    const { database } = file;
    this.#one = database.prepare(
      'SELECT * FROM rows WHERE kind = ? AND day = ? AND queue = ? AND agent = ?',
    );
    this.#ownersOf = database.prepare(
      'SELECT agent FROM rows WHERE kind = ? AND day = ? AND queue = ?',
    );
    this.#drop = database.prepare(
      'DELETE FROM rows WHERE rowid IN (SELECT rowid FROM rows WHERE day < ? LIMIT ?)',
    );
    this.#save = database.prepare(
      `INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (kind, day, queue, agent) DO UPDATE SET facts = excluded.facts,
         numbers = excluded.numbers, lists = excluded.lists, check_sum = excluded.check_sum,
         lists_check_sum = excluded.lists_check_sum`,
    );
  }

  /** The row as it is now; an empty one where there is none. Say `changed` of it after a change. */
  row(key: RowKey): DayRow {
    const name = nameOf(key);
    let row = this.#rows.get(name);
    if (row) return row;
    const { kind, day, queue, agent } = key;
    const found = this.#one.get(kind, day, queue, agent) as SqlRow | undefined;
    const stored = found && withBytes(found);
    row = new DayRow(
      key,
      stored && this.#isWhole(stored) ? (stored as StoredRow) : undefined,
      this.#file.words,
    );
    this.#rows.set(name, row);
    if (this.#rows.size > MOST_ROWS) this.#forgetSome();
    return row;
  }

  changed(row: DayRow): void {
    this.#unsaved.add(row);
    this.#rows.set(nameOf(row.key), row);
    const { kind, day, queue, agent } = row.key;
    if (kind === RowKind.owner) this.#owners.get(`${day} ${queue}`)?.set(agent, row);
  }

  /** It holds a correction: written only together with the number of the entry that made it. */
  hold(row: DayRow): void {
    this.changed(row);
    this.#held.add(row);
  }

  /** The rows of agents in the queue's day, by agent; an agent's is in it once it was `changed`. */
  owners({ queue, day }: Pick<RowKey, 'queue' | 'day'>): ReadonlyMap<string, DayRow> {
    const name = `${day} ${queue}`;
    let owners = this.#owners.get(name);
    if (owners) return owners;
    const kind = RowKind.owner;
    const agents = new Set<string>();
    for (const { agent } of this.#ownersOf.all(kind, day, queue) as { agent: string }[])
      agents.add(agent);
    for (const { key } of this.#unsaved)
      if (key.kind === kind && key.day === day && key.queue === queue) agents.add(key.agent);
    owners = new Map();
    for (const agent of agents) owners.set(agent, this.row({ kind, day, queue, agent }));
    this.#owners.set(name, owners);
    return owners;
  }

  /** Rows not on disk yet, those with corrections not counted. */
  get waiting(): number {
    return this.#unsaved.size - this.#held.size;
  }

  /** Writes at most so many rows that stand for themselves, in one transaction; on disk for good with the next `saveAll`. */
  saveSome(most: number): void {
    const rows: DayRow[] = [];
    for (const row of this.#unsaved) {
      if (rows.length >= most) break;
      if (!this.#held.has(row)) rows.push(row);
    }
    this.#saveIn(rows, () => undefined);
  }

  /** Writes all the rest, and what `besides` writes, in one transaction: all of it, for good, or nothing. */
  saveAll(besides: () => void): void {
    const { database } = this.#file;
    database.pragma('synchronous = FULL');
    try {
      this.#saveIn([...this.#unsaved], besides);
    } finally {
      database.pragma('synchronous = NORMAL');
    }
    this.#held.clear();
  }

  /** Rows of days before `day` are no longer kept; at most so many at once. True where there may be more. */
  dropBefore(day: number, most: number): boolean {
    const { changes } = this.#drop.run(day, most);
    for (const [name, row] of this.#rows)
      if (row.key.day < day && !this.#unsaved.has(row)) this.#rows.delete(name);
    return changes >= most;
  }

  #saveIn(rows: readonly DayRow[], besides: () => void): void {
    this.#file.transaction(() => {
      for (const row of rows) {
        const { kind, day, queue, agent } = row.key;
        const stored = row.stored(this.#file.words);
        const { facts, numbers, lists } = stored;
        const sums = [sumOfNumbers(row.key, stored), sumOfLists(row.key, stored)];
        this.#save.run(kind, day, queue, agent, facts, numbers, lists, ...sums);
      }
      besides();
    });
    for (const row of rows) this.#unsaved.delete(row);
  }

  /** Rows of a stretch of days as they are now, in no order. */
  *scan(asked: ScanAsked): Generator<RowView> {
    const { kind, from, to, queue, agent } = asked;
    const columns = asked.lists.size > 0 ? '*' : WITHOUT_LISTS;
    let sql = `SELECT ${columns} FROM rows WHERE kind = ? AND day BETWEEN ? AND ?`;
    const values: (string | number)[] = [kind, from, to];
    for (const [name, value] of [
      ['queue', queue],
      ['agent', agent],
    ] as const)
      if (value !== undefined) {
        sql += ` AND ${name} = ?`;
        values.push(value);
      }
    const fresh = new Map<string, DayRow>();
    for (const row of this.#unsaved) if (matches(row.key, asked)) fresh.set(nameOf(row.key), row);
    // Read whole before the first is used: nothing is written between two of them.
    const found = this.#file.database.prepare(sql).all(...values) as SqlRow[];
    for (const each of found) {
      const stored = withBytes(each);
      if (fresh.size > 0 && fresh.has(nameOf(stored))) continue;
      if (!this.#isWhole(stored)) continue;
      yield viewOf(stored, asked, this.#file);
    }
    yield* fresh.values();
  }

  #isWhole(stored: SqlRow): boolean {
    const isWhole =
      sumOfNumbers(stored, stored) === stored.check_sum &&
      (stored.lists === undefined ||
        sumOfLists(stored, { lists: stored.lists }) === stored.lists_check_sum);
    if (!isWhole) this.damaged.add(nameOf(stored));
    return isWhole;
  }

  #forgetSome(): void {
    // They hold rows, too: of one key there must never be two in memory.
    this.#owners.clear();
    let left = this.#rows.size - MOST_ROWS / 2;
    for (const [name, row] of this.#rows) {
      if (left-- <= 0) return;
      if (!this.#unsaved.has(row)) this.#rows.delete(name);
    }
  }
}

interface SqlRow extends RowKey, Omit<StoredRow, 'lists'> {
  /** Absent where it was not asked for. */
  readonly lists?: Uint8Array;
  readonly check_sum: number;
  readonly lists_check_sum?: number;
}

/** The driver answers blobs as bare buffers. */
function withBytes(row: SqlRow): SqlRow {
  const { numbers, lists } = row;
  return { ...row, numbers: bytesOf(numbers), ...(lists && { lists: bytesOf(lists) }) };
}

function bytesOf(blob: Uint8Array | ArrayBuffer): Uint8Array {
  return blob instanceof ArrayBuffer ? new Uint8Array(blob) : blob;
}

const WITHOUT_LISTS = 'kind, day, queue, agent, facts, numbers, check_sum';

function viewOf(stored: SqlRow, asked: ScanAsked, { words }: HistoryFile): RowView {
  const { kind, day, queue, agent, lists } = stored;
  return {
    key: { kind, day, queue, agent },
    facts: JSON.parse(stored.facts) as FactsFrom[],
    numbers: readNumbers(stored.numbers, words, asked.numbers),
    lists: lists ? readLists(lists, words, asked.lists) : NO_LISTS,
  };
}

const NO_LISTS: RowView['lists'] = new Map();

function matches(key: RowKey, { kind, from, to, queue, agent }: ScanAsked): boolean {
  return (
    key.kind === kind &&
    key.day >= from &&
    key.day <= to &&
    (queue === undefined || key.queue === queue) &&
    (agent === undefined || key.agent === agent)
  );
}

function nameOf({ kind, day, queue, agent }: RowKey): string {
  return `${kind} ${day} ${queue.length} ${queue}${agent}`;
}

function sumOfNumbers(key: RowKey, { facts, numbers }: Omit<StoredRow, 'lists'>): number {
  return crc32(`${nameOf(key)} ${facts}`, crc32(numbers));
}

/** Bound to its row, too: a list in the wrong place is as wrong as a damaged one. */
function sumOfLists(key: RowKey, { lists }: Pick<StoredRow, 'lists'>): number {
  return crc32(nameOf(key), crc32(lists));
}
