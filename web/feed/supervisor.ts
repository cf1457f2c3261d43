import type { Cancel, PageClock } from '#web/clock.ts';
import { decorrelatedBackoff, RETRY, type Backoff } from './backoff.ts';

/*
 * Keeps one subscription alive for as long as the page is open. A wall hangs where nobody can press
 * reload, so there is no outage after which it gives up.
 *
 *   connecting --opened--> live --closed / silent--> waiting --timer / wake--> connecting …
 *
 * 1. At most one connection exists; what an abandoned one still says is not heard.
 * 2. From every state but `stopped` a timer is running or a connection is being watched.
 * 3. A cursor with which two connections opened and brought nothing is dropped: a snapshot always works.
 */

/** Why a connection ended; `code` as in a WebSocket's close event, 0 where there was none. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

export interface Connection {
  /** Ends it; may be called at any time, also twice. */
  close(): void;
}

export interface ConnectionEvents<Update> {
  /** The server took us in. */
  onOpened(): void;
  /** Anything was heard, a pong included. */
  onHeard(): void;
  onUpdate(update: Update): void;
  /** The server lives and the floor's clock stands at `at`, though nothing changed. */
  onBeat(at: number): void;
  onClosed(closing: Closing): void;
}

/** Opens one connection and subscribes from `cursor` (null: from a snapshot). */
export type Connect<Update> = (
  cursor: string | null,
  events: ConnectionEvents<Update>,
) => Connection;

export interface FeedStatus {
  readonly phase: 'connecting' | 'live' | 'waiting' | 'stopped';
  /** Page time since when there is no connection; null while there is one. */
  readonly lostAt: number | null;
  /** Page time of the next try while `waiting`. */
  readonly retryAt: number | null;
  /** The server wants to know who we are; cleared when it takes us in. */
  readonly unauthorised: boolean;
  /** Tries since the connection was lost. */
  readonly attempts: number;
}

export interface SupervisorOptions<Update> {
  readonly connect: Connect<Update>;
  readonly clock: PageClock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly cursorOf: (update: Update) => string;
  readonly onUpdate: (update: Update) => void;
  readonly onBeat: (at: number) => void;
  readonly onStatus: (status: FeedStatus) => void;
  /** False where nothing more is due, as after a replay's end: silence is then no fault. */
  readonly expectsUpdates: () => boolean;
}

export interface Supervisor {
  start(): void;
  /** The machine woke, the page was shown, the network is back: look at once whether all is well. */
  wake(): void;
  /** Another way of asking found that we are not signed in. */
  refused(): void;
  stop(): void;
}

export const WATCH = {
  /** Neither a message nor a pong for so long: the connection is dead, whatever it says. */
  silenceMs: 10_000,
  /** Pongs but no update for so long: the subscription behind the connection is dead. */
  updateSilenceMs: 20_000,
  /** On waking, a connection that was heard within this is believed. */
  wakeTrustMs: 2_500,
  /** A connection that stood this long ended a quiet run. */
  quietRunMs: 30_000,
} as const;

export function superviseFeed<Update>(options: SupervisorOptions<Update>): Supervisor {
  const { clock } = options;
  let connection: Connection | null = null;
  let generation = 0;
  let cursor: string | null = null;
  let emptyTries = 0;
  let openedAt: number | null = null;
  let heardAt = 0;
  let updatedAt = 0;
  let backoff: Backoff = decorrelatedBackoff(RETRY.spreadMs, options.random);
  let cancelTimer: Cancel = () => {};
  let status: FeedStatus = {
    phase: 'stopped',
    lostAt: null,
    retryAt: null,
    unauthorised: false,
    attempts: 0,
  };

  return {
    start() {
      if (status.phase !== 'stopped') return;
      report({ lostAt: clock.now() });
      open();
    },
    wake() {
      if (status.phase === 'waiting') open();
      else if (status.phase === 'live' && clock.now() - heardAt > WATCH.wakeTrustMs) {
        lose({ code: 0, reason: 'woke to silence' });
        open();
      }
    },
    refused() {
      report({ unauthorised: true });
    },
    stop() {
      drop();
      report({ phase: 'stopped', retryAt: null });
    },
  };

  function open(): void {
    drop();
    const mine = ++generation;
    heardAt = updatedAt = clock.now();
    openedAt = null;
    if (emptyTries >= 2) cursor = null;
    report({ phase: 'connecting', retryAt: null, attempts: status.attempts + 1 });
    watch();
    const whileMine = (act: () => void): void => {
      if (mine === generation) act();
    };
    let made: Connection;
    try {
      made = options.connect(cursor, {
        onOpened: () => whileMine(opened),
        onHeard: () => whileMine(heard),
        onUpdate: (update) => whileMine(() => updated(update)),
        onBeat: (at) => whileMine(() => beaten(at)),
        onClosed: (closing) => whileMine(() => lose(closing)),
      });
    } catch (error) {
      lose({ code: 0, reason: String(error) });
      return;
    }
    // It may have closed before it was handed over.
    if (mine === generation) connection = made;
    else made.close();
  }

  function opened(): void {
    emptyTries += 1;
    heardAt = updatedAt = openedAt = clock.now();
    report({ phase: 'live', lostAt: null, unauthorised: false, attempts: 0 });
  }

  function heard(): void {
    heardAt = clock.now();
  }

  function updated(update: Update): void {
    heardAt = updatedAt = clock.now();
    emptyTries = 0;
    cursor = options.cursorOf(update);
    options.onUpdate(update);
  }

  /** As good as an update to tell a quiet floor from a dead one; no place to resume from. */
  function beaten(at: number): void {
    heardAt = updatedAt = clock.now();
    options.onBeat(at);
  }

  function lose(closing: Closing): void {
    const now = clock.now();
    drop();
    if (openedAt !== null) {
      const quiet = now - openedAt >= WATCH.quietRunMs;
      backoff = decorrelatedBackoff(quiet ? RETRY.snappyMs : RETRY.spreadMs, options.random);
      openedAt = null;
    }
    const spreadMs = spreadToldBy(closing.reason);
    if (spreadMs !== null) backoff = decorrelatedBackoff(spreadMs, options.random);
    const waitMs = backoff.next();
    report({
      phase: 'waiting',
      lostAt: status.lostAt ?? now,
      retryAt: now + waitMs,
      unauthorised: status.unauthorised || UNAUTHORISED.has(closing.code),
    });
    cancelTimer = clock.after(waitMs, open);
  }

  function watch(): void {
    cancelTimer = clock.after(WATCH_EVERY_MS, () => {
      const now = clock.now();
      const silent = now - heardAt > WATCH.silenceMs;
      const idle = options.expectsUpdates() && now - updatedAt > WATCH.updateSilenceMs;
      if (silent || idle) lose({ code: 0, reason: silent ? 'silent' : 'no updates' });
      else watch();
    });
  }

  /** Forgets connection and timer; whatever the connection still says is not heard. */
  function drop(): void {
    generation += 1;
    cancelTimer();
    const dropped = connection;
    connection = null;
    dropped?.close();
  }

  function report(change: Partial<FeedStatus>): void {
    status = { ...status, ...change };
    options.onStatus(status);
  }
}

const WATCH_EVERY_MS = 1_000;
const UNAUTHORISED = new Set([4401, 4403]);

/** A server that closes for a restart says over how long its screens should spread: `{"spreadMs":n}`. */
function spreadToldBy(reason: string): number | null {
  if (!reason.startsWith('{')) return null;
  try {
    const told: unknown = JSON.parse(reason);
    const spreadMs = (told as { spreadMs?: unknown }).spreadMs;
    return typeof spreadMs === 'number' && spreadMs >= 0 ? Math.min(spreadMs, 600_000) : null;
  } catch {
    return null;
  }
}
