import type Database from 'libsql';
import { NO_SOURCE, ROW_KIND, storedOf, type Draft, type EntryRow } from './entry-rows.ts';
import type { Stored } from './journal.ts';

/** Rows in one statement: one call into the engine is dear, one with fifty rows hardly dearer. */
const ROWS_AT_ONCE = 50;

/** A draft that has its number. */
export interface Numbered {
  readonly seq: number;
  readonly draft: Draft;
}

/** The entries and their names, as statements. Writing methods are called inside a transaction. */
export class EntryTable {
  readonly #database: Database.Database;
  readonly #one: Database.Statement;
  readonly #many: Database.Statement;
  readonly #between: Database.Statement;
  readonly #page: Database.Statement;
  readonly #remove: Database.Statement;
  readonly #addName: Database.Statement;
  readonly #names = new Map<string, number>();
  readonly #fresh: string[] = [];

  constructor(database: Database.Database) {
    this.#database = database;
    this.#one = database.prepare(insert(1));
    this.#many = database.prepare(insert(ROWS_AT_ONCE));
    this.#between = database.prepare('SELECT seq FROM entries WHERE seq BETWEEN ? AND ?').pluck();
    this.#page = database.prepare(`
      SELECT e.seq, e.kind, e.floor_at AS floorAt, s.name AS source, e.id, t.name AS type, e.at, e.data
      FROM entries e LEFT JOIN names s ON s.id = e.source LEFT JOIN names t ON t.id = e.type
      WHERE e.seq > ? AND e.seq <= ? ORDER BY e.seq LIMIT ?`);
    this.#remove = database.prepare('DELETE FROM entries WHERE seq = ?');
    this.#addName = database.prepare('INSERT INTO names (id, name) VALUES (?, ?)');
    for (const row of database.prepare('SELECT id, name FROM names').all() as NameRow[])
      this.#names.set(row.name, row.id);
  }

  /** The newest entry; null when there is none. */
  newest(): Stored | null {
    const seq = this.#database.prepare('SELECT max(seq) AS seq FROM entries').get() as {
      seq: number;
    };
    return seq.seq === null ? null : (this.page(seq.seq - 1, seq.seq, 1)[0] ?? null);
  }

  /** The oldest entry; null when there is none. */
  oldest(): Stored | null {
    return this.page(0, Number.MAX_SAFE_INTEGER, 1)[0] ?? null;
  }

  /** At most `limit` entries behind `after`, up to and including `last`. */
  page(after: number, last: number, limit: number): Stored[] {
    return (this.#page.all(after, last, limit) as EntryRow[]).map(storedOf);
  }

  /** Writes what is new, and answers the numbers that were left out because `(source, id)` is known. */
  insert(rows: readonly Numbered[]): Set<number> {
    const known = new Set<number>();
    let from = 0;
    for (; rows.length - from >= ROWS_AT_ONCE; from += ROWS_AT_ONCE)
      this.#write(this.#many, rows.slice(from, from + ROWS_AT_ONCE), known);
    for (; from < rows.length; from++) this.#write(this.#one, [rows[from]!], known);
    return known;
  }

  remove(seq: number): void {
    this.#remove.run(seq);
  }

  /** The transaction is on disk: the names it added stay. */
  committed(): void {
    this.#fresh.length = 0;
  }

  /** The transaction came to nothing, and with it the names it added. */
  rolledBack(): void {
    for (const name of this.#fresh) this.#names.delete(name);
    this.#fresh.length = 0;
  }

  #write(statement: Database.Statement, rows: readonly Numbered[], known: Set<number>): void {
    const values: unknown[] = [];
    for (const { seq, draft } of rows) {
      const source = draft.source === null ? NO_SOURCE : this.#name(draft.source);
      values.push(
        seq,
        draft.kind,
        draft.entry.floorAt,
        draft.kind === ROW_KIND.tick ? null : source,
        draft.id,
        draft.type === null ? null : this.#name(draft.type),
        draft.at,
        draft.data,
      );
    }
    const written = statement.run(...values).changes;
    if (written === rows.length) return;
    const there = new Set(this.#between.all(rows[0]!.seq, rows.at(-1)!.seq) as number[]);
    for (const { seq } of rows) if (!there.has(seq)) known.add(seq);
  }

  #name(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    // Numbers from 1: 0 stands for "no source".
    const id = this.#names.size + 1;
    this.#addName.run(id, name);
    this.#names.set(name, id);
    this.#fresh.push(name);
    return id;
  }
}

interface NameRow {
  readonly id: number;
  readonly name: string;
}

function insert(rows: number): string {
  // Not OR IGNORE, which would also swallow a row that is broken in another way.
  return `INSERT INTO entries (seq, kind, floor_at, source, id, type, at, data)
    VALUES ${Array(rows).fill('(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}
    ON CONFLICT (source, id) DO NOTHING`;
}
