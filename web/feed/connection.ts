import type { Greeting } from './greeting.ts';

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
  /** There is somebody at the other end; whether we are taken in is not said yet. */
  onReached(): void;
  /** The server took us in. */
  onOpened(greeting: Greeting): void;
  /** Anything was heard, a pong included. */
  onHeard(): void;
  onUpdate(update: Update): void;
  /**
   * The server lives and the floor's clock stands at `at`, though nothing changed. `spreadMs`: as in a
   * greeting, as of now; null where it is not said.
   */
  onBeat(at: number, spreadMs: number | null): void;
  /** A ping of ours came back after so long. */
  onRoundTrip?(ms: number): void;
  onClosed(closing: Closing): void;
}

/** Opens one connection and subscribes from `cursor` (null: from a snapshot). */
export type Connect<Update> = (
  cursor: string | null,
  events: ConnectionEvents<Update>,
) => Connection;
