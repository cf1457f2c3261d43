import type { Checkpoints } from '#server/journal/checkpoints.ts';

/** Checkpoints without a disk, for tests: the same promises as the real ones, but for surviving the process. */
export function memoryCheckpoints(): Checkpoints {
  const states = new Map<number, { state: Uint8Array; uses: readonly number[] }>();
  const rows = new Map<number, Uint8Array>();
  const sorted = (): number[] => [...states.keys()].sort((a, b) => a - b);
  return {
    async save(saved) {
      if (saved.rows) rows.set(saved.seq, saved.rows);
      states.set(saved.seq, { state: saved.state, uses: saved.uses });
    },
    load(upTo) {
      const seq = sorted().findLast((each) => each <= upTo);
      if (seq === undefined) return null;
      const { state, uses } = states.get(seq)!;
      return { seq, state, rows: new Map(uses.map((used) => [used, rows.get(used)!])) };
    },
    get seqs() {
      return sorted();
    },
    drop: (seq) => void states.delete(seq),
    dropAfter(last) {
      for (const seq of sorted()) if (seq > last) states.delete(seq);
    },
    dropBefore(first) {
      for (const seq of sorted().slice(0, -1)) if (seq < first) states.delete(seq);
    },
  };
}
