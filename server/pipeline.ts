import type { Alert } from '#schema/alert.ts';
import { decodeCloudEvent, decodeEvent, type Decoded } from '#schema/events/decode.ts';
import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import type { Instant, SourceId } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { alertById } from '#server/alerts/state.ts';
import type { AuditFindings } from '#server/audit/outcome.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { maskData } from '#server/ingest/mask.ts';
import type { Refusals } from '#server/ingest/refusals.ts';
import type { Appended, Entry, Journal, PositionUpdate } from '#server/journal/journal.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { Hub } from '#server/live/hub.ts';
import { changeSetOf } from './pipeline-changes.ts';
import {
  advanceWorld,
  applyStored,
  createWorldChange,
  type World,
  type WorldChange,
} from './pipeline-world.ts';

/** A clock ahead of ours by more than this is wrong, and would drag the floor's day along. */
const FUTURE_MS = 5 * MINUTE_MS;

/** What became of a body of events; the answer of `POST /events`. */
export interface Accepted {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly { index: number; id: string | null; reason: string }[];
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
  const { world, journal, hub, clock, refusals, logger } = options;
  const { floor } = world.state;
  let appliedSeq = journal.lastSeq;
  /** What the rules decided and the disk refused. */
  let unwritten: readonly Entry[] = [];

  return {
    async accept(items) {
      const refused: { index: number; id: string | null; reason: string }[] = [];
      const entries: Entry[] = [];
      const now = options.time === 'live' ? clock.now() : floor.now;
      items.forEach((item, index) => {
        const decoded = checkTime(decodeCloudEvent(item), now);
        if (decoded.ok) entries.push(entryOf(decoded.event, now));
        else {
          refused.push({ index, id: decoded.id, reason: decoded.reason });
          refusals.count(sourceNamed(item), decoded.reason);
        }
      });
      const { stored, duplicates } = await write(entries);
      return { accepted: stored.length, duplicates: duplicates.length, refused };
    },
    async take(source, events, { past, position }) {
      const entries: Entry[] = [];
      const now = clock.now();
      for (const event of events) {
        const decoded = decodeEvent({ ...event, source: event.source ?? source });
        if (decoded.ok)
          entries.push(entryOf(decoded.event, past || options.time === 'replay' ? event.at : now));
        else refusals.count(source, decoded.reason);
      }
      if (entries.length === 0 && position === undefined) return;
      await write(entries, position === undefined ? undefined : { source, position });
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
      const data = { id, by };
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
      const now = clock.now();
      if (options.time !== 'live' || floor.now === 0 || now <= floor.now || options.tellsPast())
        return;
      const change = createWorldChange();
      advanceWorld(world, now, change);
      hub.publish(changeSetOf(world, change), floor.now);
      record(change);
    },
    get nextDeadlineAt() {
      return floor.deadlines[0]?.at ?? null;
    },
    get appliedSeq() {
      return appliedSeq;
    },
  };

  function checkTime(decoded: Decoded, now: Instant): Decoded {
    if (!decoded.ok || now === 0 || decoded.event.at <= now + FUTURE_MS) return decoded;
    const floorAt = new Date(now).toISOString();
    const reason = `time: lies more than 5 minutes in the future of the floor's clock, ${floorAt}`;
    return { ok: false, id: decoded.event.id, reason };
  }

  function entryOf(event: FloorEvent | UnknownEvent, floorAt: Instant): Entry {
    const { id, source, type, at } = event;
    // A floor that has no time yet starts with its first event.
    const data = maskData(event.data, options.secret);
    return { kind: 'event', floorAt: floorAt || at, source, id, type, at, data };
  }

  async function write(entries: readonly Entry[], position?: PositionUpdate): Promise<Appended> {
    if (entries.length === 0 && !position) return { stored: [], duplicates: [] };
    const appended = await journal.append(entries, position);
    const change = createWorldChange();
    for (const stored of appended.stored) {
      applyStored(world, stored, change);
      appliedSeq = stored.seq;
    }
    hub.publish(changeSetOf(world, change), floor.now);
    record(change);
    return appended;
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

/** The source a refused event named, if that much could be read. */
function sourceNamed(item: unknown): SourceId {
  const source = (item as { source?: unknown } | null)?.source;
  return typeof source === 'string' && source !== '' ? source.slice(0, 200) : 'http';
}
