/** Stops what it came from; calling it again does nothing. */
export type Cancel = () => void;

/**
 * The page's time. Everything else takes one of these, so that a test can own the time.
 */
export interface PageClock {
  /**
   * Milliseconds since the page began. Never goes back, and goes on while the machine sleeps:
   * a wall clock set back must not make old data look new.
   */
  now(): number;
  /** Calls once after `delayMs`. */
  after(delayMs: number, call: () => void): Cancel;
  /** Calls before the next frame is drawn; also while the page is hidden and draws none. */
  nextFrame(call: () => void): Cancel;
}

/** The zone of whoever looks, as their machine has it. */
export function viewerTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The browser's clock: the only place of the page that reads it. */
export function browserClock(): PageClock {
  let reading = 0;
  let wall = Date.now();
  let steady = performance.now();
  return {
    now() {
      const wallNow = Date.now();
      const steadyNow = performance.now();
      // The steady clock may stand still in sleep, the wall clock may be set back: the larger step is true.
      reading += Math.max(0, wallNow - wall, steadyNow - steady);
      wall = wallNow;
      steady = steadyNow;
      return reading;
    },
    after(delayMs, call) {
      const timer = setTimeout(call, delayMs);
      return () => clearTimeout(timer);
    },
    nextFrame(call) {
      let done = false;
      const once = (): void => {
        if (done) return;
        done = true;
        cancelAnimationFrame(frame);
        clearTimeout(timer);
        call();
      };
      const frame = requestAnimationFrame(once);
      // A hidden page is given no frames.
      const timer = setTimeout(once, 100);
      return () => {
        done = true;
        cancelAnimationFrame(frame);
        clearTimeout(timer);
      };
    },
  };
}
