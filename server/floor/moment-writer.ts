import type { Instant } from '#schema/ids.ts';
import { isSamePairs } from './counts.ts';
import type { Moment } from './state.ts';

/** What is counted anew: what no longer counts, and what counts newly. */
export interface Recounted {
  readonly before: readonly Moment[];
  readonly after: readonly Moment[];
}

const NOTHING: readonly Moment[] = [];

/**
 * Takes down what something counts for, over what it counted before: a moment that is as it was stays
 * the very same object, so only what changed is made and counted anew.
 */
export class MomentWriter {
  #known: readonly Moment[] = NOTHING;
  /** Of the known ones: those not found again yet, from where the first one differed on. */
  #left: Moment[] | null = null;
  #moments: Moment[] = [];
  #after: Moment[] | null = null;
  #at: Instant = 0;
  #waitMs: number | undefined;
  /** Of the moment under way; many are taken down and few are kept, so the list is one for all. */
  readonly #pairs: number[] = [];
  #length = 0;

  /** Begins the list, over what was known. */
  begin(known: readonly Moment[]): void {
    this.#known = known;
    this.#left = null;
    this.#moments = [];
    this.#after = null;
  }

  /** Begins a moment. `waitMs`: the wait that ended with it. */
  at(at: Instant, waitMs?: number): void {
    this.#at = at;
    this.#waitMs = waitMs;
    this.#length = 0;
  }

  /** The moment adds so much to the counter in that slot (SLOT). */
  add(slot: number, amount: number): void {
    this.#pairs[this.#length] = slot;
    this.#pairs[this.#length + 1] = amount;
    this.#length += 2;
  }

  /** Ends the moment. */
  end(): void {
    const place = this.#moments.length;
    if (this.#left === null) {
      const there = place < this.#known.length ? this.#known[place]! : null;
      if (there !== null && this.#is(there)) {
        this.#moments.push(there);
        return;
      }
      this.#left = this.#known.slice(place);
    }
    // Nearly always the same stands in the same place, and only the end is new.
    for (let index = 0; index < this.#left.length; index += 1) {
      const there = this.#left[index]!;
      if (!this.#is(there)) continue;
      this.#left.splice(index, 1);
      this.#moments.push(there);
      return;
    }
    const counts = this.#pairs.slice(0, this.#length);
    const moment = { at: this.#at, counts, waitMs: this.#waitMs };
    this.#moments.push(moment);
    (this.#after ??= []).push(moment);
  }

  /** The whole list. */
  get moments(): readonly Moment[] {
    return this.#moments;
  }

  /** What no longer counts. */
  get before(): readonly Moment[] {
    if (this.#left !== null) return this.#left;
    const { length } = this.#moments;
    return length === this.#known.length ? NOTHING : this.#known.slice(length);
  }

  /** What counts newly. */
  get after(): readonly Moment[] {
    return this.#after ?? NOTHING;
  }

  #is({ at, waitMs, counts }: Moment): boolean {
    return (
      at === this.#at && waitMs === this.#waitMs && isSamePairs(counts, this.#pairs, this.#length)
    );
  }
}
