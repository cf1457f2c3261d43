import { WebSocket } from 'ws';
import type { PageClock } from '#web/clock.ts';
import { decodeUpdate } from '#web/feed/decode.ts';
import { openFloor } from '#web/feed/floor-socket.ts';
import type { Connect } from '#web/feed/connection.ts';
import { FloorDocument } from '#web/feed/generated/graphql.gen.ts';
import type { FloorChange } from '#web/state/model.ts';

/** The machine's clock as a page has it, for the page's own code in a process. */
export const processPageClock: PageClock = {
  now: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
  nextFrame(call) {
    return this.after(16, call);
  },
};

/** The page's own connection to a floor, over a real socket. `onSocket` is told of each one that is made. */
export function connectTo(options: {
  readonly origin: string;
  readonly token: string;
  onSocket?(socket: WebSocket): void;
}): Connect<FloorChange> {
  const webSocketImpl = class extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols);
      // One that is closed before it is open is no fault here; a browser does not mind either.
      this.on('error', () => undefined);
      options.onSocket?.(this);
    }
  };
  return (cursor, events) =>
    openFloor(
      `${options.origin}/graphql`,
      { document: FloorDocument, variables: { after: cursor } },
      { ...events, onUpdate: (floor) => events.onUpdate(decodeUpdate(floor)) },
      { webSocketImpl, authorization: options.token },
    );
}
