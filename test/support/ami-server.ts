import { channel } from 'node:diagnostics_channel';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** An action that a client sent, by its headers. */
export type Action = Readonly<Record<string, string>>;

export interface AmiServer {
  readonly port: number;
  /** Every action of every client, in order. */
  readonly actions: Action[];
  readonly connections: number;
  /** While false, whoever connects is turned away at once. */
  accepting: boolean;
  /** The answer to a login: null accepts it, a text refuses it with that message. */
  refuseLogin: string | null;
  /** FullyBooted after a login; without it the client has to wait. */
  booted: boolean;
  /** While true nothing is answered at all. */
  mute: boolean;
  /** The items of the next answer to QueueStatus (without ActionID), or a text that refuses it. */
  queueStatus: () => readonly string[] | { readonly error: string };
  /** Sends bytes to the client, cut where `cut` says, and resolves when the client has read them all. */
  send(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything sent so far, answers too, was read. */
  settled(): Promise<void>;
  /** Resolves after `wanted` holds; looked at whenever an action came or a connection came or went. */
  until(wanted: () => boolean): Promise<void>;
  /** Ends the connection there is. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

const FULLY_BOOTED =
  'Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 1\r\nLastReload: 1\r\nStatus: Fully Booted\r\n\r\n';

/**
 * A manager server on this machine, on a free port unless one is named. `cut` says how many bytes the next read of the
 * client gets: each piece is sent only when the one before was read, so the cuts are real.
 */
export async function startAmiServer(
  options: { cut?: () => number; port?: number } = {},
): Promise<AmiServer> {
  const clientSockets = new Map<number, Socket>();
  const onClientSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => clientSockets.set(socket.localPort ?? 0, socket));
  };
  channel('net.client.socket').subscribe(onClientSocket);
  let current: Socket | null = null;
  let queue: Promise<void> = Promise.resolve();
  let waiting: (() => void)[] = [];
  const changed = (): void => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const sockets = new Set<Socket>();

  const sendTo = (socket: Socket, bytes: Uint8Array): Promise<void> => {
    queue = queue.then(async () => {
      for (let from = 0; from < bytes.length;) {
        const length = Math.max(1, options.cut?.() ?? bytes.length);
        const piece = bytes.subarray(from, from + length);
        if (socket.destroyed || socket.writableEnded) return;
        socket.write(piece);
        await readUpTo(clientSockets.get(socket.remotePort ?? 0), socket.bytesWritten);
        from += length;
      }
    });
    return queue;
  };
  const answer = (socket: Socket, action: Action): void => {
    if (server.mute) return;
    const id = action['ActionID'] ?? '';
    const reply = (text: string): void => void sendTo(socket, Buffer.from(text));
    switch (action['Action']) {
      case 'Login':
        if (server.refuseLogin !== null) {
          reply(`Response: Error\r\nActionID: ${id}\r\nMessage: ${server.refuseLogin}\r\n\r\n`);
          void queue.then(() => socket.end());
          return;
        }
        reply(`Response: Success\r\nActionID: ${id}\r\nMessage: Authentication accepted\r\n\r\n`);
        if (server.booted) reply(FULLY_BOOTED);
        return;
      case 'Ping':
        return reply(`Response: Success\r\nActionID: ${id}\r\nPing: Pong\r\n\r\n`);
      case 'QueueStatus': {
        const items = server.queueStatus();
        if ('error' in items)
          return reply(`Response: Error\r\nActionID: ${id}\r\nMessage: ${items.error}\r\n\r\n`);
        const list = items.map((item) => `${item}\r\nActionID: ${id}\r\n\r\n`).join('');
        return reply(
          `Response: Success\r\nActionID: ${id}\r\nEventList: start\r\nMessage: Queue status will follow\r\n\r\n${list}` +
            `Event: QueueStatusComplete\r\nActionID: ${id}\r\nEventList: Complete\r\nListItems: ${items.length}\r\n\r\n`,
        );
      }
      default:
        return reply(`Response: Error\r\nActionID: ${id}\r\nMessage: Permission denied\r\n\r\n`);
    }
  };

  const listener: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (current === socket) current = null;
      changed();
    });
    if (!server.accepting) return void socket.destroy();
    state.connections += 1;
    current = socket;
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const action = parseAction(text.slice(0, end));
        text = text.slice(end + 4);
        server.actions.push(action);
        answer(socket, action);
        changed();
      }
    });
    if (!server.mute) void sendTo(socket, Buffer.from('Asterisk Call Manager/11.0.0\r\n'));
    changed();
  });
  await new Promise<void>((resolve) => listener.listen(options.port ?? 0, '127.0.0.1', resolve));

  const state = { connections: 0 };
  const server: AmiServer = {
    port: (listener.address() as AddressInfo).port,
    actions: [],
    get connections() {
      return state.connections;
    },
    accepting: true,
    refuseLogin: null,
    booted: true,
    mute: false,
    queueStatus: () => [],
    async send(bytes) {
      if (current) await sendTo(current, bytes);
    },
    settled: () => queue,
    async until(wanted) {
      while (!wanted()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    async drop() {
      await queue;
      const socket = current;
      if (!socket) return;
      const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      socket.end();
      await gone;
    },
    async close() {
      channel('net.client.socket').unsubscribe(onClientSocket);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
  return server;
}

function parseAction(text: string): Action {
  return Object.fromEntries(
    text.split('\r\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
}

/** Resolves when the client's socket has read so many bytes, or is gone. */
async function readUpTo(socket: Socket | undefined, bytes: number): Promise<void> {
  while (socket && !socket.destroyed && socket.bytesRead < bytes)
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('data', done);
        socket.off('close', done);
        resolve();
      };
      socket.once('data', done);
      socket.once('close', done);
    });
}
