import type { Instant } from '#schema/ids.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import type { HistoryFile } from './history-file.ts';
import type { Step } from './steps.ts';

/** A stretch `[start, until)` in which a floor was there to count. */
export interface Stretch {
  readonly start: Instant;
  readonly until: Instant;
}

/** Of whose time: the floor's own, or an import's. */
export const FLOOR_ITSELF = 'floor';

/** Which stretches of time were counted at all: without them a quiet night and no night look alike. */
export class Kept {
  readonly #file: HistoryFile;
  #stretches: (Stretch & { readonly origin: string })[];
  /** The floor's own stretch that still grows; null before it has a time. */
  #growing: { start: Instant; until: Instant } | null = null;

  constructor(file: HistoryFile) {
    this.#file = file;
    this.#stretches = this.#read();
  }

  /** The floor's clock has come to `until` without a gap since `start`. */
  grow(start: Instant, until: Instant): void {
    this.#growing ??= { start, until };
    this.#growing.until = Math.max(this.#growing.until, until);
  }

  /** Writes a stretch, within the transaction under way. */
  save(origin: string, { start, until }: Stretch): void {
    if (until <= start) return;
    const known = this.#file.database
      .prepare('SELECT start, until FROM kept WHERE origin = ? AND until >= ? AND start <= ?')
      .all(origin, start, until) as Stretch[];
    const from = Math.min(start, ...known.map((each) => each.start));
    const to = Math.max(until, ...known.map((each) => each.until));
    for (const each of known)
      this.#file.database
        .prepare('DELETE FROM kept WHERE origin = ? AND start = ?')
        .run(origin, each.start);
    this.#file.database.prepare('INSERT INTO kept VALUES (?, ?, ?)').run(origin, from, to);
    this.#stretches = this.#read();
  }

  /** Nothing before `at` is kept any more; within the transaction under way. */
  dropBefore(at: Instant): void {
    const { database } = this.#file;
    database.prepare('DELETE FROM kept WHERE until <= ?').run(at);
    database.prepare('UPDATE kept SET start = ? WHERE start < ?').run(at, at);
    this.#stretches = this.#read();
    if (this.#growing) this.#growing.start = Math.max(this.#growing.start, at);
  }

  /** The start of the first interval kept; null while there is none. */
  get from(): Instant | null {
    const starts = this.#all().map(({ start }) => start);
    return starts.length > 0 ? Math.min(...starts) : null;
  }

  /** The floor's own first quarter that is kept; null while there is none. */
  ownFrom(): Instant | null {
    const own = this.#stretches.filter(({ origin }) => origin === FLOOR_ITSELF);
    const starts = [...own, ...(this.#growing ? [this.#growing] : [])].map(({ start }) => start);
    return starts.length > 0 ? Math.min(...starts) : null;
  }

  /** For each step, how long of it was counted, in ms, and the last quarter hour of it that was; -1 for none. */
  over(steps: readonly Step[]): { readonly covered: Float64Array; readonly last: Float64Array } {
    const covered = new Float64Array(steps.length);
    const last = new Float64Array(steps.length).fill(-1);
    for (const { start, until } of merged(this.#all())) {
      let step = firstEndingAfter(steps, start);
      for (; step < steps.length && steps[step]!.startAt < until; step += 1) {
        const { startAt, endAt } = steps[step]!;
        const to = Math.min(endAt, until);
        covered[step]! += to - Math.max(startAt, start);
        last[step] = Math.max(last[step]!, Math.ceil(to / QUARTER_MS - 1) * QUARTER_MS);
      }
    }
    return { covered, last };
  }

  #read(): (Stretch & { readonly origin: string })[] {
    const rows = this.#file.database.prepare('SELECT origin, start, until FROM kept').all();
    return rows as (Stretch & { origin: string })[];
  }

  #all(): readonly Stretch[] {
    return this.#growing ? [...this.#stretches, this.#growing] : this.#stretches;
  }
}

function firstEndingAfter(steps: readonly Step[], at: Instant): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.endAt <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merged(stretches: readonly Stretch[]): Stretch[] {
  const apart: { start: Instant; until: Instant }[] = [];
  for (const { start, until } of [...stretches].sort((a, b) => a.start - b.start)) {
    const before = apart.at(-1);
    if (before && start <= before.until) before.until = Math.max(before.until, until);
    else apart.push({ start, until });
  }
  return apart;
}
