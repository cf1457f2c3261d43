import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Instant } from '#schema/ids.ts';

/** A row of the truth: cells by column, as they are written in the file. */
export type Row = Readonly<Record<string, string>>;

/** One file of the truth. What has no row there is nought. */
export interface TruthTable {
  /** In the order of the file, without those that name a row. */
  readonly columns: readonly string[];
  row(startAt: Instant, queue: string): Row | undefined;
}

export interface BankTruth {
  readonly daily: TruthTable;
  readonly halfHours: TruthTable;
  readonly depth: TruthTable;
  /** The first and the last day it tells of, `1999-01-01`. */
  readonly from: string;
  readonly to: string;
  /** `ALL` is not among them. */
  readonly queues: readonly string[];
}

/** The row that stands for the bank as a whole. */
export const ALL = 'ALL';

const FILES = ['truth_daily', 'truth_halfhour', 'truth_depth_halfhour'] as const;
const NAMES_A_ROW = new Set(['date', 'start', 'weekday', 'queue']);

/** Whether a folder holds the truth. */
export function hasTruth(folder: string): boolean {
  return FILES.every((name) => pathOf(folder, name) !== null);
}

/** Reads the three files of a folder, `.csv` or `.csv.gz`. Throws where one is missing. */
export function readTruth(folder: string): BankTruth {
  const [daily, halfHours, depth] = FILES.map((name) => {
    const path = pathOf(folder, name);
    if (!path) throw new Error(`${name}.csv or ${name}.csv.gz is expected in ${folder}`);
    return readRows(path);
  });
  const dates = daily!.map((row) => row['date']!).toSorted();
  const queues = new Set(daily!.map((row) => row['queue']!));
  queues.delete(ALL);
  return {
    daily: tableOf(daily!, 'date'),
    halfHours: tableOf(halfHours!, 'start'),
    depth: tableOf(depth!, 'start'),
    from: dates[0]!,
    to: dates.at(-1)!,
    queues: [...queues].toSorted(),
  };
}

function pathOf(folder: string, name: string): string | null {
  const paths = [`${name}.csv`, `${name}.csv.gz`].map((file) => join(folder, file));
  return paths.find((path) => existsSync(path)) ?? null;
}

function readRows(path: string): Row[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [head, ...lines] = text.trim().split(/\r?\n/);
  const columns = head!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index]!]));
  });
}

function tableOf(rows: readonly Row[], start: 'date' | 'start'): TruthTable {
  const keyOf = (at: Instant, queue: string): string => `${at} ${queue}`;
  const known = new Map<string, Row>();
  for (const row of rows) known.set(keyOf(instantOf(row[start]!), row['queue']!), row);
  return {
    columns: Object.keys(rows[0]!).filter((column) => !NAMES_A_ROW.has(column)),
    row: (startAt, queue) => known.get(keyOf(startAt, queue)),
  };
}

/** The source's wall clock, which its events tell as UTC. */
function instantOf(text: string): Instant {
  return Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`);
}
