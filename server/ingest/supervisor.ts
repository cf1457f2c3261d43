import type { Instant, SourceId } from '#schema/ids.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import type { Connector, ConnectorContext, Health, IncomingEvent } from './connector.ts';
import type { Refusals } from './refusals.ts';

/** A connector that told the past and then has nothing to tell is taken to be live after this long. */
const PAST_ENDS_AFTER_MS = 2_000;

export interface SupervisorOptions {
  readonly connectors: readonly Connector[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refusals: Refusals;
  /** Different in every run of the server: health entries of two runs are two facts. */
  readonly epoch: string;
  take(
    source: SourceId,
    events: readonly IncomingEvent[],
    options: { readonly past: boolean; readonly position?: unknown },
  ): Promise<void>;
  tick(at: Instant): Promise<void>;
  /** The floor's clock; 0 while it has no time. */
  floorNow(): Instant;
  position(source: SourceId): unknown;
}

export interface Supervisor {
  /** Starts every connector, replays one after the other. */
  start(): Promise<void>;
  /** Whether a connector is telling the past just now, so that the machine's clock must not move the floor's. */
  tellsPast(): boolean;
  /** Whether a connector holds what the log refused, and has not been rid of it since. */
  isBehind(): boolean;
  /** Stops all; idempotent. */
  stop(): Promise<void>;
}

/** Runs the connectors: gives each its context, and turns what they say of themselves into entries. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { connectors, clock, logger, refusals } = options;
  /** When a source last told the past; Infinity while it does. */
  const pastAt = new Map<SourceId, Instant>();
  const behind = new Set<SourceId>();
  let healths = 0;
  let stopped = false;

  return {
    async start() {
      const replays = connectors.filter((connector) => connector.time === 'replay');
      const live = connectors.filter((connector) => connector.time === 'live');
      await Promise.all(live.map((connector) => connector.start(contextOf(connector, () => {}))));
      if (replays.length > 0) void playInTurn(replays);
    },
    tellsPast() {
      for (const [source, at] of pastAt)
        if (clock.now() - at > PAST_ENDS_AFTER_MS) pastAt.delete(source);
      return pastAt.size > 0;
    },
    isBehind: () => behind.size > 0,
    async stop() {
      stopped = true;
      await Promise.all(connectors.map((connector) => connector.stop()));
    },
  };

  /** A replay begins when the one before it has ended. */
  async function playInTurn(replays: readonly Connector[]): Promise<void> {
    for (const connector of replays) {
      if (stopped) return;
      try {
        await new Promise<void>((resolve, reject) => {
          connector.start(contextOf(connector, resolve)).catch(reject);
        });
      } catch (error) {
        logger.error('a replay could not be played', { source: connector.id, error });
      }
    }
  }

  function contextOf(connector: Connector, onEnd: () => void): ConnectorContext {
    const { id, kind } = connector;
    // A replay has no time before its first event: what it says of itself waits for that.
    let waiting: { health: Health; reason: string | undefined }[] = [];
    const noting = async (offered: Promise<void>): Promise<void> => {
      try {
        await offered;
        behind.delete(id);
      } catch (error) {
        behind.add(id);
        throw error;
      }
    };
    const say = async (health: Health, reason: string | undefined): Promise<void> => {
      healths += 1;
      const at = connector.time === 'replay' ? options.floorNow() : clock.now();
      const data = { source: id, kind, reason, silentAfterMs: connector.silentAfterMs };
      const event = {
        id: `health:${options.epoch}:${healths}`,
        type: `source.${health}`,
        at,
        data,
      };
      await noting(options.take(id, [event], { past: false }));
    };
    const sayWaiting = async (): Promise<void> => {
      if (waiting.length === 0 || options.floorNow() === 0) return;
      const due = waiting;
      waiting = [];
      for (const { health, reason } of due) await say(health, reason);
    };
    return {
      clock,
      logger,
      position: options.position(id),
      async emit(events, { position, past = false } = {}) {
        // However long a batch of the past takes, it is being told.
        if (past) pastAt.set(id, Infinity);
        else pastAt.delete(id);
        try {
          await noting(options.take(id, events, { past, position }));
        } finally {
          if (past) pastAt.set(id, clock.now());
        }
        await sayWaiting();
      },
      refuse: ({ reason }) => refusals.count(id, reason),
      async health(health, reason) {
        logger.info(`source ${health}`, { source: id, reason });
        if (connector.time === 'replay' && options.floorNow() === 0)
          waiting.push({ health, reason });
        else await say(health, reason);
        if (health === 'ended' || (health === 'lost' && connector.time === 'replay')) onEnd();
      },
      async tick(at) {
        if (connector.time !== 'replay')
          throw new Error(`a replay connector is expected to tick, but got ${kind}`);
        await noting(options.tick(at));
        await sayWaiting();
      },
    };
  }
}
