import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Clock } from '#server/kit/clock.ts';

/** Where progress is shown: a terminal has one line that changes, anything else gets lines. */
export interface Screen {
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal. */
  readonly columns: number;
  write(text: string): void;
}

export interface Done {
  /** Bytes read of all files, and how many there are. */
  readonly bytes: number;
  readonly of: number;
  /** Events looked at. */
  readonly events: number;
  /** The floor's clock; 0 before it has one. */
  readonly floorAt: Instant;
}

export interface Progress {
  /** To be called often: shown as often as it can be read. */
  show(done: Done): void;
  /** A sentence of its own, above the changing line. */
  say(text: string): void;
  end(): void;
}

const TERMINAL_EVERY_MS = 200;
const LINES_EVERY_MS = 5 * SECOND_MS;
const BAR = 24;

export function createProgress(screen: Screen, clock: Clock): Progress {
  const startedAt = clock.now();
  const everyMs = screen.isTerminal ? TERMINAL_EVERY_MS : LINES_EVERY_MS;
  let shownAt = screen.isTerminal ? -Infinity : startedAt;
  let isShown = false;
  const wipe = (): void => {
    if (isShown) screen.write('\r\x1b[K');
    isShown = false;
  };
  return {
    show(done) {
      const now = clock.now();
      if (now - shownAt < everyMs) return;
      shownAt = now;
      const line = lineOf(done, now - startedAt);
      if (!screen.isTerminal) return screen.write(`${line}\n`);
      screen.write(`\r${line.slice(0, screen.columns - 1)}\x1b[K`);
      isShown = true;
    },
    say(text) {
      wipe();
      screen.write(`${text}\n`);
    },
    end: wipe,
  };
}

/** How far it is, how fast it goes, which date it has come to, and how long it will take still. */
export function lineOf({ bytes, of, events, floorAt }: Done, elapsedMs: number): string {
  const share = of > 0 ? Math.min(1, bytes / of) : 1;
  const full = Math.round(share * BAR);
  const bar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
  const rate = elapsedMs > 0 ? Math.round((events * SECOND_MS) / elapsedMs) : 0;
  const at = floorAt > 0 ? new Date(floorAt).toISOString().slice(0, 16).replace('T', ' ') : '…';
  const leftMs = share > 0 ? (elapsedMs * (1 - share)) / share : 0;
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${grouped(rate)} events/s  ${at}  ${lengthOf(leftMs)} left`;
}

/** 12 s, 3 min 05 s, 2 h 10 min. */
export function lengthOf(ms: number): string {
  const seconds = Math.ceil(ms / SECOND_MS);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** 1,234,567. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
