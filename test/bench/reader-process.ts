import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FloorQuery } from './floor-socket.ts';

export type Order =
  | {
      readonly kind: 'open';
      readonly origin: string;
      /** Subscribes to the floor with it; null: a bare WebSocket. */
      readonly token: string | null;
      readonly count: number;
      /** What the page asks for unless said. */
      readonly asked?: FloorQuery;
      /** Between two connections, one after the other; many at once unless said. A server as it runs takes in 100 a second. */
      readonly everyMs?: number;
      /** As browsers do, what they say and what they are told. */
      readonly compressed?: boolean;
    }
  | { readonly kind: 'count' | 'text' }
  /** The first `count` of them read nothing more; 0: all read again. */
  | { readonly kind: 'stall'; readonly count: number }
  | { readonly kind: 'close' };

/** A frame has reached every reader that is not stalled. */
export interface Delivered {
  readonly kind: 'delivered';
  /** When the 99th of every hundred had it: milliseconds of the machine's monotonic clock. */
  readonly p99At: number;
}

export type Answer =
  | Delivered
  | { readonly kind: 'open' }
  | { readonly kind: 'stalled' }
  /** Bytes that all of them have read so far. */
  | { readonly kind: 'count'; readonly bytes: number }
  /** The newest message, as the last of them got it. */
  | { readonly kind: 'text'; readonly text: string };

/** Readers in a process of their own. */
export interface Readers {
  /** Resolves once all are connected; those with a token have their first snapshot then. */
  readonly opened: Promise<void>;
  /** Resolves with the next frame once every reader has it; ask before it is sent. */
  delivered(): Promise<Delivered>;
  /** The newest message, as the last of them got it. */
  text(): Promise<string>;
  /** Bytes that came over the wire to all of them so far. */
  bytesRead(): Promise<number>;
  /** The first `count` readers read nothing more; 0: all read again. */
  stall(count: number): Promise<void>;
  close(): Promise<void>;
  /** Ends the process, as a power cut would. */
  kill(): void;
}

/** Milliseconds of a clock that all processes of the machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Starts the process; it connects at once. */
export function openReaders(order: Omit<Order & { kind: 'open' }, 'kind'>): Readers {
  // Beside this file in the bundle, as the launcher lays it out.
  const child = fork(join(import.meta.dirname, 'readers.mjs'));
  const waiting: { kind: Answer['kind']; resolve(answer: Answer): void }[] = [];
  child.on('message', (answer: Answer) => {
    const index = waiting.findIndex(({ kind }) => kind === answer.kind);
    if (index >= 0) waiting.splice(index, 1)[0]!.resolve(answer);
  });
  child.on('exit', (code, signal) => {
    if (code !== 0 && signal !== 'SIGKILL')
      throw new Error(`the readers are expected to stay, but ended with ${code}`);
  });
  const send = (message: Order): void => void child.send(message);
  const next = (kind: Answer['kind']): Promise<Answer> =>
    new Promise((resolve) => waiting.push({ kind, resolve }));
  const opened = next('open').then(() => undefined);
  send({ kind: 'open', ...order });
  return {
    opened,
    delivered: async () => (await next('delivered')) as Delivered,
    async text() {
      const text = next('text');
      send({ kind: 'text' });
      return ((await text) as Answer & { kind: 'text' }).text;
    },
    async bytesRead() {
      const count = next('count');
      send({ kind: 'count' });
      return ((await count) as Answer & { kind: 'count' }).bytes;
    },
    async stall(count) {
      const stalled = next('stalled');
      send({ kind: 'stall', count });
      await stalled;
    },
    async close() {
      send({ kind: 'close' });
      await once(child, 'exit');
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
