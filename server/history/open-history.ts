import type { Alert } from '#schema/alert.ts';
import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import type { DayRule } from '#schema/time/business-day.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { FloorState } from '#server/floor/state.ts';
import { silentLogger, type Logger } from '#server/kit/logger.ts';
import { readAgentDay, type AgentDay } from './agent-day.ts';
import { Feed } from './feed.ts';
import type {
  History,
  HistoryOptions,
  Import,
  ListenOptions,
  Listener,
  Opened,
} from './history.ts';
import { openHistoryFile, type HistoryFile } from './history-file.ts';
import { FLOOR_ITSELF, Kept } from './kept.ts';
import { PastAlerts } from './past-alerts.ts';
import { readHistory, type HistoryAsked, type HistorySeries } from './query.ts';
import { RowStore } from './row-store.ts';

/** Work in one turn of the event loop: a few milliseconds. */
const UNITS_AT_ONCE = 24;
const ROWS_AT_ONCE = 48;
const DROPPED_AT_ONCE = 500;

/** Opens the history's file, or makes it; what was wrong with it is in `opened`. */
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
    this.#grow();
    return this.#kept.from;
  }

  listen(options: ListenOptions): Listener {
    this.#live = options;
    const { floor } = options;
    // Of what was before the first log nothing can be known; of what was before a later one, much.
    const isFirst = this.#file.meta('log') === null;
    const known = this.#isAdopted ? null : this.#file.meta('beganAt');
    const beganAt = isFirst ? 0 : known === null ? options.beganAt : Number(known);
    const startedAt = this.#notedUntil > 0 ? numberOf(this.#file.meta('startedAt')) : null;
    const feed = this.#feedOf(floor, { beganAt, notedUntil: this.#notedUntil, startedAt });
    const mark = (): void => {
      this.#file.setMeta('log', this.#options.identity);
      this.#file.setMeta('beganAt', String(feed.beganAt ?? 0));
      this.#file.setMeta('startedAt', String(feed.startedAt ?? ''));
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
        const ownFrom = Math.min(
          this.#kept.ownFrom() ?? Infinity,
          this.#sources.get(FLOOR_ITSELF)?.feed.startedAt ?? Infinity,
        );
        const until = Math.floor(ownFrom / DAY_MS) * DAY_MS;
        const notedUntil = known?.notedUntil ?? 0;
        const startedAt = known?.startedAt ?? null;
        const isResumed = known !== null;
        const own = this.#feedOf(floor, { beganAt, notedUntil, startedAt, until, isResumed });
        feed = own;
        const mark = (): void => {
          const marked: ImportMark = {
            position: position(),
            notedUntil: floor.now,
            startedAt: own.startedAt,
          };
          this.#file.setMeta(name, JSON.stringify(marked));
        };
        return this.#listenTo(name, own, floor, mark);
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
    bounds: {
      readonly beganAt: Instant | null;
      readonly notedUntil: Instant;
      readonly startedAt: Instant | null;
      readonly until?: Instant;
      readonly isResumed?: boolean;
    },
  ): Feed {
    const { store, words } = { store: this.#store, words: this.#file.words };
    const { until = Infinity, isResumed = false, ...rest } = bounds;
    return new Feed({ floor, store, words, until, isResumed, ...rest });
  }

  #listenTo(name: string, feed: Feed, floor: FloorState, mark: () => void): Listener {
    this.#sources.set(name, { feed, floor, mark });
    return (step, event) => feed.note(step, event);
  }

  /** What the rows say of this very moment. */
  #refresh(): void {
    for (const { feed } of this.#sources.values()) feed.refresh();
    this.#grow();
  }

  #grow(): void {
    const live = this.#sources.get(FLOOR_ITSELF);
    if (live && live.feed.startedAt !== null) this.#kept.grow(live.feed.startedAt, live.floor.now);
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
          const start = feed.startedAt ?? Infinity;
          this.#kept.save(name, { start, until: feed.closedUntil });
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
    for (const { feed } of this.#sources.values())
      if (feed.startedAt !== null) feed.startedAt = Math.max(feed.startedAt, day * DAY_MS);
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
      .prepare(
        "SELECT facts FROM rows WHERE agent = ? AND agent <> '' AND kind = 3 ORDER BY day DESC LIMIT 1",
      )
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
  readonly startedAt: Instant | null;
}

function numberOf(text: string | null): number | null {
  return text === null || text === '' ? null : Number(text);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
