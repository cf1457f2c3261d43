import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type Order =
  | {
      readonly kind: 'open';
      readonly origin: string;
      /** Subscribes to the floor with it; null: a bare WebSocket. */
      readonly token: string | null;
      readonly count: number;
    }
  | { readonly kind: 'close' };

export interface Answer {
  readonly kind: 'delivered';
  /** The frame as the first reader got it. */
  readonly text: string;
}

/** Readers in a process of their own. */
export interface Readers {
  /** Resolves with the next frame once every reader has it; ask before it is sent. */
  delivered(): Promise<string>;
  close(): Promise<void>;
}

/** Starts the process; it connects at once. The first frame of a reader with a token is a snapshot. */
export function openReaders(order: Omit<Order & { kind: 'open' }, 'kind'>): Readers {
  // Beside this file in the bundle, as the launcher lays it out.
  const child = fork(join(import.meta.dirname, 'readers.mjs'));
  const waiting: ((text: string) => void)[] = [];
  child.on('message', ({ text }: Answer) => waiting.shift()?.(text));
  child.on('exit', (code) => {
    if (code !== 0) throw new Error(`the readers are expected to stay, but ended with ${code}`);
  });
  child.send({ kind: 'open', ...order } satisfies Order);
  return {
    delivered: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      child.send({ kind: 'close' } satisfies Order);
      await once(child, 'exit');
    },
  };
}
