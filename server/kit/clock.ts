import type { Instant } from '#schema/ids.ts';

/** A timer that can be called off; calling it off twice is fine. */
export interface Timer {
  cancel(): void;
}

/** The only door to the time of day. Everything that waits or dates takes one of these. */
export interface Clock {
  now(): Instant;
  /** Calls `run` once, `delayMs` from now. Never keeps the process alive by itself. */
  after(delayMs: number, run: () => void): Timer;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Resolves `delayMs` from now; rejects never. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve));
}
