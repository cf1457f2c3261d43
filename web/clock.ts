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
  /**
   * Calls before the next frame is drawn; also while the page is hidden and draws none. `behind` is called after it: with
   * true when that frame has been drawn, with false where none is.
   */
  nextFrame(call: () => void, behind?: (isDrawn: boolean) => void): Cancel;
}

/** The zone of whoever looks, as their machine has it. */
export function viewerTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Where a browser's clock is read; a test gives its own. */
export interface ClockReadings {
  /** The machine's wall clock, in milliseconds: may be wrong by years, jump and be set back. */
  readonly wall: () => number;
  /** Milliseconds that only go forward; may stand still while the machine sleeps. */
  readonly steady: () => number;
}

const BROWSER_READINGS: ClockReadings = {
  wall: () => Date.now(),
  steady: () => performance.now(),
};

/** Where the wall clock runs ahead of the steady one by more than this at once, the machine slept. */
const SLEPT_MS = 1_000;

/** A page that was drawn no frame for so long is drawn none. A busy machine may well take this long for one. */
const NO_FRAMES_MS = 1_000;
/** How often a hidden page does what belongs into a frame. */
const HIDDEN_FRAME_MS = 100;

/** The browser's clock: the only place of the page that reads it. */
export function browserClock(readings: ClockReadings = BROWSER_READINGS): PageClock {
  let sleptMs = 0;
  let wall = readings.wall();
  let steady = readings.steady();
  const beganAt = steady;
  return {
    now() {
      const wallNow = readings.wall();
      const steadyNow = readings.steady();
      // The steady clock may have stood still. A wall clock that was put forward looks the same: then what is
      // shown is called old until it is heard again. Smaller steps are the wall clock being put right.
      const aheadMs = wallNow - wall - (steadyNow - steady);
      if (aheadMs > SLEPT_MS) sleptMs += aheadMs;
      wall = wallNow;
      steady = steadyNow;
      return steadyNow - beganAt + sleptMs;
    },
    after(delayMs, call) {
      const timer = setTimeout(call, delayMs);
      return () => clearTimeout(timer);
    },
    nextFrame(call, behind) {
      let done = false;
      const once = (isFrame: boolean): void => {
        if (done) return;
        done = true;
        cancelAnimationFrame(frame);
        clearTimeout(timer);
        call();
        if (!behind) return;
        if (isFrame) behindFrame(() => behind(true));
        else behind(false);
      };
      const frame = requestAnimationFrame(() => once(true));
      // A hidden page is given no frames, one that nobody can see perhaps none either.
      const patienceMs = document.visibilityState === 'visible' ? NO_FRAMES_MS : HIDDEN_FRAME_MS;
      const timer = setTimeout(() => once(false), patienceMs);
      return () => {
        done = true;
        cancelAnimationFrame(frame);
        clearTimeout(timer);
      };
    },
  };
}

/** To be asked while a frame is being made: that is done in one go, and a message posted in it comes right behind it. */
function behindFrame(call: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener(
    'message',
    () => {
      port1.close();
      call();
    },
    { once: true },
  );
  port1.start();
  port2.postMessage(null);
}
