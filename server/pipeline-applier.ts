import type { Instant } from '#schema/ids.ts';
import type { Stored } from '#server/journal/journal.ts';
import { applyStored, createWorldChange, type World, type WorldChange } from './pipeline-world.ts';

/*
 * Between the log and the floor. What was written together is folded together, in the log's order, and
 * told once; a long row is folded in slices with a turn of the event loop between them:
 *
 *   written ─┐
 *   written ─┼─► row ─► slice ─ turn ─ slice ─ turn ─ … each written group is told of its end
 *   written ─┘
 */

/** When live events that were written together passed the stations up to the disk. */
export interface Way {
  /** Time of the newest of them, by its source's word. */
  readonly eventAt: Instant;
  readonly acceptedAt: Instant;
  /** All of them were on disk. */
  readonly durableAt: Instant;
  /** Events; duplicates are none. */
  readonly count: number;
}

/** Folds what is on disk into the world. */
export interface Applier {
  /** Entries that are on disk, in the log's order. Resolves when the world has them all; rejects with the fold's error. */
  apply(stored: readonly Stored[], way: Way | null): Promise<void>;
  /** The newest entry that was applied. */
  readonly appliedSeq: number;
}

export interface ApplierOptions {
  readonly world: World;
  readonly appliedSeq: number;
  /** What a slice has changed, to be told to whoever shows it, and the way of the newest events in it. */
  onChange(change: WorldChange, way: Way | null): void;
}

/** Entries in one turn of the event loop: some milliseconds at most. */
const SLICE = 200;

interface Group {
  readonly stored: readonly Stored[];
  readonly way: Way | null;
  /** Entries of it that are applied. */
  done: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function createApplier(options: ApplierOptions): Applier {
  const { world, onChange } = options;
  let appliedSeq = options.appliedSeq;
  const row: Group[] = [];
  let isRunning = false;

  return {
    apply: (stored, way) =>
      new Promise((resolve, reject) => {
        row.push({ stored, way, done: 0, resolve, reject });
        if (isRunning) return;
        isRunning = true;
        // All that the log answers in one turn is one pass.
        queueMicrotask(applySlice);
      }),
    get appliedSeq() {
      return appliedSeq;
    },
  };

  function applySlice(): void {
    const change = createWorldChange();
    const ended: (() => void)[] = [];
    let newest: Way | null = null;
    let left = SLICE;
    while (left > 0 && row.length > 0) {
      const group = row[0]!;
      const end = Math.min(group.stored.length, group.done + left);
      left -= end - group.done;
      newest = group.way ?? newest;
      try {
        applyUpTo(group, end, change);
        if (end < group.stored.length) continue;
        ended.push(group.resolve);
      } catch (error) {
        ended.push(() => group.reject(error));
      }
      row.shift();
    }
    onChange(change, newest);
    isRunning = row.length > 0;
    if (isRunning) setImmediate(applySlice);
    for (const end of ended) end();
  }

  function applyUpTo(group: Group, end: number, change: WorldChange): void {
    for (; group.done < end; group.done += 1) {
      const stored = group.stored[group.done]!;
      applyStored(world, stored, change);
      appliedSeq = stored.seq;
    }
  }
}
