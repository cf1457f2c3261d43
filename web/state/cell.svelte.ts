import { untrack } from 'svelte';
import { isAlike } from './alike.ts';

/** One thing of the floor, whole. Replacing its value redraws only what reads this cell. */
export class Cell<T> {
  value: T = $state.raw() as T;

  constructor(value: T) {
    this.value = value;
  }
}

/** Things by id, each in a cell of its own; `ids` changes only when one comes or goes. */
export class CellMap<T extends { readonly id: string }> {
  ids: readonly string[] = $state.raw([]);
  /** Another number whenever one comes, goes, or has another place than before: then a list is sorted anew. */
  arrangement: number = $state(0);
  #cells = new Map<string, Cell<T>>();
  #isMoved: (before: T, after: T) => boolean;

  /** `isMoved`: whether a thing belongs to another place in lists now; never, unless said. */
  constructor(isMoved: (before: T, after: T) => boolean = () => false) {
    this.#isMoved = isMoved;
  }

  /** The cell of an id that is in `ids`; undefined for any other, and asked again when `ids` changes. */
  get(id: string): Cell<T> | undefined {
    void this.ids;
    return this.#cells.get(id);
  }

  /** Everything, in the order of `ids`. Reading it depends on all cells. */
  values(): T[] {
    return this.ids.flatMap((id) => this.#cells.get(id)?.value ?? []);
  }

  /** Takes what changed and drops what is gone; with `replace`, drops whatever is not named. */
  apply(changed: readonly T[], removed: readonly string[], replace: boolean): void {
    const before = this.#cells.size;
    let members = false;
    let moved = false;
    if (replace) {
      const named = new Set(changed.map((thing) => thing.id));
      for (const id of this.#cells.keys()) if (!named.has(id)) this.#cells.delete(id);
    }
    for (const id of removed) this.#cells.delete(id);
    if (this.#cells.size !== before) members = true;
    for (const thing of changed) {
      const cell = this.#cells.get(thing.id);
      if (cell) {
        const known = untrack(() => cell.value);
        // Told again without a change, as a queue is for an agent of it who only rings elsewhere: wakes nobody.
        if (isAlike(known, thing)) continue;
        moved ||= this.#isMoved(known, thing);
        cell.value = thing;
      } else {
        this.#cells.set(thing.id, new Cell(thing));
        members = true;
      }
    }
    if (members) this.ids = [...this.#cells.keys()];
    if (members || moved) this.arrangement = untrack(() => this.arrangement) + 1;
  }
}
