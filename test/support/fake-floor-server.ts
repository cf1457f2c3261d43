import {
  ADMITTED_A_SECOND,
  createAdmission,
  deferredSpreadMsOf,
  spreadMsOf,
} from '#server/http/herd.ts';
import type { Greeting } from '#web/feed/greeting.ts';
import type { SimulatedTime } from './simulated-time.ts';

/*
 * A server as screens see it: it greets, tells a snapshot or what changed, beats once a second, and
 * goes down in every way. Who may come in is decided by the real server's own rules (server/http/herd.ts).
 */

/** What a server says to one screen. */
export interface Visitor {
  readonly cursor: string | null;
  reached(): void;
  greet(greeting: Greeting): void;
  update(update: string): void;
  beat(at: number, spreadMs: number): void;
  close(closing: { code: number; reason: string }): void;
}

export interface FakeFloorServer {
  /** Whether anything answers at its address. */
  readonly listens: boolean;
  /** Takes nobody in: not signed in. */
  unauthorised: boolean;
  readonly visitors: number;
  /** When knocks were answered, be it by being taken in or by being asked to come again. */
  readonly reachedAt: readonly number[];
  readonly admittedAt: readonly number[];
  readonly deferred: number;
  /** Something changed: every screen is told. */
  change(): void;
  /** What a screen that knows all knows. */
  readonly newest: string;
  /** As Ctrl-C: everybody is told over how long to spread. */
  restart(): void;
  /** As SIGKILL: every connection is cut at one instant. */
  kill(): void;
  /** As SIGSTOP: connections stand, nothing is answered. */
  freeze(): void;
  /** Up, thawed, or as new. */
  up(): void;
  /** Somebody knocks; what comes back tells that they are gone. */
  enter(visitor: Visitor): () => void;
}

export function fakeFloorServer(time: SimulatedTime): FakeFloorServer {
  const inside = new Set<Visitor>();
  const queue = new Set<Visitor>();
  const reachedAt: number[] = [];
  const admittedAt: number[] = [];
  const line = new Set<Visitor>();
  const clock = {
    now: () => time.now,
    after(delayMs: number, run: () => void) {
      let isDue = true;
      time.at(time.now + delayMs, () => {
        if (isDue) run();
      });
      return { cancel: () => (isDue = false) };
    },
  };
  let admission = createAdmission({ clock, perSecond: ADMITTED_A_SECOND });
  let state: 'up' | 'frozen' | 'down' = 'up';
  let run = 1;
  let changes = 0;
  const server: FakeFloorServer = {
    get listens() {
      return state !== 'down';
    },
    unauthorised: false,
    get visitors() {
      return inside.size;
    },
    reachedAt,
    admittedAt,
    get deferred() {
      return admission.deferred;
    },
    get newest() {
      return `${run}.${changes}`;
    },
    change() {
      changes += 1;
      if (state === 'up') for (const visitor of inside) visitor.update(server.newest);
    },
    restart() {
      const reason = JSON.stringify({ spreadMs: Math.max(1_000, spreadMsOf(inside.size)) });
      goDown({ code: 1012, reason });
    },
    kill: () => goDown({ code: 1006, reason: '' }),
    freeze() {
      if (state === 'up') state = 'frozen';
    },
    up() {
      if (state === 'up') return;
      if (state === 'down') {
        run += 1;
        admission = createAdmission({ clock, perSecond: ADMITTED_A_SECOND });
      }
      state = 'up';
      for (const visitor of [...queue]) takeIn(visitor);
      queue.clear();
    },
    enter(visitor) {
      if (state === 'frozen') queue.add(visitor);
      else takeIn(visitor);
      return () => {
        inside.delete(visitor);
        queue.delete(visitor);
        line.delete(visitor);
      };
    },
  };
  const beat = (): void => {
    const spreadMs = spreadMsOf(inside.size);
    if (state === 'up') for (const visitor of inside) visitor.beat(time.now, spreadMs);
    time.at(time.now + 1_000, beat);
  };
  time.at(1_000, beat);
  return server;

  function takeIn(visitor: Visitor): void {
    reachedAt.push(time.now);
    visitor.reached();
    if (server.unauthorised) return visitor.close({ code: 4403, reason: 'Forbidden' });
    line.add(visitor);
    const stands = admission.enter(() => {
      if (!line.delete(visitor)) return false;
      admittedAt.push(time.now);
      inside.add(visitor);
      visitor.greet({ spreadMs: spreadMsOf(inside.size), server: null });
      visitor.update(server.newest);
      return true;
    });
    if (stands) return;
    line.delete(visitor);
    const reason = JSON.stringify({ spreadMs: deferredSpreadMsOf(inside.size) });
    visitor.close({ code: 1013, reason });
  }

  function goDown(closing: { code: number; reason: string }): void {
    state = 'down';
    admission.close();
    const all = [...inside, ...line, ...queue];
    inside.clear();
    line.clear();
    queue.clear();
    for (const visitor of all) visitor.close(closing);
  }
}
