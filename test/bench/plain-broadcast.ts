import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Side } from './fan-out-run.ts';
import { openReaders } from './reader-process.ts';

/** The least that sending to all can cost: a bare `ws` server that sends one ready buffer. */
export interface Broadcast extends Side {
  /** Bytes of what is sent. */
  readonly bytes: number;
  /** What is sent from now on. */
  setText(text: string): void;
  stop(): Promise<void>;
}

/** With so many readers connected to it, in a process of their own. */
export async function startBroadcast(count: number): Promise<Broadcast> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const readers = openReaders({ origin: `http://127.0.0.1:${port}`, token: null, count });
  await readers.opened;
  let message = Buffer.alloc(0);
  return {
    readers,
    get bytes() {
      return message.length;
    },
    setText: (text) => void (message = Buffer.from(text)),
    send() {
      for (const client of server.clients) client.send(message, { binary: false });
    },
    async stop() {
      await readers.close();
      server.close();
    },
  };
}
