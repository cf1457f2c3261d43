import type { Alert } from '#schema/alert.ts';
import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import type { DayRule } from '#schema/time/business-day.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { Delta } from '#server/floor/delta.ts';
import type { FloorState } from '#server/floor/state.ts';
import { silentLogger, type Logger } from '#server/kit/logger.ts';
import { readAgentDay, type AgentDay } from './agent-day.ts';
import { Feed } from './feed.ts';
import { openHistoryFile, type HistoryFile } from './history-file.ts';
import { FLOOR_ITSELF, Kept } from './kept.ts';
import { PastAlerts } from './past-alerts.ts';
import { readHistory, type HistoryAsked, type HistorySeries } from './query.ts';
import { RowStore } from './row-store.ts';

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

/** Work in one turn of the event loop: a few milliseconds. */
const UNITS_AT_ONCE = 24;
const ROWS_AT_ONCE = 48;
const DROPPED_AT_ONCE = 500;

export function openHistory(options: HistoryOptions): History {
  return new FileHistory(options);
}

interface Source {
  readonly feed: Feed;
  readonly floor: FloorState;
  /** Writes how far it has come, within the transaction under way. */
  mark(): void;
}

class FileHistory implements History {
  readonly #file: HistoryFile;
  readonly #store: RowStore;
  readonly #kept: Kept;
  readonly #alerts: PastAlerts;
  readonly #logger: Logger;
  readonly #options: HistoryOptions;
  readonly opened: Opened;
  readonly #sources = new Map<string, Source>();
  #live: ListenOptions | null = null;
  #appliedSeq: number;
  #notedUntil: Instant;
  #refusing: string | null = null;
  #flushing: Promise<void> | null = null;
  #droppedDay = 0;
  /** It was another log's before. */
  #isAdopted = false;
  #isClosed = false;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    const { file, putAside } = openHistoryFile(options.path);
    this.#file = file;
    this.#store = new RowStore(file);
    this.#kept = new Kept(file);
    this.#alerts = new PastAlerts(file);
    this.#appliedSeq = Number(file.meta('appliedSeq') ?? 0);
    this.#notedUntil = Number(file.meta('notedUntil') ?? 0);
    this.opened = putAside
      ? `The history could not be read (${putAside.reason}) and was put aside as ${putAside.path}; it is made anew from the log, as far as that reaches.`
      : this.#joinLog();
    if (this.opened) this.#logger.warn(this.opened);
  }

  get appliedSeq(): number {
    return this.#appliedSeq;
  }

  get refusing(): string | null {
    return this.#refusing;
  }

  get damagedRows(): number {
    return this.#store.damaged.size;
  }

  get from(): Instant | null {
    return this.#kept.from;
  }

  listen(options: ListenOptions): Listener {
    this.#live = options;
    const { floor } = options;
    // Of what was before the first log nothing can be known; of what was before a later one, much.
    const isFirst = this.#file.meta('log') === null;
    const known = this.#isAdopted ? null : this.#file.meta('beganAt');
    const beganAt = isFirst ? 0 : known === null ? options.beganAt : Number(known);
    const feed = this.#feedOf(floor, { beganAt, notedUntil: this.#notedUntil });
    const mark = (): void => {
      this.#file.setMeta('log', this.#options.identity);
      this.#file.setMeta('beganAt', String(feed.beganAt ?? 0));
      this.#file.setMeta('appliedSeq', String(options.seq()));
      this.#file.setMeta('notedUntil', String(floor.now));
    };
    return this.#listenTo(FLOOR_ITSELF, feed, floor, mark);
  }

  import(id: string): Import {
    const name = `import ${id}`;
    const known = JSON.parse(this.#file.meta(name) ?? 'null') as ImportMark | null;
    let feed: Feed | null = null;
    return {
      position: known?.position ?? null,
      listen: ({ floor, beganAt, position }) => {
        // Whole days of UTC, so that no row is partly the import's and partly the floor's own.
        const ownFrom = this.#kept.ownFrom();
        const until = ownFrom === null ? Infinity : Math.floor(ownFrom / DAY_MS) * DAY_MS;
        const notedUntil = known?.notedUntil ?? 0;
        feed = this.#feedOf(floor, { beganAt, notedUntil, until });
        const mark = (): void => {
          const marked: ImportMark = { position: position(), notedUntil: floor.now };
          this.#file.setMeta(name, JSON.stringify(marked));
        };
        return this.#listenTo(name, feed, floor, mark);
      },
      get passedOver() {
        return feed?.passedOver.size ?? 0;
      },
      end: async () => {
        feed?.refresh();
        await this.flush();
        this.#sources.delete(name);
      },
    };
  }

  flush(): Promise<void> {
    this.#flushing ??= this.#flushInSlices().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  flushNow(): void {
    if (this.#isClosed) return;
    try {
      for (const { feed } of this.#sources.values()) for (const _ of feed.work());
      this.#saveAll();
      this.#healed();
    } catch (error) {
      this.#failed(error);
    }
  }

  series(asked: HistoryAsked): HistorySeries[] {
    this.#refresh();
    return readHistory(
      {
        store: this.#store,
        kept: this.#kept,
        timeZone: this.#options.timeZone,
        ruleOf: (queue) => this.#ruleOf(queue),
      },
      asked,
    );
  }

  agentDay(agent: AgentId, at: Instant): AgentDay | null {
    this.#refresh();
    const floor = this.#live?.floor;
    return readAgentDay(
      {
        store: this.#store,
        words: this.#file.words,
        timeZone: this.#options.timeZone,
        now: floor?.now ?? Infinity,
        ruleOf: (queue) => this.#ruleOf(queue),
        known: (id) => floor?.agents.get(id) ?? this.#agentOfOld(id),
      },
      agent,
      at,
    );
  }

  pastAlerts(from: Instant, to: Instant): Alert[] {
    return this.#alerts.between(from, to, this.#live?.alerts() ?? []);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.flush();
    this.#isClosed = true;
    this.#file.database.close();
  }

  #feedOf(
    floor: FloorState,
    bounds: { beganAt: Instant | null; notedUntil: Instant; until?: Instant },
  ): Feed {
    const { store, words } = { store: this.#store, words: this.#file.words };
    const { until = Infinity, ...rest } = bounds;
    return new Feed({ floor, store, words, until, ...rest });
  }

  #listenTo(name: string, feed: Feed, floor: FloorState, mark: () => void): Listener {
    this.#sources.set(name, { feed, floor, mark });
    return (step, event) => feed.note(step, event);
  }

  /** What the rows say of this very moment. */
  #refresh(): void {
    for (const [name, { feed, floor }] of this.#sources) {
      feed.refresh();
      if (name === FLOOR_ITSELF && floor.now > 0) this.#kept.grow(feed.startedAt, floor.now);
    }
  }

  async #flushInSlices(): Promise<void> {
    if (this.#isClosed) return;
    try {
      let units = 0;
      for (const { feed } of this.#sources.values())
        for (const _ of feed.work()) if (++units % UNITS_AT_ONCE === 0) await nextTurn();
      while (this.#store.waiting > ROWS_AT_ONCE) {
        this.#store.saveSome(ROWS_AT_ONCE);
        await nextTurn();
        if (this.#isClosed) return;
      }
      this.#saveAll();
      await this.#dropOld();
      this.#healed();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** In one turn: the rest, and how far each source has come. */
  #saveAll(): void {
    for (const { feed } of this.#sources.values()) for (const _ of feed.work());
    const seq = this.#live?.seq() ?? this.#appliedSeq;
    const now = this.#live?.floor.now ?? this.#notedUntil;
    try {
      this.#store.saveAll(() => {
        for (const [name, { feed, mark }] of this.#sources) {
          mark();
          this.#kept.save(name, { start: feed.startedAt, until: feed.closedUntil });
        }
        this.#alerts.save(this.#live?.alerts() ?? []);
      });
    } catch (error) {
      this.#alerts.undone();
      throw error;
    }
    this.#appliedSeq = seq;
    this.#notedUntil = now;
  }

  /** Once a day of the floor, a little at a time. */
  async #dropOld(): Promise<void> {
    const now = this.#live?.floor.now ?? 0;
    const today = Math.floor(now / DAY_MS);
    if (now === 0 || today === this.#droppedDay) return;
    this.#droppedDay = today;
    const day = today - this.#options.keepDays;
    this.#file.transaction(() => {
      this.#kept.dropBefore(day * DAY_MS);
      this.#alerts.dropBefore(day * DAY_MS);
    });
    while (!this.#isClosed && this.#store.dropBefore(day, DROPPED_AT_ONCE)) await nextTurn();
  }

  #ruleOf(queue: QueueId): DayRule | null {
    return this.#live?.floor.queues.get(queue)?.policy ?? null;
  }

  #agentOfOld(agent: AgentId): { name: string | null; team: string | null } | null {
    const row = this.#file.database
      .prepare("SELECT facts FROM rows WHERE agent = ? AND agent <> '' AND kind = 3 ORDER BY day DESC LIMIT 1")
      .get(agent) as { facts: string } | undefined;
    if (!row) return null;
    const last = (JSON.parse(row.facts) as [number, string][]).at(-1);
    return last ? (JSON.parse(last[1]) as { name: string | null; team: string | null }) : null;
  }

  /** Whose log it was before, and whether that one has all that is in here. */
  #joinLog(): Opened {
    const { identity, lastSeq } = this.#options;
    const known = this.#file.meta('log');
    if (known === null) return null;
    if (known !== identity) {
      this.#appliedSeq = 0;
      this.#notedUntil = 0;
      this.#isAdopted = true;
      return 'The history was made from another log; its numbers are kept, and it goes on with this one.';
    }
    if (this.#appliedSeq <= lastSeq) return null;
    this.#appliedSeq = lastSeq;
    this.#notedUntil = 0;
    return 'The history knows more than its log, which seems to be an older copy; it goes on from where the log ends.';
  }

  #failed(error: unknown): void {
    const reason = (error as Error).message;
    if (this.#refusing === null)
      this.#logger.error('the history cannot be written; it is tried again', { reason });
    this.#refusing = reason;
  }

  #healed(): void {
    if (this.#refusing !== null) this.#logger.info('the history can be written again');
    this.#refusing = null;
  }
}

interface ImportMark {
  readonly position: unknown;
  readonly notedUntil: Instant;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
