import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { IdRun, IdRunDamaged, type Stretch } from './id-run.ts';
import { merged, writeIdRun } from './id-run-writer.ts';
import { IdTable } from './id-table.ts';
import { scanSegment } from './scan.ts';
import type { Segments } from './segments.ts';

/*
 * Which ids the log holds. The newest are in a table in memory; when enough of them lie in segments
 * that will not change any more, they become a run: a sorted file of which only a filter stays in
 * memory. Eight runs of about one size become one, so that a year of ids is a score of files. All of
 * it is derived: what is missing or damaged is made again out of the log.
 */

export interface IdIndexOptions {
  readonly disk: Disk;
  readonly folder: string;
  readonly segments: Segments;
  /** Ids of the newest segment. */
  readonly newest: IdTable;
  /** Ids from which on a run is worth its file; default 32,768. */
  readonly leastInRun?: number;
}

const LEAST_IN_RUN = 32_768;
const MERGED_AT_ONCE = 8;

interface Frozen extends Stretch {
  readonly table: IdTable;
}

export class IdIndex {
  readonly #options: IdIndexOptions;
  readonly #leastInRun: number;
  #runs: IdRun[] = [];
  /** On their way to a run. */
  #frozen: Frozen[] = [];
  #table: IdTable;
  /** The first number whose id is in the table. */
  #tableFrom: number;

  /** Throws the disk's error where the log cannot be read. */
  constructor(options: IdIndexOptions) {
    this.#options = options;
    this.#leastInRun = options.leastInRun ?? LEAST_IN_RUN;
    const { segments, newest } = options;
    this.#runs = this.#openRuns();
    this.#tableFrom = (this.#runs.at(-1)?.to ?? 0) + 1;
    this.#table = newest;
    const sealed = { from: this.#tableFrom, to: (segments.newest?.firstSeq ?? 1) - 1 };
    const table = new IdTable();
    this.#fill(table, sealed);
    if (table.size < this.#leastInRun) table.copyTo(newest);
    else {
      this.#frozen.push({ ...sealed, table });
      this.#tableFrom = sealed.to + 1;
    }
  }

  /** Whether an entry of this hash is known for which `isSame` holds. */
  isKnown(hash: number, isSame: (seq: number) => boolean): boolean {
    if (this.#table.some(hash, isSame)) return true;
    for (const { table } of this.#frozen) if (table.some(hash, isSame)) return true;
    for (let at = this.#runs.length - 1; at >= 0; at--) {
      const run = this.#runs[at]!;
      try {
        if (run.some(hash, isSame)) return true;
      } catch (error) {
        if (!(error instanceof IdRunDamaged)) throw error;
        if (this.#again(run).table.some(hash, isSame)) return true;
      }
    }
    return false;
  }

  add(hash: number, seq: number): void {
    this.#table.add(hash, seq);
  }

  /** All numbers up to `lastSeq` lie in segments that will not change any more. */
  sealed(lastSeq: number): void {
    if (this.#table.size < this.#leastInRun || lastSeq < this.#tableFrom) return;
    this.#frozen.push({ from: this.#tableFrom, to: lastSeq, table: this.#table });
    this.#tableFrom = lastSeq + 1;
    this.#table = new IdTable();
  }

  /** Writes what waits to become a run, and merges runs. Rejects with the disk's error. */
  async tidy(firstKept: number): Promise<void> {
    await this.#removeStrangers();
    for (let frozen = this.#frozen[0]; frozen; frozen = this.#frozen[0]) {
      const { table, from, to } = frozen;
      const { hashes, seqs } = table.sorted();
      await this.#write({ from, to }, pairsOf(hashes, seqs), table.size);
      this.#frozen = this.#frozen.filter((one) => one !== frozen);
    }
    await this.#forgetBefore(firstKept);
    for (let runs = this.#alike(); runs.length > 0; runs = this.#alike()) {
      const stretch = { from: runs[0]!.from, to: runs.at(-1)!.to };
      const count = runs.reduce((sum, run) => sum + run.count, 0);
      try {
        await this.#write(stretch, merged(runs, firstKept), count);
      } catch (error) {
        if (!(error instanceof IdRunDamaged)) throw error;
        for (const run of runs) this.#again(run);
        return;
      }
    }
  }

  close(): void {
    for (const run of this.#runs) run.close();
  }

  /** Files that are no run, or were not believed. */
  async #removeStrangers(): Promise<void> {
    const { disk, folder } = this.#options;
    for (const name of disk.list(folder)) {
      const path = join(folder, name);
      if (!this.#runs.some((run) => run.path === path)) await disk.unlink(path);
    }
  }

  async #forgetBefore(firstKept: number): Promise<void> {
    for (const run of this.#runs.filter(({ to }) => to < firstKept)) await this.#remove(run);
  }

  async #write(
    stretch: Stretch,
    ids: Iterable<readonly [number, number]>,
    atMost: number,
  ): Promise<void> {
    const { disk, folder, segments } = this.#options;
    const { seed } = segments;
    const path = join(folder, `${stretch.from}-${stretch.to}.ids`);
    await writeIdRun({ disk, path, seed, stretch, atMost }, ids);
    const run = new IdRun(disk, path, seed);
    const replaced = this.#runs.filter((one) => one.from >= run.from && one.to <= run.to);
    this.#runs = [...this.#runs.filter((one) => !replaced.includes(one)), run];
    this.#runs.sort((a, b) => a.from - b.from);
    for (const one of replaced) {
      one.close();
      if (one.path !== path) await disk.unlink(one.path);
    }
  }

  async #remove(run: IdRun): Promise<void> {
    this.#runs = this.#runs.filter((one) => one !== run);
    run.close();
    await this.#options.disk.unlink(run.path);
  }

  /** The newest runs of about one size, where there are enough of them to become one. */
  #alike(): IdRun[] {
    const sizeOf = (run: IdRun): number =>
      Math.max(0, Math.floor(Math.log2(run.count / this.#leastInRun) / 3));
    const last = this.#runs.at(-1);
    if (!last) return [];
    const from = this.#runs.findLastIndex((run) => sizeOf(run) !== sizeOf(last)) + 1;
    const alike = this.#runs.slice(from);
    return alike.length >= MERGED_AT_ONCE ? alike : [];
  }

  /** A damaged run is made again out of the log. */
  #again(run: IdRun): Frozen {
    const again: Frozen = { from: run.from, to: run.to, table: new IdTable() };
    this.#fill(again.table, run);
    this.#runs = this.#runs.filter((one) => one !== run);
    this.#frozen.push(again);
    run.close();
    return again;
  }

  #fill(table: IdTable, { from, to }: Stretch): void {
    const { segments } = this.#options;
    for (const segment of segments.list) {
      if (segment.index.lastSeq < from || segment.firstSeq > to) continue;
      scanSegment({
        file: segments.file(segment),
        seed: segments.seed,
        firstSeq: segment.firstSeq,
        to: segment.end,
        acknowledgedTo: Infinity,
        onId: (hash, seq) => {
          if (seq >= from && seq <= to) table.add(hash, seq);
        },
      });
    }
  }

  /** Runs that cover the log from its beginning on without a hole; behind a hole none is believed. */
  #openRuns(): IdRun[] {
    const { disk, folder, segments } = this.#options;
    const firstSeq = segments.list[0]?.firstSeq ?? 1;
    const lastSealed = (segments.newest?.firstSeq ?? 1) - 1;
    const kept: IdRun[] = [];
    for (const { name, from } of runNames(disk.list(folder))) {
      const next = (kept.at(-1)?.to ?? from - 1) + 1;
      if (from !== next || (kept.length === 0 && from > firstSeq)) continue;
      try {
        const run = new IdRun(disk, join(folder, name), segments.seed);
        if (run.from === from && run.to <= lastSealed) kept.push(run);
        else run.close();
      } catch (error) {
        if (!(error instanceof IdRunDamaged)) throw error;
      }
    }
    return kept;
  }
}

function runNames(names: readonly string[]): { name: string; from: number; to: number }[] {
  return names
    .flatMap((name) => {
      const found = /^(\d+)-(\d+)\.ids$/.exec(name);
      return found ? { name, from: Number(found[1]), to: Number(found[2]) } : [];
    })
    .toSorted((a, b) => a.from - b.from || b.to - a.to);
}

function* pairsOf(hashes: Float64Array, seqs: Float64Array): Iterable<[number, number]> {
  for (let index = 0; index < hashes.length; index++) yield [hashes[index]!, seqs[index]!];
}
