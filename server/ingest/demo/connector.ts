import type { Instant, SourceId } from '#schema/ids.ts';
import type { Timer } from '#server/kit/clock.ts';
import { Health, type Connector, type ConnectorContext, type IncomingEvent } from '../connector.ts';
import { deliver, untilTaken } from '../replay/deliver.ts';
import { simulateDays } from './days.ts';
import { createPace, readPosition, type DemoPosition } from './pace.ts';

export interface DemoOptions {
  readonly id: SourceId;
  readonly seed: number;
  /** Simulated time over wall time, from the start on. */
  readonly speed: number;
  readonly agents: number;
  readonly queues: number;
  /** Zone of the simulated calendar day. */
  readonly timeZone: string;
}

/** Events handed over at once, at most. */
export const BATCH_SIZE = 2000;
/** What is older than this is told as the past. */
const PAST_AFTER_MS = 10_000;
/** So many events that were stored before are simulated anew before others get their turn. */
const SKIP_SLICE = 5000;

/**
 * The simulated floor: tells today since midnight as the past, then every event at its time. The
 * same seed, sizes, date and moment of the first start (a surge begins soon after it; it is kept with
 * the position) give the same events with the same ids, so a restart goes on where the floor was. It
 * says `connected` once it has caught up: before that, its own word would move the floor's clock
 * ahead of the past it tells.
 *
 * `silentAfterMs` is null: a quiet night is no fault, and a simulation that fails says `lost`.
 */
export function createDemoConnector(options: DemoOptions): Connector {
  let stopping = false;
  let timer: Timer | null = null;
  let wake: (() => void) | null = null;
  let running: Promise<void> = Promise.resolve();
  const isStopping = (): boolean => stopping;

  return {
    id: options.id,
    kind: 'demo',
    time: 'live',
    silentAfterMs: null,
    async start(context) {
      running = run(context).catch(async (error: unknown) => {
        const reason = `the simulation failed: ${String(error)}`;
        await untilTaken(context, isStopping, () => context.health(Health.lost, reason));
      });
    },
    async stop() {
      stopping = true;
      timer?.cancel();
      wake?.();
      await running;
    },
  };

  async function run(context: ConnectorContext): Promise<void> {
    const { clock } = context;
    const position = readPosition(context.position);
    const pace = createPace(options.speed, { position, nowAt: clock.now() });
    const fromAt = position?.simulatedAt ?? null;
    const openedAt = position ? position.openedAt : pace.simulatedNow;
    const sender = createSender(context, openedAt);
    let skipped = 0;
    let connected = false;
    const { timeZone } = options;
    const days = { plan: { ...options, openedAt }, timeZone, nowAt: pace.simulatedNow, fromAt };
    for (const simulated of simulateDays(days)) {
      if (stopping) return;
      if (fromAt !== null && simulated.at < fromAt) {
        skipped += 1;
        if (skipped % SKIP_SLICE === 0) await giveTurn(context);
        continue;
      }
      const event = pace.onFloor(simulated);
      if (!event) continue;
      if (event.at > clock.now()) {
        await sender.flush();
        if (!connected)
          await untilTaken(context, isStopping, () => context.health(Health.connected));
        connected = true;
        await waitUntil(event.at, context);
        if (stopping) return;
      }
      await sender.add(event, simulated.at);
    }
  }

  /** Gathers what is due, the past apart from the present. */
  function createSender(context: ConnectorContext, openedAt: Instant | null) {
    const isPast = (at: Instant) => at < context.clock.now() - PAST_AFTER_MS;
    let batch: IncomingEvent[] = [];
    let simulatedAt = 0;
    async function flush(): Promise<void> {
      const last = batch.at(-1);
      if (!last) return;
      const events = batch;
      batch = [];
      const position: DemoPosition = { at: last.at, simulatedAt, openedAt };
      await deliver(context, events, {
        position,
        isPast: () => isPast(events[0]!.at),
        stopped: isStopping,
      });
    }
    return {
      flush,
      async add(event: IncomingEvent, eventSimulatedAt: Instant): Promise<void> {
        const first = batch[0];
        const turnsPresent = first && isPast(first.at) && !isPast(event.at);
        if (turnsPresent || batch.length >= BATCH_SIZE) await flush();
        batch.push(event);
        simulatedAt = eventSimulatedAt;
      },
    };
  }

  function waitUntil(at: Instant, { clock }: ConnectorContext): Promise<void> {
    if (stopping) return Promise.resolve();
    return new Promise((resolve) => {
      wake = resolve;
      timer = clock.after(Math.max(0, at - clock.now()), resolve);
    });
  }
}

/** Lets others run; the empty batch of the past says that the floor's clock is to wait for more of it. */
async function giveTurn(context: ConnectorContext): Promise<void> {
  await context.emit([], { past: true });
  await new Promise((resolve) => setImmediate(resolve));
}
