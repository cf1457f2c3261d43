import type { HubUpdate } from './hub-update.ts';

/** One subscriber's side of the hub: it pulls; nothing is ever pushed at it or kept for it. */
export interface Reader {
  readonly updates: AsyncIterableIterator<HubUpdate>;
  /** There is something new. */
  wake(): void;
  /** No more updates; idempotent. */
  end(): void;
}

export interface ReaderOptions {
  /** Takes the next update, or null while there is none. */
  next(): HubUpdate | null;
  /** Called once, when the reader is let go or ended. */
  onEnd(): void;
}

export function createReader({ next, onEnd }: ReaderOptions): Reader {
  // Several reads may be asked for at once; they are answered in order.
  const waiting: ((result: IteratorResult<HubUpdate>) => void)[] = [];
  let ended = false;

  const updates: AsyncIterableIterator<HubUpdate> = {
    [Symbol.asyncIterator]() {
      return updates;
    },
    next() {
      if (ended) return Promise.resolve(DONE);
      const update = waiting.length === 0 ? next() : null;
      if (update) return Promise.resolve({ done: false, value: update });
      return new Promise((resolve) => waiting.push(resolve));
    },
    return() {
      end();
      return Promise.resolve(DONE);
    },
    throw(error) {
      end();
      return Promise.reject(error);
    },
  };
  return { updates, wake, end };

  function wake(): void {
    if (ended || waiting.length === 0) return;
    const update = next();
    if (update) waiting.shift()!({ done: false, value: update });
  }

  function end(): void {
    if (ended) return;
    ended = true;
    for (const resolve of waiting.splice(0)) resolve(DONE);
    onEnd();
  }
}

const DONE: IteratorResult<HubUpdate> = { done: true, value: undefined };
