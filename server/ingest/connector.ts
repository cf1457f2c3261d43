import type { Instant, SourceId } from '#schema/ids.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';

/** An event as a connector tells it, in the contract's words; the one gate decodes it afterwards. */
export interface IncomingEvent {
  /** The CloudEvents source; the connector's own id unless a recording says otherwise. */
  readonly source?: SourceId;
  /** Unique for ever within the source. The same fact must get the same id when it is read again. */
  readonly id: string;
  /** A type of the contract, e.g. `contact.queued`. */
  readonly type: string;
  /** When it happened. */
  readonly at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Something that came in and made no sense: counted, named, and never at the cost of a good event. */
export interface Refusal {
  /** What is wrong and where, in a sentence; without customers' data. */
  readonly reason: string;
}

/** How a batch is handed over. */
export interface EmitOptions {
  /** Any JSON value: stored in the same transaction as the events, and given back as `context.position` after a restart. */
  readonly position?: unknown;
  /**
   * The past is being told (a file read from its beginning, a simulated morning): the floor's clock
   * follows these events instead of the machine's clock, until the first batch without it.
   */
  readonly past?: boolean;
}

/** What a connector says of its own connection; becomes `source.*` entries of the log. */
export const Health = {
  connected: 'connected',
  resynced: 'resynced',
  lost: 'lost',
  ended: 'ended',
} as const;
export type Health = (typeof Health)[keyof typeof Health];

/** What a connector is given. All state that must outlive a restart goes through `position`. */
export interface ConnectorContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Hands over events, in order; resolves when they are on disk. Await it before sending more:
   * that is the back-pressure. Rejects when the disk refuses; nothing of the batch is kept then.
   */
  emit(events: readonly IncomingEvent[], options?: EmitOptions): Promise<void>;
  refuse(refusal: Refusal): void;
  /** Reports the connection's own health, with a plain reason where there is one. */
  health(health: Health, reason?: string): Promise<void>;
  /** Moves the floor's clock; only a `replay` connector may. */
  tick(at: Instant): Promise<void>;
  /** The last position whose events are on disk, or undefined on the first start. */
  readonly position: unknown;
}

/** `live`: events happen as the machine's clock runs. `replay`: the events drive the floor's clock. */
export type ConnectorTime = 'live' | 'replay';

/** One connection to the outside. `start` and `stop` may be called once each; stop is awaited and idempotent. */
export interface Connector {
  readonly id: SourceId;
  /** `ami`, `queue-log`, `replay`, `demo`, … */
  readonly kind: string;
  readonly time: ConnectorTime;
  /** Quiet for longer than this means stale numbers; null where the connection itself shows life (AMI pings). */
  readonly silentAfterMs: number | null;
  /** Starts and returns when running; failures to reach the other side are reported as health, not thrown. */
  start(context: ConnectorContext): Promise<void>;
  stop(): Promise<void>;
}
