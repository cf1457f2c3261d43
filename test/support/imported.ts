import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSegmentCode, SEGMENTS } from '#server/history/agent-quarters.ts';
import { DayRow, type RowKey, type StoredRow } from '#server/history/day-row.ts';
import { openHistoryFile } from '#server/history/history-file.ts';
import { importPast, type ImportExit } from '#server/import/command.ts';
import { systemClock, type Clock } from '#server/kit/clock.ts';
import { silentLogger } from '#server/kit/logger.ts';

export interface Imported {
  readonly exit: ImportExit;
  /** What was said meanwhile, and at the end. */
  readonly said: string;
  readonly report: string;
}

/** An import as the command does it. */
export async function importFiles(options: {
  readonly data: string;
  readonly files: readonly string[];
  readonly source?: string;
  readonly historyDays?: number;
  readonly timeZone?: string;
  /** Asked between blocks; whether to stop. */
  readonly stopped?: () => boolean;
  readonly flushEvery?: number;
  readonly blockBytes?: number;
  readonly clock?: Clock;
  readonly foldId?: string;
}): Promise<Imported> {
  let said = '';
  let report = '';
  const exit = await importPast({
    settings: {
      files: options.files,
      data: options.data,
      timeZone: options.timeZone ?? 'UTC',
      historyDays: options.historyDays ?? 36_600,
      source: options.source ?? null,
    },
    foldId: options.foldId ?? 'test',
    clock: options.clock ?? systemClock,
    logger: silentLogger,
    screen: { isTerminal: false, columns: 80, write: (text) => (said += text) },
    write: (text) => (report += text),
    flushEvery: options.flushEvery,
    blockBytes: options.blockBytes,
    stopped: options.stopped ?? (() => false),
  });
  return { exit, said, report };
}

/**
 * Everything that a history's rows say, by name; not how it was made. What a row says with numbers of
 * words (which words come first is chance) is told with the words.
 */
export function rowsOf(data: string): Record<string, unknown> {
  const path = join(data, 'live/history.sqlite');
  if (!existsSync(path)) return {};
  const { file } = openHistoryFile(path);
  const { database, words } = file;
  try {
    const rows: Record<string, unknown> = {};
    for (const stored of database.prepare('SELECT * FROM rows').all() as (RowKey & StoredRow)[]) {
      // The database hands out bytes that nobody can read as they are.
      const bytes = {
        numbers: new Uint8Array(stored.numbers),
        lists: new Uint8Array(stored.lists),
      };
      const { facts, numbers, lists } = new DayRow(stored, { ...stored, ...bytes }, words);
      const inWords = ([name, column]: [string, readonly (readonly number[] | undefined)[]]) => {
        const isCode = name === SEGMENTS.states;
        const told = column.map((list) =>
          list?.map((each) => (isCode ? readSegmentCode(each, words) : each)),
        );
        return [name, Object.fromEntries(Object.entries(told).filter(([, list]) => list))] as const;
      };
      // Slots follow the capacity that is known when they are written, and a start writes a day anew.
      const own = [...numbers].filter(([name]) => !name.startsWith('slots.'));
      const columns = own.map(([name, column]) => [name, placesOf(column)] as const);
      const row = {
        // Told twice they hold no more.
        facts: facts.filter(([, told], index) => told !== facts[index - 1]?.[1]),
        numbers: Object.fromEntries(columns.filter(([, places]) => Object.keys(places).length > 0)),
        lists: Object.fromEntries(
          [...lists].map(inWords).filter(([, told]) => Object.keys(told).length > 0),
        ),
      };
      // Without a number nothing is answered from it, whatever it says of whom it is.
      if (Object.keys(row.numbers).length + Object.keys(row.lists).length > 0)
        rows[`${stored.kind} ${stored.day} ${stored.queue} ${stored.agent}`] = row;
    }
    const kept = database.prepare('SELECT start, until FROM kept').all() as Record<
      string,
      number
    >[];
    for (const { start, until } of kept) rows[`kept ${start}`] = until;
    return rows;
  } finally {
    database.close();
  }
}

/** Numbers that are not 0, to the millionth: sums of parts add up in another order. */
function placesOf(column: Float64Array): Record<number, number> {
  const places: Record<number, number> = {};
  column.forEach((value, quarter) => {
    const rounded = Math.round(value * 1e6) / 1e6;
    if (rounded !== 0) places[quarter] = rounded;
  });
  return places;
}

/** Lines that were refused, of all files. */
export function refusedIn(paths: readonly string[]): Record<string, unknown>[] {
  return paths.flatMap((path) =>
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}
