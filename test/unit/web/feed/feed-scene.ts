import type { ConnectionEvents } from '#web/feed/connection.ts';
import { superviseFeed, type FeedStatus } from '#web/feed/supervisor.ts';
import { manualPageClock } from '../manual-page-clock.ts';

export interface Attempt {
  readonly cursor: string | null;
  readonly events: ConnectionEvents<string>;
  readonly at: number;
  closed: number;
}

/** A supervisor with a server made of levers. `answer` acts on each attempt as it is made. */
export function feedScene(
  options: { answer?: (attempt: Attempt) => void; random?: () => number } = {},
) {
  const clock = manualPageClock();
  const attempts: Attempt[] = [];
  const updates: string[] = [];
  const beats: number[] = [];
  let status: FeedStatus | null = null;
  let expectsUpdates = true;
  const feed = superviseFeed<string>({
    clock,
    random: options.random ?? (() => 0.5),
    connect(cursor, events) {
      const attempt: Attempt = { cursor, events, at: clock.now(), closed: 0 };
      attempts.push(attempt);
      options.answer?.(attempt);
      return { close: () => (attempt.closed += 1) };
    },
    cursorOf: (update) => update,
    onUpdate: (update) => updates.push(update),
    onBeat: (at) => beats.push(at),
    onStatus: (next) => (status = next),
    expectsUpdates: () => expectsUpdates,
  });
  return {
    clock,
    feed,
    attempts,
    updates,
    beats,
    get status() {
      return status;
    },
    get last() {
      return attempts.at(-1) as Attempt;
    },
    /** Lets the wait before the next try pass. */
    retry: () => clock.pass(Math.ceil((status?.retryAt ?? clock.now()) - clock.now())),
    /** Stays connected for so long. */
    stay(ms: number) {
      for (const end = clock.now() + ms; clock.now() < end;) {
        clock.pass(1_000);
        attempts.at(-1)?.events.onBeat(clock.now(), null);
      }
    },
    endReplay: () => (expectsUpdates = false),
  };
}

/** Even dice, the same in every run. */
export function dice(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export const refuse =
  (code: number, reason = '') =>
  (attempt: Attempt) =>
    attempt.events.onClosed({ code, reason });
