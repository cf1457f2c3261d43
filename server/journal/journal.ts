import type { Instant, SourceId } from '#schema/ids.ts';

/**
 * One entry of the log, as it was decided before it was written. `floorAt` is the floor's clock at
 * acceptance: the fold first moves its clock there, then applies the entry.
 */
export type Entry =
  | {
      readonly kind: 'event';
      readonly floorAt: Instant;
      readonly source: SourceId;
      readonly id: string;
      readonly type: string;
      readonly at: Instant;
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** The floor's clock reached `floorAt`; nothing else happened. */
  | { readonly kind: 'tick'; readonly floorAt: Instant }
  /** A person or the server itself did something: acknowledged an alert, raised one. */
  | {
      readonly kind: 'command';
      readonly floorAt: Instant;
      /** Unique for ever among commands; sent twice, it counts once. */
      readonly id: string;
      readonly type: string;
      readonly data: Readonly<Record<string, unknown>>;
    };

/** An entry on disk; `seq` counts from 1 without gaps that matter. */
export interface Stored {
  readonly seq: number;
  readonly entry: Entry;
}

/** Where a connector was when the batch was written. */
export interface PositionUpdate {
  readonly source: SourceId;
  readonly position: unknown;
}

/** What became of a batch: the entries that are new, in order, with their numbers; the rest were there before. */
export interface Appended {
  readonly stored: readonly Stored[];
  /** Indices, into the batch, of entries whose `(source, id)` was already known. */
  readonly duplicates: readonly number[];
}

/** Thrown by `append` when the disk refuses (full, failing, closed). Nothing of the batch was kept. */
export class JournalUnavailable extends Error {
  override readonly name = 'JournalUnavailable';
}

/**
 * The one ordered, durable log. Contract suite: test/contract/journal.ts; every implementation runs it.
 * `append` resolves only when the batch is on disk (fsync), in order of the calls; calls that
 * arrive while a write is under way share the next one (group commit). `(source, id)` counts once for ever.
 */
export interface Journal {
  append(entries: readonly Entry[], position?: PositionUpdate): Promise<Appended>;
  /** Entries with `seq > after`, in order, in batches; only what is on disk. */
  read(options?: { after?: number; batch?: number }): Iterable<readonly Stored[]>;
  /** Number of the newest entry on disk; 0 when empty. */
  readonly lastSeq: number;
  /** Number of the oldest entry still kept; 1 while nothing was dropped. */
  readonly firstSeq: number;
  /** `floorAt` of the oldest entry still kept; null when empty. */
  readonly firstAt: Instant | null;
  /** Unique for ever: ties what is derived from this log (checkpoints, history) to it. */
  readonly identity: string;
  /**
   * Number of the entry before the first whose `floorAt` is later than `at`: what the floor had heard
   * by then. 0 where the log begins later. Found without reading the log.
   */
  seqAt(at: Instant): number;
  /** Drops whole segments all of whose entries lie before `at` (by `floorAt`); never the newest one. */
  dropBefore(at: Instant): Promise<Dropped>;
  /** Whether the disk takes entries, and what of it was found damaged. */
  readonly health: JournalHealth;
  /** Calls back after `health` changed, until the returned function is called. */
  onHealth(listener: () => void): () => void;
  position(source: SourceId): unknown;
  /** Waits for writes under way; idempotent. */
  close(): Promise<void>;
}

/** What was let go of. */
export interface Dropped {
  readonly segments: number;
  /** An upper bound: numbers of replaced ticks are counted. */
  readonly entries: number;
}

export interface JournalHealth {
  /** Null while the disk takes what it is given. */
  readonly refusing: { readonly since: Instant; readonly reason: string } | null;
  readonly damage: readonly JournalDamage[];
}

/** A stretch of the log that is not as it was written: nothing of it is ever answered. */
export interface JournalDamage {
  /** Numbers of the whole entries before and behind it; null where there is none. */
  readonly afterSeq: number | null;
  readonly beforeSeq: number | null;
  /** Their `floorAt`. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Bytes that could not be read as entries. */
  readonly bytes: number;
}
