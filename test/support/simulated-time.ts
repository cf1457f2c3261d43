import type { PageClock } from '#web/clock.ts';

/*
 * Time for many machines at once. It passes only when it is told to; what is due runs in order, each at
 * its own moment. A heap, because five hundred pages have a timer each and an hour has many seconds.
 */

interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

export interface SimulatedTime {
  /** Milliseconds since the beginning. */
  readonly now: number;
  /** How many timers run. */
  readonly timers: number;
  at(at: number, run: () => void): () => void;
  pass(ms: number): void;
}

export function simulatedTime(): SimulatedTime {
  const heap: Due[] = [];
  let now = 0;
  let order = 0;
  let timers = 0;
  return {
    get now() {
      return now;
    },
    get timers() {
      return timers;
    },
    at(at, run) {
      const due: Due = { at: Math.max(now, at), order: ++order, run, cancelled: false };
      push(heap, due);
      timers += 1;
      return () => {
        if (!due.cancelled) timers -= 1;
        due.cancelled = true;
      };
    },
    pass(ms) {
      const until = now + ms;
      for (let next = heap[0]; next !== undefined && next.at <= until; next = heap[0]) {
        pop(heap);
        if (next.cancelled) continue;
        next.cancelled = true;
        timers -= 1;
        now = next.at;
        next.run();
      }
      now = until;
    },
  };
}

/** A machine whose page has a clock: it can sleep, and be put right. */
export interface Machine extends PageClock {
  /** Timers of this page that run. */
  readonly timers: number;
  readonly asleep: boolean;
  /** Since when it sleeps, and until when, in the time of the simulation. */
  readonly night: { readonly from: number; readonly to: number };
  /** Lid shut: no timer runs; on waking all that were due run at once, and the clock has gone on. */
  sleep(forMs: number): void;
  /** The wall clock was put forward: the page takes that for time that has passed. */
  jump(ms: number): void;
}

export function machineIn(time: SimulatedTime): Machine {
  let ahead = 0;
  let sleepsAt = -Infinity;
  let wakesAt = -Infinity;
  let timers = 0;
  return {
    now: () => time.now + ahead,
    get timers() {
      return timers;
    },
    get asleep() {
      return time.now < wakesAt;
    },
    get night() {
      return { from: sleepsAt, to: wakesAt };
    },
    after(delayMs, call) {
      let done = false;
      let cancel = (): void => {};
      const ring = (): void => {
        if (time.now < wakesAt) {
          cancel = time.at(wakesAt, ring);
          return;
        }
        done = true;
        timers -= 1;
        call();
      };
      timers += 1;
      cancel = time.at(time.now + delayMs, ring);
      return () => {
        if (!done) timers -= 1;
        done = true;
        cancel();
      };
    },
    nextFrame(call) {
      return this.after(16, call);
    },
    sleep(forMs) {
      if (time.now >= wakesAt) sleepsAt = time.now;
      wakesAt = Math.max(wakesAt, time.now + forMs);
    },
    jump(ms) {
      ahead += ms;
    },
  };
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Due[], due: Due): void {
  let place = heap.length;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isBefore(due, heap[parent]!)) break;
    heap[place] = heap[parent]!;
    place = parent;
  }
  heap[place] = due;
}

function pop(heap: Due[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
    if (!isBefore(heap[child]!, last)) break;
    heap[place] = heap[child]!;
    place = child;
  }
  heap[place] = last;
}
