import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { BEARER } from './edge.ts';

export interface Message {
  readonly type: string;
  readonly id?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test reads from a message is the test's own business
  readonly payload?: any;
}

/** A client that speaks graphql-transport-ws word by word, and keeps all that it hears. */
export interface RawSocket {
  readonly socket: WebSocket;
  /** Bytes that have come over the wire. */
  readonly bytesRead: number;
  readonly messages: readonly Message[];
  say(message: Message): void;
  subscribe(id: string, query: string, variables?: object): void;
  /** What was heard for an operation, in order. */
  of(id: string): Message[];
  /** Resolves once something is so, and fails with the last reason where it never is. */
  until(check: () => void): Promise<void>;
  /** The close code. */
  closed(): Promise<number>;
  end(): Promise<void>;
}

/** Compresses what the library does by itself, unless said. */
export async function openRawSocket(
  origin: string,
  options: ClientOptions = {},
): Promise<RawSocket> {
  const url = `${origin.replace('http', 'ws')}/graphql`;
  let line: Socket | null = null;
  const socket = new WebSocket(url, 'graphql-transport-ws', {
    ...options,
    createConnection: () =>
      (line = connect({ host: '127.0.0.1', port: Number(new URL(origin).port) })),
  });
  const messages: Message[] = [];
  const over = once(socket, 'close');
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Message);
  });
  await once(socket, 'open');
  const raw: RawSocket = {
    socket,
    messages,
    get bytesRead() {
      return line!.bytesRead;
    },
    say: (message) => socket.send(JSON.stringify(message)),
    subscribe: (id, query, variables) =>
      raw.say({ type: 'subscribe', id, payload: { query, variables } }),
    of: (id) => messages.filter((message) => message.id === id),
    until: (check) => vi.waitFor(check, { timeout: 20_000, interval: 5 }),
    async closed() {
      const [code] = (await over) as [number];
      return code;
    },
    async end() {
      socket.close();
      await over;
    },
  };
  raw.say({ type: 'connection_init', payload: BEARER });
  await raw.until(() => expect(messages[0]?.type).toBe('connection_ack'));
  return raw;
}
