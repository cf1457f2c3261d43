import type { Alert } from '#schema/alert.ts';
import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import type { AgentId, Instant } from '#schema/ids.ts';
import type { Delta } from '#server/floor/delta.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { AgentDay } from './agent-day.ts';
import type { HistoryAsked, HistorySeries } from './query.ts';

export interface HistoryOptions {
  /** The history's file, beside the log; made where it is missing. */
  readonly path: string;
  /** Of the log: what is derived from another one is not gone on with, but kept. */
  readonly identity: string;
  /** The number of the log's newest entry: a history that knows more than its log has no place in it. */
  readonly lastSeq: number;
  /** How long numbers are kept, in days of the floor's clock. */
  readonly keepDays: number;
  /** The zone of the floor's own day. */
  readonly timeZone: string;
  readonly logger?: Logger;
}

/** Called at the end of each step of a fold; costs a comparison where nothing happened. */
export type Listener = (step: Delta, event: FloorEvent | UnknownEvent | null) => void;

export interface ListenOptions {
  /** The floor as folded up to `appliedSeq`, or further where it has no entry of its own yet. */
  readonly floor: FloorState;
  /** `floorAt` of the first entry that the floor was folded from; the floor's present where it has none. */
  readonly beganAt: Instant | null;
  /** Number of the newest entry that the floor has applied. */
  seq(): number;
  /** Alerts that the floor remembers, over or not. */
  alerts(): Iterable<Alert>;
}

export interface ImportOptions {
  readonly floor: FloorState;
  readonly beganAt: Instant | null;
  /** How far it has come: kept in the same transaction as what that made. JSON. */
  position(): unknown;
}

/** Past events on their way into the history, in a world of their own. */
export interface Import {
  /** Where an earlier run of this import had come to; null where there was none. */
  readonly position: unknown;
  /** To be called once, with the floor as it is at `position`. Nothing is written from the floor's own time on. */
  listen(options: ImportOptions): Listener;
  /** Quarter hours that were passed over, because the floor itself had counted them. */
  readonly passedOver: number;
  /** All of it is folded: what is left is written, and the import is done with. */
  end(): Promise<void>;
}

/** What became of the file at opening, for a person; null where all was well. */
export type Opened = string | null;

/**
 * Numbers by interval, agents' days and past alerts, kept for years in a file of their own.
 *
 * Exact over any crash: rows and the number of the entry behind them are written together. Entries up
 * to `appliedSeq` are in it; a fold that begins before lets them pass without `listen`.
 */
export interface History {
  /** Entries up to this one are in the file, for good. */
  readonly appliedSeq: number;
  readonly opened: Opened;
  /** Why what is new cannot be written; null while it can. */
  readonly refusing: string | null;
  /** Rows that were found damaged since the start: they are answered as nothing kept. */
  readonly damagedRows: number;
  listen(options: ListenOptions): Listener;
  import(id: string): Import;
  /** Writes what has changed; gives way to others between slices. Never rejects: see `refusing`. */
  flush(): Promise<void>;
  /** The same at once, for a bulk fold. */
  flushNow(): void;
  /** Throws `HistoryRefused` with a sentence for who asked. */
  series(asked: HistoryAsked): HistorySeries[];
  /** Null for an agent that nobody knows. */
  agentDay(agent: AgentId, at: Instant): AgentDay | null;
  /** The start of the first interval kept; null while there is none. */
  readonly from: Instant | null;
  /** Alerts that were firing at some moment of `[from, to)`, newest first. */
  pastAlerts(from: Instant, to: Instant): Alert[];
  /** Writes what has changed, and closes the file; idempotent. */
  close(): Promise<void>;
}
