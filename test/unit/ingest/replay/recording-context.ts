import type { ConnectorContext, EmitOptions, IncomingEvent } from '#server/ingest/connector.ts';
import { silentLogger } from '#server/kit/logger.ts';

/** What a connector did, in order, as a test reads it. */
export type Step =
  | {
      readonly kind: 'emit';
      readonly events: readonly IncomingEvent[];
      readonly options: EmitOptions;
    }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'health'; readonly health: string; readonly reason?: string }
  | { readonly kind: 'tick'; readonly at: number };

/**
 * A connector's context that writes down what it is told. Levers: `advance` moves the clock and
 * lets due timers run; `failNextEmits` makes the disk refuse.
 */
export function createRecordingContext({
  position,
  now = 1_000_000,
}: { position?: unknown; now?: number } = {}) {
  const steps: Step[] = [];
  const timers = new Set<{ at: number; run: () => void }>();
  let clockAt = now;
  let failures = 0;
  let observers: (() => void)[] = [];
  function record(step: Step): void {
    steps.push(step);
    for (const observe of observers) observe();
  }
  const context: ConnectorContext = {
    clock: {
      now: () => clockAt,
      after(delayMs, run) {
        const timer = { at: clockAt + delayMs, run };
        timers.add(timer);
        return { cancel: () => timers.delete(timer) };
      },
    },
    logger: silentLogger,
    position,
    async emit(events, options = {}) {
      // As a disk does, it answers later.
      await new Promise((resolve) => setImmediate(resolve));
      if (failures > 0) {
        failures -= 1;
        throw new Error('disk full');
      }
      record({ kind: 'emit', events: [...events], options });
    },
    refuse: ({ reason }) => record({ kind: 'refuse', reason }),
    health: async (health, reason) => record({ kind: 'health', health, reason }),
    tick: async (at) => record({ kind: 'tick', at }),
  };
  /** Lets everything that is under way (promises, files) come to rest. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    context,
    steps,
    emitted: () => steps.flatMap((step) => (step.kind === 'emit' ? step.events : [])),
    failNextEmits(count: number) {
      failures = count;
    },
    settle,
    /** Moves the clock in steps of `stepMs`, each with its due timers. */
    async advance(ms: number, stepMs = 50) {
      for (const endAt = clockAt + ms; clockAt < endAt;) {
        clockAt = Math.min(endAt, clockAt + stepMs);
        for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
          if (timer.at > clockAt || !timers.delete(timer)) continue;
          timer.run();
        }
        await settle();
      }
    },
    /** Resolves when a step is written down for which `test` holds; at once if there is one. */
    until(test: (step: Step) => boolean): Promise<void> {
      if (steps.some(test)) return Promise.resolve();
      return new Promise((resolve) => {
        const observe = () => {
          if (!test(steps.at(-1)!)) return;
          observers = observers.filter((other) => other !== observe);
          resolve();
        };
        observers.push(observe);
      });
    },
  };
}
