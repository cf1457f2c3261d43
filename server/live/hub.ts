import type { Instant } from '#schema/ids.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';
import { createChangeRing } from './change-ring.ts';
import { isEmptyChange, mergeChanges, NO_CHANGE, type ChangeSet } from './change-set.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import type { HubUpdate } from './hub-update.ts';
import { createReader, type Reader } from './reader.ts';

/*
 * The hub keeps the newest state's changes under a cursor. It knows nothing of the floor.
 *
 *   publish ─► open set ─(at once, then at most one every minIntervalMs)─► ring ─► readers
 *
 * 1. A reader is only a position in the ring: a slow one is given one merged set, never a queue.
 * 2. Change sets hold names; whoever resolves an update reads the newest values. A value may
 *    therefore be newer than its cursor, never older.
 * 3. What was published before a reader's update was made is in that update or in a later one.
 */

export interface SubscribeOptions {
  /** The cursor of the last update that the reader has; absent on a first connect. */
  readonly after?: string | null;
}

export interface Hub {
  /** Where the feed is now. */
  readonly cursor: string;
  /** How many readers there are. */
  readonly readers: number;
  /** Tells of a change: at once after a quiet moment, else together with others. An empty one is nothing. */
  publish(change: ChangeSet, at: Instant): void;
  /**
   * First a snapshot, or with a known `after` one patch of all changes since; then patches.
   * A reader that falls behind the ring gets a snapshot with `recovered: false`.
   * The reader is let go by `return()`, at any time, as often as wanted.
   */
  subscribe(options?: SubscribeOptions): AsyncIterableIterator<HubUpdate>;
  /** Wakes `listener` in the very turn of every update, after all earlier ones; the answer lets it go. */
  attach(listener: HubListener): () => void;
  /** The number of the newest update: the place of whoever has everything. */
  readonly position: number;
  /** The place that a cursor names; `null` where it is none of this run. */
  placeOf(cursor: string): number | null;
  /** The newest update as it is told at `position`: a patch of all since, or a snapshot where that is unknown or `null`. */
  updateSince(position: number | null): HubUpdate;
  /** Ends every reader and the timer; idempotent. Later readers end at once. */
  close(): void;
}

/** Somebody who reads for many at once. */
export interface HubListener {
  /** For how many. */
  readonly readers: number;
  /** There is something new. */
  wake(): void;
  /** No more updates. */
  end(): void;
}

export interface HubOptions {
  readonly clock: Clock;
  /** Names this run of the server; different in every run. */
  readonly epoch: string;
  /** Shortest time between two updates; 100 ms unless said. */
  readonly minIntervalMs?: number;
  /** How many updates a reader may miss and still be given a patch; 1,200 (two minutes at ten a second) unless said. */
  readonly ringSize?: number;
}

export function createHub(options: HubOptions): Hub {
  const { clock, epoch, minIntervalMs = 100, ringSize = 1_200 } = options;
  const ring = createChangeRing(ringSize);
  const readers = new Set<Reader<HubUpdate>>();
  const listeners = new Set<HubListener>();
  let open: ChangeSet[] = [];
  let openAt: Instant = 0;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let timer: Timer | null = null;
  let flushIsQueued = false;
  let closed = false;

  return {
    get cursor() {
      return formatCursor({ epoch, seq: ring.head });
    },
    get readers() {
      let count = readers.size;
      for (const listener of listeners) count += listener.readers;
      return count;
    },
    get position() {
      return ring.head;
    },
    placeOf,
    updateSince,
    attach(listener) {
      if (closed) listener.end();
      else listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish(change, at) {
      if (closed || isEmptyChange(change)) return;
      open.push(change);
      openAt = at;
      // A burst between two updates is kept as one set: memory follows what changed, not how often.
      if (open.length >= 64) open = [mergeChanges(open)];
      schedule();
    },
    subscribe({ after = null } = {}) {
      const reader = createReader({ next, onEnd: () => readers.delete(reader) });
      let position = after === null ? null : placeOf(after);
      let isFirst = true;
      if (closed) reader.end();
      else readers.add(reader);
      return reader.updates;

      /** The next update for this reader, or null while it has everything. */
      function next(): HubUpdate | null {
        const first = isFirst;
        if (!first && position === ring.head) return null;
        isFirst = false;
        const update = updateSince(position);
        position = ring.head;
        const recovered = update.recovered || (first && after === null);
        return { ...update, recovered, first };
      }
    },
    close() {
      closed = true;
      timer?.cancel();
      timer = null;
      for (const reader of [...readers]) reader.end();
      for (const listener of [...listeners]) listener.end();
      listeners.clear();
    },
  };

  function placeOf(cursor: string): number | null {
    const known = parseCursor(cursor);
    return known?.epoch === epoch && known.seq <= ring.head ? known.seq : null;
  }

  function updateSince(position: number | null): HubUpdate {
    const change = position === null ? null : ring.since(position);
    const common = { cursor: formatCursor({ epoch, seq: ring.head }), at: openAt, first: false };
    return change
      ? { ...common, kind: 'patch', recovered: true, change }
      : { ...common, kind: 'snapshot', recovered: false, change: NO_CHANGE };
  }

  function schedule(): void {
    if (timer || flushIsQueued) return;
    // Never longer than the interval, even where the machine's clock was set back.
    const dueInMs = Math.min(minIntervalMs, flushedAt + minIntervalMs - clock.now());
    if (dueInMs > 0) {
      timer = clock.after(dueInMs, () => {
        timer = null;
        flush();
      });
      return;
    }
    flushIsQueued = true;
    // All that happens in the same turn goes out together.
    queueMicrotask(() => {
      flushIsQueued = false;
      flush();
    });
  }

  function flush(): void {
    if (closed || open.length === 0) return;
    flushedAt = clock.now();
    ring.push(mergeChanges(open));
    open = [];
    for (const reader of [...readers]) reader.wake();
    for (const listener of [...listeners]) listener.wake();
  }
}
