import type { Cancel, PageClock } from '#web/clock.ts';
import { createBackoff, RETRY } from './backoff.ts';
import type { Closing, Connect, Connection } from './connection.ts';
import { spreadMsIn, type Greeting } from './greeting.ts';

/*
 * Keeps one subscription alive for as long as the page is open. A wall hangs where nobody can press
 * reload, so there is no outage after which it gives up.
 *
 *   connecting --opened--> live --closed / silent--> waiting --timer / wake--> connecting …
 *
 * 1. At most one connection exists; what an abandoned one still says is not heard.
 * 2. From every state but `stopped` exactly one timer is running. It also notices that the machine
 *    slept: then nothing that was known of the connection is believed.
 * 3. A cursor with which two connections opened and brought nothing is dropped: a snapshot always works.
 * 4. A try that nobody answers is cut after `openMs`, and sooner where the one before it was not
 *    answered either; now and then one is waited for longer, for a server that is only slow.
 */

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
  /** What the server said of itself when it took us in; told before the status that says so. */
  readonly onGreeting?: (greeting: Greeting) => void;
  /** A ping of the connection came back after so long. */
  readonly onRoundTrip?: (ms: number) => void;
  /** False where nothing more is due, as after a replay's end: silence is then no fault. */
  readonly expectsUpdates: () => boolean;
}

export interface Supervisor {
  start(): void;
  /** The machine woke, somebody looks at the page: look at once whether all is well. */
  wake(): void;
  /** The network is back, for this screen and perhaps for all of them: the same, spread as the server told. */
  networkBack(): void;
  /** Another way of asking found that we are not signed in. */
  refused(): void;
  stop(): void;
}

export const WATCH = {
  /**
   * Neither a message nor a pong for so long: the connection is dead, whatever it says. To this and the
   * next comes a share of what the server told to spread over: all of its screens may have heard it last
   * in the same instant, and while one waits for its turn the connection may find its voice again.
   */
  silenceMs: 6_000,
  /** Pongs but no update for so long: the subscription behind the connection is dead. */
  updateSilenceMs: 20_000,
  /** How long a try may take to be answered, and one that follows others which were not. */
  openMs: 10_000,
  hungMs: 6_500,
  /** Of tries that are not answered, every so many is waited for as long as the first. */
  patientEvery: 8,
  /** On waking, a connection that was heard within this is believed, for as long again. */
  wakeTrustMs: 2_500,
  /** A connection that stood this long ended a quiet run. */
  quietRunMs: 30_000,
  /** The one timer runs at least so often while live, and while not. */
  everyMs: 1_000,
  everyLostMs: 5_000,
  /** It came this late: the page stood still, and what it was told meanwhile may come late, or never. */
  stoodStillMs: 5_000,
  /** It came this late: no server has kept the connection. */
  sleptMs: 30_000,
} as const;

export function superviseFeed<Update>(options: SupervisorOptions<Update>): Supervisor {
  const { clock, random } = options;
  const backoff = createBackoff(random);
  let connection: Connection | null = null;
  let generation = 0;
  let cursor: string | null = null;
  let emptyTries = 0;
  /** Tries in a row that nobody answered. */
  let hungTries = 0;
  /** What the server told last; null until it told. */
  let spreadMs: number | null = null;
  let triedAt = 0;
  let openedAt: number | null = null;
  /** How long this try may take to be answered. */
  let openMs: number = WATCH.openMs;
  /** This connection's place among all that fall silent in the same instant, in [0, 1). */
  let turn = 0;
  let heardAt = 0;
  let updatedAt = 0;
  let wokeAt = -Infinity;
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
      if (status.phase === 'stopped') return;
      if (mistrust()) openAnew();
    },
    networkBack() {
      if (status.phase === 'stopped' || !mistrust()) return;
      drop();
      const now = clock.now();
      const until = now + random() * (spreadMs ?? RETRY.spreadMs);
      report({ lostAt: status.lostAt ?? now });
      // Who would have tried sooner still does.
      wait(Math.min(until, status.retryAt ?? Infinity));
    },
    refused() {
      report({ unauthorised: true });
    },
    stop() {
      drop();
      report({ phase: 'stopped', retryAt: null });
    },
  };

  /** Forgets what the past says of the network; whether there is nothing left that could be waited for. */
  function mistrust(): boolean {
    const now = clock.now();
    backoff.reset();
    hungTries = 0;
    if (status.phase === 'waiting') return true;
    if (now - heardAt > WATCH.wakeTrustMs) return true;
    // What was heard just now may have been on its way since before the sleep.
    if (status.phase === 'live') wokeAt = now;
    return false;
  }

  function openAnew(): void {
    report({ lostAt: status.lostAt ?? clock.now() });
    open();
  }

  function open(): void {
    drop();
    const mine = generation;
    triedAt = heardAt = updatedAt = clock.now();
    openedAt = null;
    openMs = hungTries % WATCH.patientEvery === 0 ? WATCH.openMs : WATCH.hungMs;
    if (emptyTries >= 2) cursor = null;
    report({ phase: 'connecting', retryAt: null, attempts: status.attempts + 1 });
    watch();
    const whileMine = (act: () => void): void => {
      if (mine === generation) act();
    };
    let made: Connection;
    try {
      made = options.connect(cursor, {
        onReached: () => whileMine(reached),
        onOpened: (greeting) => whileMine(() => opened(greeting)),
        onHeard: () => whileMine(heard),
        onUpdate: (update) => whileMine(() => updated(update)),
        onBeat: (at, spread) => whileMine(() => beaten(at, spread)),
        onRoundTrip: (ms) => whileMine(() => options.onRoundTrip?.(ms)),
        onClosed: (closing) => whileMine(() => lose(closing)),
      });
    } catch (error) {
      if (mine === generation) lose({ code: 0, reason: String(error) });
      return;
    }
    // It may have closed before it was handed over.
    if (mine === generation) connection = made;
    else made.close();
  }

  function reached(): void {
    heardAt = clock.now();
    hungTries = 0;
    openMs = WATCH.openMs;
  }

  function opened(greeting: Greeting): void {
    emptyTries += 1;
    hungTries = 0;
    turn = random();
    heardAt = updatedAt = openedAt = clock.now();
    spreadMs = bounded(greeting.spreadMs) ?? spreadMs;
    options.onGreeting?.(greeting);
    report({ phase: 'live', lostAt: null, unauthorised: false, attempts: 0 });
    watch();
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
  function beaten(at: number, spread: number | null): void {
    heardAt = updatedAt = clock.now();
    spreadMs = bounded(spread) ?? spreadMs;
    options.onBeat(at);
  }

  function lose({ code, reason }: Closing, hung = false): void {
    const now = clock.now();
    drop();
    hungTries = hung ? hungTries + 1 : 0;
    const stood = openedAt !== null;
    settle(now);
    const told = spreadToldBy(reason);
    const withinMs = spreadMs ?? RETRY.spreadMs;
    const waitMs = backoff.next({ withinMs, triedForMs: now - triedAt, stood, hung });
    report({
      lostAt: status.lostAt ?? now,
      unauthorised: status.unauthorised || UNAUTHORISED.has(code),
    });
    // What the server tells when it closes holds for this very try, be it the first or not.
    wait(now + (told === null ? waitMs : random() * told));
  }

  /** A server that takes us in and drops us again is no better than one that refuses. */
  function settle(now: number): void {
    if (openedAt !== null && now - openedAt >= WATCH.quietRunMs) backoff.reset();
    openedAt = null;
  }

  function wait(until: number): void {
    report({ phase: 'waiting', retryAt: until });
    watch();
  }

  /** The one timer: to the end of patience or of the wait, in steps that a sleep cannot hide in. */
  function watch(): void {
    const now = clock.now();
    // Browsers count whole milliseconds; a timer that is early by a fraction would only run again.
    const untilMs = Math.max(0, Math.ceil(dueAt() - now));
    const mostMs = status.phase === 'live' ? WATCH.everyMs : WATCH.everyLostMs;
    const expectedAt = now + Math.min(untilMs, mostMs);
    cancelTimer();
    cancelTimer = clock.after(expectedAt - now, () => {
      const now = clock.now();
      const lateMs = now - expectedAt;
      if (lateMs > WATCH.sleptMs && mistrust()) openAnew();
      else if (lateMs > WATCH.stoodStillMs && status.phase === 'live') doubt(now);
      else if (now < dueAt()) watch();
      else if (status.phase === 'waiting') open();
      else giveUp();
    });
  }

  /** The page stood still: what was sent to it meanwhile waits behind this. */
  function doubt(now: number): void {
    heardAt = Math.max(heardAt, now - WATCH.silenceMs + WATCH.wakeTrustMs);
    updatedAt = Math.max(updatedAt, heardAt);
    watch();
  }

  function dueAt(): number {
    if (status.phase === 'waiting') return status.retryAt ?? 0;
    if (status.phase === 'connecting') return heardAt + openMs;
    const turnMs = turn * (spreadMs ?? RETRY.spreadMs);
    const idleAt = options.expectsUpdates() ? updatedAt + WATCH.updateSilenceMs : Infinity;
    return Math.min(turnMs + Math.min(heardAt + WATCH.silenceMs, idleAt), provedAt());
  }

  /** Soon after a wake the connection has to say something of its own accord. */
  function provedAt(): number {
    return heardAt < wokeAt + WATCH.everyMs ? wokeAt + WATCH.wakeTrustMs : Infinity;
  }

  function giveUp(): void {
    if (status.phase === 'connecting') {
      lose({ code: 0, reason: 'not answered' }, true);
      return;
    }
    // Its turn has come: no further wait.
    settle(clock.now());
    openAnew();
  }

  /** Forgets connection and timer; whatever the connection still says is not heard. */
  function drop(): void {
    generation += 1;
    cancelTimer();
    wokeAt = -Infinity;
    const dropped = connection;
    connection = null;
    dropped?.close();
  }

  function report(change: Partial<FeedStatus>): void {
    status = { ...status, ...change };
    options.onStatus(status);
  }
}

function bounded(spreadMs: number | null): number | null {
  return spreadMs === null ? null : Math.min(spreadMs, RETRY.mostSpreadMs);
}

const UNAUTHORISED = new Set([4401, 4403]);

/** A server that closes may say over how long its screens should spread: `{"spreadMs":n}`. */
function spreadToldBy(reason: string): number | null {
  if (!reason.startsWith('{')) return null;
  try {
    return bounded(spreadMsIn(JSON.parse(reason)));
  } catch {
    return null;
  }
}
