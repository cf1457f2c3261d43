import type { PageClock } from '#web/clock.ts';

/** A page clock that stands still until it is moved; what is due runs in order, each at its own time. */
export interface ManualPageClock extends PageClock {
  /** Lets time pass. */
  pass(ms: number): void;
  /** Draws a frame, after what is due. */
  frame(): void;
  /** How many timers run. */
  readonly timers: number;
}

/** `draws`: a frame is drawn as soon as one is asked for and time passes; otherwise only `frame` draws. */
export function manualPageClock({ draws = false } = {}): ManualPageClock {
  let now = 0;
  let order = 0;
  const due = new Map<number, { at: number; call: () => void }>();
  const frames = new Set<{
    readonly call: () => void;
    readonly behind?: (isDrawn: boolean) => void;
  }>();
  return {
    now: () => now,
    after(delayMs, call) {
      const id = ++order;
      due.set(id, { at: now + Math.max(0, delayMs), call });
      return () => void due.delete(id);
    },
    nextFrame(call, behind) {
      const asked = { call, ...(behind && { behind }) };
      frames.add(asked);
      if (draws) this.after(0, () => this.frame());
      return () => void frames.delete(asked);
    },
    frame() {
      this.pass(0);
      const asked = [...frames];
      frames.clear();
      for (const { call } of asked) call();
      for (const { behind } of asked) behind?.(true);
    },
    pass(ms) {
      const until = now + ms;
      for (;;) {
        const next = [...due].sort(([a, one], [b, other]) => one.at - other.at || a - b)[0];
        if (next === undefined || next[1].at > until) break;
        due.delete(next[0]);
        now = Math.max(now, next[1].at);
        next[1].call();
      }
      now = until;
    },
    get timers() {
      return due.size;
    },
  };
}
