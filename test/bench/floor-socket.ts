import { WebSocket } from 'ws';
import operations from '#web/feed/operations.graphql?raw';

/** One connection as a page has it, but with frames as they came. */
export interface FloorSocket {
  close(): void;
}

const NEXT = '"type":"next"';

/** Subscribes with the page's own document; `onFrame` is told every update's whole frame. */
export function openFloorSocket(options: {
  readonly origin: string;
  readonly token: string;
  onFrame(text: string): void;
}): FloorSocket {
  const address = `${options.origin.replace('http', 'ws')}/graphql`;
  const socket = new WebSocket(address, 'graphql-transport-ws');
  const say = (message: object): void => socket.send(JSON.stringify(message));
  socket.on('open', () =>
    say({ type: 'connection_init', payload: { authorization: options.token } }),
  );
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    // Not parsed: a reader's own work is not what is measured.
    if (text.slice(0, 100).includes(NEXT)) {
      if (!text.includes('"data"')) throw new Error(`an update is expected, but got ${text}`);
      options.onFrame(text);
      return;
    }
    const { type } = JSON.parse(text) as { type: string };
    if (type === 'connection_ack') say({ id: '1', ...SUBSCRIBE });
    else if (type === 'ping') say({ type: 'pong' });
    else throw new Error(`an update is expected, but got ${text}`);
  });
  return { close: () => socket.close() };
}

const SUBSCRIBE = { type: 'subscribe', payload: { query: operations, operationName: 'Floor' } };
