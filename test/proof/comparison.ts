/** What was found of one column in one month. */
export interface Found {
  compared: number;
  different: number;
}

export interface Difference {
  /** What is compared, e.g. `daily`. */
  readonly table: string;
  readonly column: string;
  /** Which day or half hour, e.g. `1999-05-23T20:30`. */
  readonly when: string;
  readonly queue: string;
  readonly truth: string;
  readonly ours: string;
}

/** Counts what equals and keeps the first differences. */
export interface Comparison {
  /** By table, by column, by month (`1999-05`). */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Found>>>;
  readonly first: readonly Difference[];
  readonly compared: number;
  readonly different: number;
  note(compared: Difference): void;
}

/** How many differences are told in words. */
const FIRST = 10;

export function createComparison(): Comparison {
  const tables = new Map<string, Map<string, Map<string, Found>>>();
  const first: Difference[] = [];
  let compared = 0;
  let different = 0;
  return {
    tables,
    first,
    get compared() {
      return compared;
    },
    get different() {
      return different;
    },
    note(one) {
      const columns = entry(tables, one.table, () => new Map<string, Map<string, Found>>());
      const months = entry(columns, one.column, () => new Map<string, Found>());
      const found = entry(months, one.when.slice(0, 7), () => ({ compared: 0, different: 0 }));
      compared += 1;
      found.compared += 1;
      if (one.truth === one.ours) return;
      different += 1;
      found.different += 1;
      if (first.length < FIRST) first.push(one);
    },
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
