import type { Draft } from './draft.ts';
import type { Appended, JournalUnavailable } from './journal.ts';

/** A call of `append` that waits for its turn. */
export interface Waiting {
  readonly drafts: readonly Draft[];
  readonly position: { readonly source: string; readonly text: string } | null;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: JournalUnavailable) => void;
}

/** Entries in one group: bounds how long the event loop is busy with them (about 10 ms). */
const MOST_AT_ONCE = 2000;

/**
 * Calls in the order they were made. What came while a group was being written is the next group: at
 * most so many entries, or one call.
 */
export class GroupLine {
  #calls: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  push(call: Waiting): void {
    this.#calls.push(call);
  }

  take(): Waiting[] {
    let entries = 0;
    let calls = 0;
    for (const call of this.#calls) {
      entries += call.drafts.length;
      if (calls > 0 && entries > MOST_AT_ONCE) break;
      calls++;
    }
    return this.#calls.splice(0, calls);
  }
}
