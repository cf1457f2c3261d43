import type { Alert } from '#schema/alert.ts';
import type { Instant, SourceId } from '#schema/ids.ts';
import { alertById } from '#server/alerts/state.ts';
import type { AuditFindings } from '#server/audit/outcome.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { maskText } from '#server/ingest/mask-text.ts';
import type { Refusals } from '#server/ingest/refusals.ts';
import type { Appended, Entry, Journal, PositionUpdate, Stored } from '#server/journal/journal.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { Hub } from '#server/live/hub.ts';
import { createApplier, type Way } from './pipeline-applier.ts';
import { changeSetOf } from './pipeline-changes.ts';
import { createIntake, type RefusedEvent } from './pipeline-intake.ts';
import { advanceWorld, createWorldChange, type World, type WorldChange } from './pipeline-world.ts';

/** What became of a body of events; the answer of `POST /events`. */
export interface Accepted {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedEvent[];
}

/** When the events of one body or batch passed the stations of the street, by the machine's clock. */
export interface WriteMarks extends Way {
  /** The floor had them all, and its screens were told. */
  readonly appliedAt: Instant;
}

export interface PipelineOptions {
  readonly world: World;
  readonly journal: Journal;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly refusals: Refusals;
  readonly logger: Logger;
  /** Keys the customers' pseudonyms. */
  readonly secret: string;
  /** `replay`: events drive the floor's clock; the machine's clock does not move it. */
  readonly time: 'live' | 'replay';
  /** A source tells the past just now: the floor's clock is its. */
  tellsPast(): boolean;
  /** Told of every written group of live events, once it is applied; of none of the past or of a replay. */
  onWritten?(marks: WriteMarks): void;
}

export interface Pipeline {
  /** Events as they came over HTTP. Resolves when they are on disk and applied; rejects with JournalUnavailable. */
  accept(items: readonly unknown[]): Promise<Accepted>;
  /** Events of a connector; `past` and `position` as in its EmitOptions. */
  take(
    source: SourceId,
    events: readonly IncomingEvent[],
    options: { readonly past: boolean; readonly position?: unknown },
  ): Promise<void>;
  /** The floor's clock reached `at`, or in a live floor the machine's time where `at` is absent. */
  tick(at?: Instant): Promise<void>;
  /** Offers the log an entry that says nothing, to find out whether it takes any; rejects while it does not. */
  probe(): Promise<void>;
  acknowledge(id: string, by: string): Promise<Alert | null>;
  /** What an audit found is an entry of the log: shown and judged by the fold, here and after a restart. */
  tellAudit(findings: AuditFindings): Promise<void>;
  /**
   * Lets the floor reach the machine's time without an entry: whoever asks now sees now. The log
   * gives the same floor, for the next entry passes the same time. Does nothing in a replay.
   */
  reachNow(): void;
  /** When a waiting contact passes its threshold next; null where none waits for that. */
  readonly nextDeadlineAt: Instant | null;
  /** Entries applied since the start, for checkpoints. */
  readonly appliedSeq: number;
}

/**
 * The main street, top to bottom: decode, check the time, mask, write down, fold, tell the screens.
 * The order is policy: nothing is masked too late, nothing is shown that is not on disk.
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { world, journal, hub, clock, logger } = options;
  const { floor } = world.state;
  const applier = createApplier({ world, appliedSeq: journal.lastSeq, onChange: tell });
  const intake = createIntake(options);
  /** `floorAt` of what was accepted and is not applied yet, oldest first. */
  const underWay = new Set<{ readonly floorAt: Instant }>();
  /** What the rules decided and the disk refused. */
  let unwritten: readonly Entry[] = [];

  return {
    async accept(items) {
      const acceptedAt = clock.now();
      const now = options.time === 'live' ? acceptedAt : floor.now;
      const { entries, refused } = intake.sent(items, now);
      const { stored, duplicates } = await write(entries, { acceptedAt });
      return { accepted: stored.length, duplicates: duplicates.length, refused };
    },
    async take(source, events, { past, position }) {
      const now = clock.now();
      const tellsOwn = past || options.time === 'replay';
      const entries = intake.told(source, events, tellsOwn ? null : now);
      if (entries.length === 0 && position === undefined) return;
      await write(entries, {
        ...(position !== undefined && { position: { source, position } }),
        ...(!past && { acceptedAt: now }),
      });
    },
    async tick(at = clock.now()) {
      if (at > floor.now) await write([{ kind: 'tick', floorAt: at }]);
    },
    async probe() {
      const floorAt = floor.now || (options.time === 'live' ? clock.now() : 0);
      if (floorAt > 0) await write([{ kind: 'tick', floorAt }]);
    },
    async acknowledge(id, by) {
      if (!alertById(world.state.alerts, id)) return null;
      const floorAt = options.time === 'live' ? clock.now() : floor.now;
      // Typed by a person, who may name a customer.
      const data = { id, by: maskText(by) };
      const command = `${id}:acknowledged:${floorAt}`;
      await write([{ kind: 'command', id: command, type: 'alert.acknowledge', floorAt, data }]);
      return alertById(world.state.alerts, id);
    },
    async tellAudit(findings) {
      const isLive = options.time === 'live' && !options.tellsPast();
      const floorAt = isLive ? Math.max(clock.now(), floor.now) : floor.now;
      const id = `audit:${findings.run}:${floorAt}`;
      await write([{ kind: 'command', id, type: 'audit.told', floorAt, data: { ...findings } }]);
    },
    reachNow() {
      // Not past what the log has, or will have, before this moment: the order there is the floor's.
      const [oldest] = underWay;
      const now = Math.min(clock.now(), oldest?.floorAt ?? Infinity);
      if (options.time !== 'live' || floor.now === 0 || now <= floor.now || options.tellsPast())
        return;
      const change = createWorldChange();
      advanceWorld(world, now, change);
      tell(change, null);
    },
    get nextDeadlineAt() {
      return floor.deadlines[0]?.at ?? null;
    },
    get appliedSeq() {
      return applier.appliedSeq;
    },
  };

  /** Resolves when all is on disk and applied. */
  async function write(
    entries: readonly Entry[],
    how: {
      readonly position?: PositionUpdate;
      /** Of live events: their way is told. */
      readonly acceptedAt?: Instant;
    } = {},
  ): Promise<Appended> {
    const { position, acceptedAt } = how;
    if (entries.length === 0 && !position) return { stored: [], duplicates: [] };
    const mark = { floorAt: entries[0]?.floorAt ?? Infinity };
    underWay.add(mark);
    try {
      const appended = await journal.append(entries, position);
      const isTold = acceptedAt !== undefined && options.time === 'live';
      const way = isTold ? wayOf(appended.stored, acceptedAt, clock.now()) : null;
      await applier.apply(appended.stored, way);
      if (way) options.onWritten?.({ ...way, appliedAt: clock.now() });
      return appended;
    } finally {
      underWay.delete(mark);
    }
  }

  function tell(change: WorldChange, way: Way | null): void {
    const set = changeSetOf(world, change);
    hub.publish(way ? { ...set, newest: { ...way, appliedAt: clock.now() } } : set, floor.now);
    record(change);
  }

  /** What the rules decided goes into the log too: the audit trail is the log. */
  function record({ transitions }: WorldChange): void {
    const entries = transitions.map(({ what, alert }): Entry => {
      const id = `${alert.id}:${what}:${floor.now}`;
      const data = { alert: { ...alert } };
      return { kind: 'command', floorAt: floor.now, id, type: `alert.told.${what}`, data };
    });
    const due = [...unwritten, ...entries];
    unwritten = [];
    if (due.length === 0) return;
    journal.append(due).catch((error: unknown) => {
      // The floor stands while the disk refuses, so no more than these wait for the next write.
      unwritten = [...due, ...unwritten];
      logger.warn('alerts could not be written down yet', { count: due.length, error });
    });
  }
}

/** The way of live events up to the disk; null where there are none. */
function wayOf(stored: readonly Stored[], acceptedAt: Instant, durableAt: Instant): Way | null {
  let eventAt = -Infinity;
  for (const { entry } of stored)
    if (entry.kind === 'event' && entry.at > eventAt) eventAt = entry.at;
  if (eventAt === -Infinity) return null;
  return { eventAt, acceptedAt, durableAt, count: stored.length };
}
