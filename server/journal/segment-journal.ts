import type { Instant } from '#schema/ids.ts';
import { createBackoff, type Backoff } from '#server/kit/backoff.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { Disk } from './disk.ts';
import { draftOf, positionText, sameId, type Draft } from './draft.ts';
import type { FolderLock } from './folder-lock.ts';
import { GroupLine, type Waiting } from './group-line.ts';
import { NO_HASH } from './id-hash.ts';
import type { IdIndex } from './id-index.ts';
import {
  JournalUnavailable,
  type Appended,
  type Dropped,
  type Entry,
  type Journal,
  type JournalHealth,
  type PositionUpdate,
  type Stored,
} from './journal.ts';
import { LogUpkeep } from './log-upkeep.ts';
import { LogWriter } from './log-writer.ts';
import type { OpenedLog } from './open-log.ts';
import { refusalReason } from './refusal.ts';
import type { Segments } from './segments.ts';
import type { TailFile } from './tail-mark.ts';

export interface SegmentJournalOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly disk: Disk;
  readonly lock: FolderLock;
  readonly opened: OpenedLog;
  readonly tail: TailFile;
  readonly ids: IdIndex;
  readonly segmentBytes?: number;
  readonly dayBytes?: number;
}

/*
 * Group commit. `append` only puts its call in line. Once the turn of the event loop is over, all
 * that came in meanwhile is one batch of the log, written and synced off the event loop, and answered
 * after that:
 *
 *   append ─┐                              ┌─> answer
 *   append ─┼─> line ─> write ─> (fsync) ──┼─> answer      at most MOST_AT_ONCE entries, or one call
 *   append ─┘     ^                        └─> answer
 *   append ───────┘ waits for the next
 */

const READ_BATCH = 2000;
/** How soon a disk that refuses is tried again, whether or not somebody appends. */
const FIRST_TRY_MS = 250;
const LAST_TRY_MS = 5_000;

/** The journal as an append-only log of segments; decision 0011 says why. Made by `openJournal`. */
export class SegmentJournal implements Journal {
  readonly #options: SegmentJournalOptions;
  readonly #segments: Segments;
  readonly #writer: LogWriter;
  readonly #upkeep: LogUpkeep;
  readonly #ids: IdIndex;
  readonly #line = new GroupLine();
  readonly #backoff: Backoff;
  readonly #listeners = new Set<() => void>();
  #writing: Promise<void> | null = null;
  #dropping: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;
  #refusing: JournalHealth['refusing'] = null;
  #nextTry: Timer | null = null;

  constructor(options: SegmentJournalOptions) {
    const { disk, opened, tail } = options;
    this.#options = options;
    this.#segments = opened.segments;
    this.#ids = options.ids;
    this.#backoff = createBackoff({ firstMs: FIRST_TRY_MS, maxMs: LAST_TRY_MS });
    this.#upkeep = new LogUpkeep({
      ...options,
      segments: opened.segments,
      identity: opened.identity,
    });
    this.#writer = new LogWriter({
      disk,
      tail,
      segments: opened.segments,
      identity: opened.identity,
      nextSeq: opened.nextSeq,
      positions: opened.positions,
      sealed: opened.sealed,
      firstKept: opened.firstKept,
      segmentBytes: options.segmentBytes,
      dayBytes: options.dayBytes,
      onSealed: (segment) => this.#upkeep.sealed(segment),
    });
    this.#segments.onDamage = () => this.#tellHealth();
    this.#upkeep.start(opened.unindexed);
  }

  get lastSeq(): number {
    return this.#segments.lastSeq;
  }

  get firstSeq(): number {
    return this.#segments.oldest?.index.firstEntrySeq ?? 1;
  }

  get firstAt(): Instant | null {
    return this.#segments.oldest?.index.firstAt ?? null;
  }

  get identity(): string {
    return this.#options.opened.identity;
  }

  get health(): JournalHealth {
    return { refusing: this.#refusing, damage: this.#segments.damage };
  }

  onHealth(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  seqAt(at: Instant): number {
    return this.#segments.seqAt(at);
  }

  async dropBefore(at: Instant): Promise<Dropped> {
    if (this.#closing) throw closed();
    const dropping = this.#dropping.then(() => this.#drop(at));
    this.#dropping = dropping.then(
      () => undefined,
      () => undefined,
    );
    return dropping;
  }

  async append(entries: readonly Entry[], position?: PositionUpdate): Promise<Appended> {
    if (this.#closing) throw closed();
    // Made ready here, so that an entry that breaks its type fails this call and no other.
    const drafts = entries.map(draftOf);
    const kept = position
      ? { source: position.source, text: positionText(position.position) }
      : null;
    if (drafts.length === 0 && !kept) return { stored: [], duplicates: [] };
    return new Promise((resolve, reject) =>
      this.#enqueue({ drafts, position: kept, resolve, reject }),
    );
  }

  *read(options: { after?: number; batch?: number } = {}): Iterable<readonly Stored[]> {
    const { after = 0, batch = READ_BATCH } = options;
    if (this.#closing) throw closed();
    let page: Stored[] = [];
    for (const one of this.#segments.meaningful(after)) {
      page.push(one);
      if (page.length < batch) continue;
      yield page;
      if (this.#closing) throw closed();
      page = [];
    }
    if (page.length > 0) yield page;
  }

  position(source: string): unknown {
    const text = this.#writer.positions.get(source);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    this.#nextTry?.cancel();
    await this.#writing;
    await this.#dropping;
    await this.#upkeep.stop();
    this.#ids.close();
    await this.#writer.close();
    const { tail, lock } = this.#options;
    // A witness only: the log itself is on disk.
    await tail.sync().catch(() => undefined);
    await tail.close().catch(() => undefined);
    this.#segments.close();
    lock.release();
  }

  #enqueue(call: Waiting): void {
    this.#line.push(call);
    this.#writing ??= this.#writeLine();
  }

  async #writeLine(): Promise<void> {
    while (!this.#line.isEmpty) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#writeGroup(this.#line.take());
    }
    this.#writing = null;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const sorted = this.#withoutKnown(group);
      const drafts = sorted.flatMap(({ fresh }) => fresh);
      const positions = group.flatMap(({ position }) => position ?? []);
      const isProbe = group.every((call) => call.drafts.length === 0 && !call.position);
      let seq = this.#writer.nextSeq;
      if (drafts.length > 0 || positions.length > 0 || isProbe)
        seq = await this.#writer.write({ drafts, positions });
      this.#healed();
      sorted.forEach(({ fresh, duplicates }, index) => {
        const stored = fresh.map(({ entry, hash }) => {
          if (hash !== NO_HASH) this.#ids.add(hash, seq);
          return { seq: seq++, entry };
        });
        group[index]!.resolve({ stored, duplicates });
      });
    } catch (error) {
      this.#refused(error);
      const refusal = new JournalUnavailable('the journal could not be written', { cause: error });
      for (const call of group) call.reject(refusal);
      return;
    }
    // Only a witness: its failing costs nothing that was acknowledged.
    await this.#writer.mark().catch(() => undefined);
  }

  /** Of each call, what is new; what an earlier call of the group says is not. */
  #withoutKnown(group: readonly Waiting[]): { fresh: Draft[]; duplicates: number[] }[] {
    const pending = new Map<number, Draft[]>();
    return group.map(({ drafts }) => {
      const fresh: Draft[] = [];
      const duplicates: number[] = [];
      drafts.forEach((draft, index) => {
        if (draft.hash === NO_HASH || this.#isNew(draft, pending)) fresh.push(draft);
        else duplicates.push(index);
      });
      return { fresh, duplicates };
    });
  }

  #isNew(draft: Draft, pending: Map<number, Draft[]>): boolean {
    const { hash, entry } = draft;
    const beside = pending.get(hash);
    if (beside?.some((one) => sameId(one.entry, entry))) return false;
    if (this.#ids.isKnown(hash, (seq) => this.#isSame(seq, entry))) return false;
    if (beside) beside.push(draft);
    else pending.set(hash, [draft]);
    return true;
  }

  #isSame(seq: number, entry: Entry): boolean {
    if (seq < this.firstSeq) return false;
    const known = this.#segments.entryOf(seq);
    // Damaged since: the floor may have counted it, and two ids hardly ever share a hash.
    return known === null || sameId(known, entry);
  }

  async #drop(at: Instant): Promise<Dropped> {
    try {
      return await this.#upkeep.dropBefore(at, this.#writer);
    } catch (error) {
      throw new JournalUnavailable('segments could not be dropped', { cause: error });
    }
  }

  #refused(error: unknown): void {
    if (!this.#refusing) {
      const reason = refusalReason(error);
      this.#refusing = { since: this.#options.clock.now(), reason };
      this.#options.logger.error(
        'the journal cannot be written; nothing is acknowledged until it can',
        { reason },
      );
      this.#tellHealth();
    }
    if (this.#nextTry || this.#closing) return;
    this.#nextTry = this.#options.clock.after(this.#backoff.nextMs(), () => {
      this.#nextTry = null;
      if (this.#closing) return;
      this.#enqueue({
        drafts: [],
        position: null,
        resolve: () => undefined,
        reject: () => undefined,
      });
    });
  }

  #healed(): void {
    if (!this.#refusing) return;
    const outageMs = this.#options.clock.now() - this.#refusing.since;
    this.#refusing = null;
    this.#nextTry?.cancel();
    this.#nextTry = null;
    this.#backoff.reset();
    this.#options.logger.info('the journal can be written again', { outageMs });
    this.#tellHealth();
  }

  #tellHealth(): void {
    for (const listener of this.#listeners) listener();
  }
}

function closed(): JournalUnavailable {
  return new JournalUnavailable('the journal is closed');
}
