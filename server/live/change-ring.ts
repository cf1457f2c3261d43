import { mergeChanges, NO_CHANGE, type ChangeSet } from './change-set.ts';

/** The last `size` change sets under consecutive numbers; older ones are forgotten. */
export interface ChangeRing {
  /** The number of the newest change set; 0 while there is none. */
  readonly head: number;
  /** Keeps `change` under the next number and returns that number. */
  push(change: ChangeSet): number;
  /** All that changed after number `seq`, as one set; `null` where that is no longer known. */
  since(seq: number): ChangeSet | null;
}

export function createChangeRing(size: number): ChangeRing {
  if (!Number.isInteger(size) || size < 1) {
    throw new Error(`ring size is expected to be a whole number from 1, but got ${size}`);
  }
  const slots = new Array<ChangeSet | undefined>(size);
  let head = 0;
  return {
    get head() {
      return head;
    },
    push(change) {
      head += 1;
      slots[head % size] = change;
      return head;
    },
    since(seq) {
      if (seq > head || seq < head - size) return null;
      if (seq === head) return NO_CHANGE;
      // The usual case, for every reader that keeps up: nothing to merge, nothing to copy.
      if (seq === head - 1) return slots[head % size]!;
      return mergeChanges(between(seq + 1, head));
    },
  };

  function* between(first: number, last: number): Generator<ChangeSet> {
    for (let seq = first; seq <= last; seq += 1) yield slots[seq % size]!;
  }
}
