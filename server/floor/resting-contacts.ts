import type { ContactId, Instant } from '#schema/ids.ts';
import { putClosed } from './closed-contacts.ts';
import { hashOf, type OpenShelf } from './contact-shelf.ts';
import { expectLaterCounting } from './lazy-counting.ts';
import type { ContactRecord, FloorState } from './state.ts';
import { wakingState, type Resting } from './waking-collections.ts';

/*
 * Closed contacts after a restart. Nothing that moves needs them, so they stay in the bytes that they
 * were written to until somebody asks for them, or their turn has come:
 *
 *   shelves   |-------|-----------|--|---|      oldest to newest
 *   rows       0 1 2 3 4 5 6 …                  numbered through
 *   awake      . . x . . . . . x . . . x x      put into the state
 *
 * Invariant: a floor answers everything as if none rested. Waking is always right, whoever is woken
 * and whenever; it changes no number.
 */

/** A shelf of which not all have to be awake. Of every list the same place is the same contact. */
export interface RestingShelf {
  /** The checkpoint that it was written with. */
  readonly seq: number;
  readonly count: number;
  /** Whether the contact of that place still rests. */
  rests(place: number): boolean;
  /** Of those that were woken; null for one that rests, or was on the shelf no longer. */
  readonly ids: readonly (ContactId | null)[];
  /** Where each of those was told last. */
  readonly lastSeqs: readonly number[];
}

/** A floor whose closed contacts rest. */
export interface RestedFloor {
  readonly state: FloorState;
  readonly shelves: readonly RestingShelf[];
}

/** What a checkpoint says of one of its shelves. */
export interface ShelfToRest {
  readonly seq: number;
  readonly shelf: OpenShelf;
  /** Places of those that are no longer as they were written. */
  readonly gone: readonly number[];
}

/** Floors with contacts at rest. */
const RESTING = new WeakMap<FloorState, RestingContacts>();

/** Puts the shelves beside the state that their contacts were taken out of; the state is this floor's from then on. */
export function restContacts(moving: FloorState, shelves: readonly ShelfToRest[]): RestedFloor {
  const resting = new RestingContacts(shelves);
  const state = wakingState(moving, resting);
  expectLaterCounting(state);
  resting.begin(state);
  RESTING.set(state, resting);
  return { state, shelves: resting.shelves };
}

/** Wakes about so many of those that rest, the newest first. False where none was left. */
export function wakeSome(state: FloorState, most: number): boolean {
  return RESTING.get(state)?.wakeSome(most) ?? false;
}

interface Shelf extends RestingShelf {
  /** Null once all are awake. */
  contacts: OpenShelf | null;
  /** Number of its first row. */
  readonly firstRow: number;
  readonly ids: (ContactId | null)[];
  readonly lastSeqs: number[];
  /** How many of it rest. */
  left: number;
  /** Everything told of its contacts lies between these. */
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

class RestingContacts implements Resting {
  readonly shelves: readonly Shelf[];
  /** 1 where the row rests. */
  readonly #rests: Uint8Array;
  #byContact: Chains | null;
  #byCustomer: Chains | null;
  #state: FloorState | null = null;
  #count = 0;

  constructor(shelves: readonly ShelfToRest[]) {
    let rows = 0;
    this.shelves = shelves.map(({ seq, shelf, gone }): Shelf => {
      const firstRow = rows;
      const { count } = shelf;
      rows += count;
      return {
        seq,
        count,
        firstRow,
        contacts: shelf,
        rests: (place) => this.#rests[firstRow + place] === 1,
        ids: new Array<null>(count).fill(null),
        lastSeqs: new Array<number>(count).fill(0),
        left: count - gone.length,
        firstAt: shelf.firstAt.reduce((a, b) => Math.min(a, b), Infinity),
        lastAt: shelf.lastAt.reduce((a, b) => Math.max(a, b), -Infinity),
      };
    });
    this.#rests = new Uint8Array(rows).fill(1);
    shelves.forEach(({ gone }, index) => {
      for (const place of gone) this.#rests[this.shelves[index]!.firstRow + place] = 0;
    });
    this.#count = this.shelves.reduce((sum, { left }) => sum + left, 0);
    this.#byContact = new Chains(shelves.map(({ shelf }) => shelf.ids));
    this.#byCustomer = new Chains(shelves.map(({ shelf }) => shelf.customers));
  }

  /** The state is whole from here on. Those that keep an agent busy are part of what moves. */
  begin(state: FloorState): void {
    this.#state = state;
    const rows = this.shelves.flatMap(({ firstRow, contacts }) =>
      contacts!.busy.map((place) => firstRow + place),
    );
    this.#wake(rows);
  }

  get count(): number {
    return this.#count;
  }

  wakeAll(): void {
    if (this.#count > 0) this.#wake(this.#rows(() => true));
  }

  wakeContact(id: ContactId): void {
    this.#wake(this.#byContact?.rows(hashOf(id)) ?? []);
  }

  wakeCustomer(customer: string): void {
    this.#wake(this.#byCustomer?.rows(hashOf(customer)) ?? []);
  }

  wakeWithin(after: Instant, before: Instant): void {
    if (this.#count === 0) return;
    const isWithin = (first: Instant, last: Instant): boolean => last > after && first < before;
    this.#wake(
      this.#rows(
        ({ firstAt, lastAt }) => isWithin(firstAt, lastAt),
        ({ firstAt, lastAt }, place) => isWithin(firstAt[place]!, lastAt[place]!),
      ),
    );
  }

  wakeSome(most: number): boolean {
    const rows: number[] = [];
    for (const { left, count, firstRow } of this.shelves.toReversed())
      if (left > 0)
        for (let place = count - 1; place >= 0 && rows.length < most; place -= 1)
          if (this.#rests[firstRow + place] === 1) rows.push(firstRow + place);
    this.#wake(rows);
    return rows.length > 0;
  }

  /** Rows that rest on shelves that are asked for. */
  #rows(
    isAsked: (shelf: Shelf) => boolean,
    isRowAsked: (contacts: OpenShelf, place: number) => boolean = () => true,
  ): number[] {
    const rows: number[] = [];
    for (const shelf of this.shelves) {
      const { contacts, firstRow, count } = shelf;
      if (!contacts || !isAsked(shelf)) continue;
      for (let place = 0; place < count; place += 1)
        if (this.#rests[firstRow + place] === 1 && isRowAsked(contacts, place))
          rows.push(firstRow + place);
    }
    return rows;
  }

  #wake(rows: readonly number[]): void {
    const woken: ContactRecord[] = [];
    for (const row of rows) if (this.#rests[row] === 1) woken.push(this.#take(row));
    if (woken.length === 0) return;
    if (this.#count === 0) {
      this.#byContact = null;
      this.#byCustomer = null;
    }
    putClosed(this.#state!, woken);
  }

  #take(row: number): ContactRecord {
    const shelf = this.#shelfOf(row);
    const place = row - shelf.firstRow;
    const contact = shelf.contacts!.contact(place);
    this.#rests[row] = 0;
    this.#count -= 1;
    shelf.left -= 1;
    shelf.ids[place] = contact.id;
    shelf.lastSeqs[place] = contact.lastSeq;
    if (shelf.left === 0) shelf.contacts = null;
    return contact;
  }

  #shelfOf(row: number): Shelf {
    let low = 0;
    let high = this.shelves.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.shelves[middle]!.firstRow <= row) low = middle;
      else high = middle - 1;
    }
    return this.shelves[low]!;
  }
}

/** Rows by a hash, those of one remainder linked: built in a moment for a day of contacts. */
class Chains {
  readonly #hashes: Uint32Array;
  /** The first row of each remainder, and the one after each row; -1 for none. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;

  /** Hashes of all rows in order; those of hash 0 are not asked for. */
  constructor(columns: readonly Uint32Array[]) {
    const count = columns.reduce((sum, { length }) => sum + length, 0);
    this.#hashes = new Uint32Array(count);
    let from = 0;
    for (const column of columns) {
      this.#hashes.set(column, from);
      from += column.length;
    }
    const places = 2 ** Math.ceil(Math.log2(Math.max(2, count)));
    this.#first = new Int32Array(places).fill(-1);
    this.#next = new Int32Array(count).fill(-1);
    for (let row = 0; row < count; row += 1) {
      const hash = this.#hashes[row]!;
      if (hash === 0) continue;
      const place = hash & (places - 1);
      this.#next[row] = this.#first[place]!;
      this.#first[place] = row;
    }
  }

  rows(hash: number): number[] {
    const rows: number[] = [];
    const start = this.#first[hash & (this.#first.length - 1)]!;
    for (let row = start; row >= 0; row = this.#next[row]!)
      if (this.#hashes[row] === hash) rows.push(row);
    return rows.toReversed();
  }
}
