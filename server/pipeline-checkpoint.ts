import { deserialize, serialize } from 'node:v8';
import type { FloorEvent } from '#schema/events/envelope.ts';
import type { ContactId, Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import { contactEventOf } from '#server/audit/contact-check.ts';
import { isClosed, withoutClosed } from '#server/floor/closed-contacts.ts';
import { openShelf, shelfBytes } from '#server/floor/contact-shelf.ts';
import { plainParts, putPlainParts, type PlainParts } from '#server/floor/plain-parts.ts';
import { canRecall, recallFrom, type Recall } from '#server/floor/recall.ts';
import { restContacts, type RestingShelf } from '#server/floor/resting-contacts.ts';
import type { ContactRecord, FloorState } from '#server/floor/state.ts';
import { awakeContact, awakeContacts } from '#server/floor/waking-collections.ts';
import type { Checkpoints, LoadedState } from '#server/journal/checkpoints.ts';
import type { Journal } from '#server/journal/journal.ts';
import type { World, WorldState } from './pipeline-world.ts';

/*
 * Checkpoints of a world. Contacts that are over are written once, as rows, when they come to rest;
 * every checkpoint holds what moves, and names the shelves of rows that it needs besides:
 *
 *   state 40,000   what moves then · shelves 36,000 38,000 40,000
 *   state 42,000   what moves then · shelves       38,000 40,000 42,000     (36,000: all forgotten)
 */

/** Entries between two checkpoints, at the least: folding them takes a fraction of a second. */
const LEAST_ENTRIES = 1_000;
/** Of a large state fewer are kept: so many of its bytes are worth an entry that is folded anew. */
const BYTES_AN_ENTRY = 750;
/** The newest one, which makes a restart short, is at most about this old; the next one takes its place. */
const NEWEST_AGE_MS = 15 * SECOND_MS;

/** What a checkpoint's own file holds. */
interface Saved {
  readonly world: WorldState;
  readonly plain: PlainParts;
  readonly shelves: readonly { readonly seq: number; readonly gone: readonly number[] }[];
}

/** Writes the checkpoints of one world that moves on. */
export interface Keeper {
  /**
   * Whether so much was folded since the last checkpoint that another one is worth its bytes; or, `now`
   * being any clock's time, so long ago that a restart would become long.
   */
  isDue(seq: number, now?: Instant): boolean;
  /**
   * The world as it is, `seq` being the last entry applied; one at a time. Rejects where the disk
   * refuses; the next one then writes what this one did not.
   */
  save(seq: number, now?: Instant): Promise<void>;
}

/** A world taken from a checkpoint, and the entry that it was folded up to. */
export interface Restored {
  readonly seq: number;
  /** How large the part is that moves. */
  readonly bytes: number;
  readonly state: WorldState;
  /** Its closed contacts; nearly all of them rest until they are asked for. */
  readonly shelves: readonly RestingShelf[];
}

/** The newest world that was kept of the time up to `seq`; null where there is none. */
export function restoreWorld(checkpoints: Checkpoints, upTo: number): Restored | null {
  const loaded = checkpoints.load(upTo);
  return loaded && open(loaded);
}

/** Has a floor find the events of closed contacts in its log. */
export function recallFromLog(floor: FloorState, journal: Pick<Journal, 'read'>): void {
  recallFrom(floor, recallOf(journal));
}

export function createKeeper(options: {
  readonly world: World;
  readonly checkpoints: Checkpoints;
  /** What the world was restored from; null where it was folded from the log's beginning. */
  readonly restored: Restored | null;
}): Keeper {
  const { world, checkpoints } = options;
  let shelves = options.restored?.shelves ?? [];
  let savedSeq = options.restored?.seq ?? 0;
  let savedBytes = options.restored?.bytes ?? 0;
  let savedAt = -Infinity;
  /** The newest that stays. */
  let keptSeq = savedSeq;

  /** Farther apart than this, a moment in between could not be opened at once. */
  const spacing = (): number => Math.max(LEAST_ENTRIES, savedBytes / BYTES_AN_ENTRY);

  return {
    isDue: (seq, now = -Infinity) =>
      seq - savedSeq >= spacing() ||
      (seq - savedSeq >= LEAST_ENTRIES && now - savedAt >= NEWEST_AGE_MS),
    async save(seq, now = -Infinity) {
      if (seq === savedSeq || seq === 0) return;
      const { floor } = world.state;
      const closed = new Set<ContactId>();
      const kept = shelves.flatMap((shelf) => {
        const gone = goneFrom(floor, shelf, closed);
        return gone.length === shelf.count ? [] : [{ shelf, gone }];
      });
      const fresh = freshlyClosed(floor, closed);
      for (const { id } of fresh) closed.add(id);
      if (fresh.length > 0) kept.push({ shelf: shelfOf(seq, fresh), gone: [] });
      const saved: Saved = {
        world: { ...world.state, floor: withoutClosed(floor, closed) },
        plain: plainParts(floor),
        shelves: kept.map(({ shelf, gone }) => ({ seq: shelf.seq, gone })),
      };
      const state = serialize(saved);
      const rows = fresh.length > 0 ? shelfBytes(fresh) : null;
      const before = savedSeq;
      savedSeq = seq;
      savedAt = now;
      savedBytes = state.byteLength;
      const uses = kept.map(({ shelf }) => shelf.seq);
      await checkpoints.save({ seq, state, rows, uses });
      if (before > keptSeq && seq - keptSeq < spacing()) checkpoints.drop(before);
      else keptSeq = before;
      // From here on the log and the shelf have them.
      shelves = kept.map(({ shelf }) => shelf);
      if (canRecall(floor)) for (const contact of fresh) contact.events = null;
    },
  };
}

/** Places of those that are no longer as they were written; adds the others to `closed`, but for those that rest. */
function goneFrom(floor: FloorState, shelf: RestingShelf, closed: Set<ContactId>): number[] {
  const gone: number[] = [];
  for (let place = 0; place < shelf.count; place += 1) {
    if (shelf.rests(place)) continue;
    const id = shelf.ids[place] ?? null;
    // One that was told of since is told anew with the next shelf.
    if (id !== null && awakeContact(floor, id)?.lastSeq === shelf.lastSeqs[place]) closed.add(id);
    else gone.push(place);
  }
  return gone;
}

function freshlyClosed(floor: FloorState, closed: ReadonlySet<ContactId>): ContactRecord[] {
  const fresh: ContactRecord[] = [];
  for (const contact of awakeContacts(floor))
    // Without a place in the log its events could not be found again.
    if (contact.firstSeq > 0 && !closed.has(contact.id) && isClosed(contact, floor.now))
      fresh.push(contact);
  return fresh;
}

/** What was awake when it was written stays so. */
function shelfOf(seq: number, contacts: readonly ContactRecord[]): RestingShelf {
  return {
    seq,
    count: contacts.length,
    rests: () => false,
    ids: contacts.map(({ id }) => id),
    lastSeqs: contacts.map(({ lastSeq }) => lastSeq),
  };
}

function open({ seq, state, rows }: LoadedState): Restored {
  const { world, plain, shelves } = deserialize(state) as Saved;
  putPlainParts(world.floor, plain);
  const rested = restContacts(
    world.floor,
    shelves.map(({ seq, gone }) => ({ seq, gone, shelf: openShelf(rows.get(seq)!) })),
  );
  return {
    seq,
    bytes: state.byteLength,
    state: { ...world, floor: rested.state },
    shelves: rested.shelves,
  };
}

function recallOf(journal: Pick<Journal, 'read'>): Recall {
  return ({ id, firstSeq, lastSeq }) => {
    const events: FloorEvent[] = [];
    for (const batch of journal.read({ after: firstSeq - 1, batch: 500 }))
      for (const { seq, entry } of batch) {
        if (seq > lastSeq) return events;
        const event = contactEventOf(entry);
        if (event?.data.contact === id) events.push(event);
      }
    return events;
  };
}
