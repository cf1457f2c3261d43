import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import operations from '#web/feed/operations.graphql?raw';

/** One connection as a page has it, but with frames as they came. */
export interface FloorSocket {
  /** Bytes that have come over the wire. */
  readonly bytesRead: number;
  close(): void;
  /** Reads nothing more, as a stalled client. */
  pause(): void;
  resume(): void;
}

export interface FloorQuery {
  readonly query: string;
  readonly operationName?: string;
}

/** What the page asks for. */
export const PAGE: FloorQuery = { query: operations, operationName: 'Floor' };

const NEXT = '"type":"next"';

/** Subscribes, with the page's own document unless said; `onFrame` is told every update's whole message. */
export function openFloorSocket(options: {
  readonly origin: string;
  readonly token: string;
  readonly asked?: FloorQuery;
  /** Takes compressed messages and compresses whatever it says, as browsers do. */
  readonly compressed?: boolean;
  onFrame(frame: Buffer): void;
}): FloorSocket {
  const { hostname: host, port } = new URL(options.origin);
  let line: Socket | null = null;
  const socket = new WebSocket(`ws://${host}:${port}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: options.compressed ? { threshold: 0 } : false,
    createConnection: () => (line = connect({ host, port: Number(port) })),
  });
  const say = (message: object): void => socket.send(JSON.stringify(message));
  socket.on('open', () =>
    say({ type: 'connection_init', payload: { authorization: options.token } }),
  );
  socket.on('message', (frame: Buffer) => {
    // Not parsed: a reader's own work is not what is measured.
    const begin = frame.toString('latin1', 0, 80);
    if (begin.includes(NEXT)) {
      if (!begin.includes('"data"')) throw new Error(`an update is expected, but got ${begin}`);
      options.onFrame(frame);
      return;
    }
    const { type } = JSON.parse(frame.toString()) as { type: string };
    // Ids as graphql-ws makes them.
    if (type === 'connection_ack')
      say({ id: randomUUID(), type: 'subscribe', payload: options.asked ?? PAGE });
    else if (type === 'ping') say({ type: 'pong' });
    else throw new Error(`an update is expected, but got ${frame.toString()}`);
  });
  return {
    get bytesRead() {
      return line!.bytesRead;
    },
    close: () => socket.close(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}
