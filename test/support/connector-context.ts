import type { Instant } from '#schema/ids.ts';
import type { ConnectorContext, EmitOptions, IncomingEvent } from '#server/ingest/connector.ts';
import type { Health } from '#server/ingest/connector.ts';
import type { Clock } from '#server/kit/clock.ts';
import { silentLogger } from '#server/kit/logger.ts';

/** A clock that a test moves by hand. */
export interface HandClock extends Clock {
  /** Moves to `at`, running what is due on the way in the order of its time; never back. */
  moveTo(at: Instant): void;
  advance(ms: number): void;
  /** When the next timer is due; null where none runs. */
  readonly nextAt: Instant | null;
}

export function handClock(startAt: Instant): HandClock {
  let now = startAt;
  let order = 0;
  let timers: { at: Instant; order: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(delayMs, run) {
      order += 1;
      const timer = { at: now + Math.max(0, delayMs), order, run };
      timers.push(timer);
      return {
        cancel() {
          timers = timers.filter((each) => each !== timer);
        },
      };
    },
    moveTo(at) {
      for (;;) {
        const due = timers
          .filter((timer) => timer.at <= at)
          .sort((a, b) => a.at - b.at || a.order - b.order)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = Math.max(now, at);
    },
    advance(ms) {
      this.moveTo(now + ms);
    },
    get nextAt() {
      return timers.length === 0 ? null : Math.min(...timers.map((timer) => timer.at));
    },
  };
}

/** What a connector said, in order, and the levers a test pulls. */
export interface FakeContext {
  readonly context: ConnectorContext;
  readonly clock: HandClock;
  /** Every event that was taken, once each by its id, as the log would keep it. */
  readonly events: IncomingEvent[];
  /** How many events were known already. */
  readonly duplicates: number;
  readonly batches: { readonly events: readonly IncomingEvent[]; readonly options: EmitOptions }[];
  readonly health: { readonly health: Health; readonly reason: string | null }[];
  readonly refusals: string[];
  /** The last position that was stored, as it comes back after a restart. */
  readonly position: unknown;
  /** While true, the disk refuses. */
  diskFull: boolean;
  /** How often it refused. */
  readonly refusedWrites: number;
  /** Resolves when `wanted` holds; looked at after whatever the connector does. */
  until(wanted: () => boolean): Promise<void>;
}

/** A fake of what the supervisor gives a connector. `after`: goes on where another one stopped. */
export function fakeContext(options: { startAt: Instant; after?: FakeContext }): FakeContext {
  const clock = handClock(options.startAt);
  const seen = new Set(options.after?.events.map((event) => event.id));
  let waiting: (() => void)[] = [];
  let position: unknown = options.after?.position;
  const changed = (): void => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const fake = {
    clock,
    events: [...(options.after?.events ?? [])],
    duplicates: 0,
    batches: [] as FakeContext['batches'],
    health: [] as FakeContext['health'],
    refusals: [] as string[],
    get position() {
      return position;
    },
    diskFull: false,
    refusedWrites: 0,
    async until(wanted: () => boolean) {
      while (!wanted()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
  const written = async (): Promise<void> => {
    await Promise.resolve();
    if (!fake.diskFull) return;
    fake.refusedWrites += 1;
    changed();
    throw new Error('the disk is full');
  };
  const context: ConnectorContext = {
    clock,
    logger: silentLogger,
    async emit(events, emitOptions = {}) {
      await written();
      for (const event of events) {
        if (seen.has(event.id)) fake.duplicates += 1;
        else fake.events.push(event);
        seen.add(event.id);
      }
      if (emitOptions.position !== undefined)
        position = JSON.parse(JSON.stringify(emitOptions.position));
      fake.batches.push({ events, options: emitOptions });
      changed();
    },
    refuse({ reason }) {
      fake.refusals.push(reason);
      changed();
    },
    async health(health, reason) {
      await written();
      fake.health.push({ health, reason: reason ?? null });
      changed();
    },
    async tick() {
      throw new Error('a live connector is expected not to tick');
    },
    position,
  };
  return Object.defineProperty(fake, 'context', { value: context }) as typeof fake & {
    readonly context: ConnectorContext;
  };
}
