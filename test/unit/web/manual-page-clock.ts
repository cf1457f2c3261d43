import type { PageClock } from '#web/clock.ts';

/** A page clock that stands still until it is moved; what is due runs in order, each at its own time. */
export interface ManualPageClock extends PageClock {
  /** Lets time pass. */
  pass(ms: number): void;
  /** Draws a frame. */
  frame(): void;
  /** How many timers run. */
  readonly timers: number;
}

export function manualPageClock(): ManualPageClock {
  let now = 0;
  let order = 0;
  const due = new Map<number, { at: number; call: () => void }>();
  const frames = new Set<() => void>();
  return {
    now: () => now,
    after(delayMs, call) {
      const id = ++order;
      due.set(id, { at: now + Math.max(0, delayMs), call });
      return () => void due.delete(id);
    },
    nextFrame(call) {
      frames.add(call);
      return () => void frames.delete(call);
    },
    frame() {
      const calls = [...frames];
      frames.clear();
      for (const call of calls) call();
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
