import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PastFile } from './past-file.ts';

/** Why a line was not taken, how often, and where first. */
export interface RefusedReason {
  readonly reason: string;
  count: number;
  /** The first few, as `file:line`. */
  readonly places: string[];
}

/** Lines that were not taken: summed up by reason for the screen, and each of them in a file. */
export interface RefusedLines {
  /** From here on they are of this file; its list of an earlier run is made anew. */
  begin(file: PastFile, id: string): void;
  add(line: number, id: string | null, reason: string): void;
  /** Writes what is not written yet. Throws what the disk throws. */
  flush(): void;
  readonly count: number;
  /** Most frequent first. */
  readonly reasons: readonly RefusedReason[];
  /** Files that were written. */
  readonly lists: readonly string[];
}

/** So many places of a reason are shown; all of them are in the file. */
const MOST_PLACES = 3;
const MOST_REASONS = 200;

export function createRefusedLines(folder: string): RefusedLines {
  const byReason = new Map<string, RefusedReason>();
  const lists = new Set<string>();
  let file = '';
  let list = '';
  let lines: string[] = [];
  let count = 0;

  return {
    begin({ name }, id) {
      this.flush();
      file = name;
      list = join(folder, `${name}.${id.split('-')[1]!.slice(0, 8)}.refused.ndjson`);
      if (!lists.has(list)) rmSync(list, { force: true });
    },
    add(line, id, reason) {
      count += 1;
      lines.push(`${JSON.stringify({ file, line, id, reason })}\n`);
      const isFull = byReason.size >= MOST_REASONS && !byReason.has(reason);
      const kind = isFull ? 'other reasons' : reason;
      let known = byReason.get(kind);
      if (!known) byReason.set(kind, (known = { reason: kind, count: 0, places: [] }));
      known.count += 1;
      if (known.places.length < MOST_PLACES) known.places.push(`${file}:${line}`);
    },
    flush() {
      if (lines.length === 0) return;
      mkdirSync(folder, { recursive: true });
      appendFileSync(list, lines.join(''));
      lists.add(list);
      lines = [];
    },
    get count() {
      return count;
    },
    get reasons() {
      return [...byReason.values()].sort((a, b) => b.count - a.count);
    },
    get lists() {
      return [...lists];
    },
  };
}
