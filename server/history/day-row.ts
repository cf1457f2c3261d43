import { DAY_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/*
 * What is kept of one subject over one day of UTC, quarter hour by quarter hour:
 *
 *   facts     who or what it was: told anew from the quarter on in which it changed
 *   numbers   name -> 96 numbers; a quarter without one has 0
 *   lists     name -> 96 lists; of waits, of moments at which something began or ended
 *
 * On disk only what is not 0 takes room, and each name is a number from the file's list of words: so
 * a counter that is added later needs no other layout, and one that is gone is passed over.
 */

/** Quarter hours of a day of UTC. */
export const QUARTERS = DAY_MS / QUARTER_MS;

/** Whose row it is: a queue's, an agent's, or what of a queue an agent has to its name. */
export const RowKind = { queue: 1, owner: 2, agent: 3 } as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

export interface RowKey {
  readonly kind: RowKind;
  /** Days of UTC since 1970-01-01. */
  readonly day: number;
  /** Empty in an agent's row. */
  readonly queue: string;
  /** Empty in a queue's row. */
  readonly agent: string;
}

/** Facts as JSON, from a quarter of the day on. */
export type FactsFrom = readonly [quarter: number, facts: string];

/** Numbers for words and back. */
export interface Words {
  numberOf(word: string): number;
  wordOf(number: number): string | undefined;
}

export class DayRow {
  readonly key: RowKey;
  readonly facts: FactsFrom[];
  readonly numbers: Map<string, Float64Array>;
  readonly lists: Map<string, (readonly number[] | undefined)[]>;

  constructor(key: RowKey, stored?: StoredRow, words?: Words) {
    this.key = key;
    this.facts = stored ? (JSON.parse(stored.facts) as FactsFrom[]) : [];
    this.numbers = stored && words ? readNumbers(stored.numbers, words) : new Map();
    this.lists = stored && words ? readLists(stored.lists, words) : new Map();
  }

  get(name: string, quarter: number): number {
    return this.numbers.get(name)?.[quarter] ?? 0;
  }

  set(name: string, quarter: number, value: number): void {
    let column = this.numbers.get(name);
    if (!column) {
      if (value === 0) return;
      column = new Float64Array(QUARTERS);
      this.numbers.set(name, column);
    }
    column[quarter] = value;
  }

  add(name: string, quarter: number, value: number): void {
    if (value !== 0) this.set(name, quarter, this.get(name, quarter) + value);
  }

  /** Forgets the numbers of a quarter whose names `wanted` says. */
  clear(quarter: number, wanted: (name: string) => boolean): void {
    for (const [name, column] of this.numbers) if (wanted(name)) column[quarter] = 0;
  }

  list(name: string, quarter: number): readonly number[] {
    return this.lists.get(name)?.[quarter] ?? NONE;
  }

  setList(name: string, quarter: number, values: readonly number[]): void {
    let column = this.lists.get(name);
    if (!column) {
      if (values.length === 0) return;
      column = [];
      this.lists.set(name, column);
    }
    column[quarter] = values.length > 0 ? values : undefined;
  }

  /** The facts in force in a quarter; null before the first are known. */
  factsAt(quarter: number): string | null {
    return this.facts.findLast(([from]) => from <= quarter)?.[1] ?? null;
  }

  /** From the quarter on these facts hold; later ones that are known stay. */
  tellFacts(quarter: number, facts: string): void {
    if (this.factsAt(quarter) === facts) return;
    const place = this.facts.findIndex(([from]) => from >= quarter);
    if (place < 0) this.facts.push([quarter, facts]);
    else if (this.facts[place]![0] === quarter) this.facts[place] = [quarter, facts];
    else this.facts.splice(place, 0, [quarter, facts]);
  }

  stored(words: Words): StoredRow {
    return {
      facts: JSON.stringify(this.facts),
      numbers: writeNumbers(this.numbers, words),
      lists: writeLists(this.lists, words),
    };
  }
}

/** A row as it lies on disk. */
export interface StoredRow {
  readonly facts: string;
  readonly numbers: Uint8Array;
  readonly lists: Uint8Array;
}

/** Numbers of a stored row; with `wanted`, only of those names: the others are passed over unread. */
export function readNumbers(
  bytes: Uint8Array,
  words: Words,
  wanted?: ReadonlySet<string>,
): Map<string, Float64Array> {
  const numbers = new Map<string, Float64Array>();
  for (const reader = new ByteReader(bytes); reader.more;) {
    const name = words.wordOf(reader.whole());
    const block = reader.block();
    if (name === undefined || (wanted && !wanted.has(name))) continue;
    const column = new Float64Array(QUARTERS);
    const isWhole = block.whole() === 0;
    for (let quarter = -1; block.more;) {
      quarter += 1 + block.whole();
      column[quarter] = isWhole ? block.signed() : block.float();
    }
    numbers.set(name, column);
  }
  return numbers;
}

export function readLists(
  bytes: Uint8Array,
  words: Words,
  wanted?: ReadonlySet<string>,
): Map<string, (readonly number[] | undefined)[]> {
  const lists = new Map<string, (readonly number[] | undefined)[]>();
  for (const reader = new ByteReader(bytes); reader.more;) {
    const name = words.wordOf(reader.whole());
    const block = reader.block();
    if (name === undefined || (wanted && !wanted.has(name))) continue;
    const column: (readonly number[] | undefined)[] = [];
    for (let quarter = -1; block.more;) {
      quarter += 1 + block.whole();
      const values: number[] = [];
      let value = 0;
      for (let left = block.whole(); left > 0; left -= 1) {
        value += block.signed();
        values.push(value);
      }
      column[quarter] = values;
    }
    lists.set(name, column);
  }
  return lists;
}

const NONE: readonly number[] = [];

function writeNumbers(numbers: ReadonlyMap<string, Float64Array>, words: Words): Uint8Array {
  const writer = new ByteWriter();
  for (const [name, column] of numbers) {
    const isWhole = column.every(Number.isSafeInteger);
    const block = new ByteWriter();
    block.whole(isWhole ? 0 : 1);
    let last = -1;
    column.forEach((value, quarter) => {
      if (value === 0) return;
      block.whole(quarter - last - 1);
      if (isWhole) block.signed(value);
      else block.float(value);
      last = quarter;
    });
    if (last < 0) continue;
    writer.whole(words.numberOf(name));
    writer.block(block);
  }
  return writer.done();
}

/** Lists of whole numbers, each as the step from the one before. */
function writeLists(
  lists: ReadonlyMap<string, (readonly number[] | undefined)[]>,
  words: Words,
): Uint8Array {
  const writer = new ByteWriter();
  for (const [name, column] of lists) {
    const block = new ByteWriter();
    let last = -1;
    column.forEach((values, quarter) => {
      if (!values || values.length === 0) return;
      block.whole(quarter - last - 1);
      block.whole(values.length);
      let before = 0;
      for (const value of values) {
        block.signed(value - before);
        before = value;
      }
      last = quarter;
    });
    if (last < 0) continue;
    writer.whole(words.numberOf(name));
    writer.block(block);
  }
  return writer.done();
}
