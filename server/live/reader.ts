/** One subscriber's side of a feed: it pulls; nothing is ever pushed at it or kept for it. */
export interface Reader<T> {
  readonly updates: AsyncIterableIterator<T>;
  /** There is something new. */
  wake(): void;
  /** No more updates; idempotent. */
  end(): void;
}

export interface ReaderOptions<T> {
  /** Takes the next update, or null while there is none. What it throws ends the reader. */
  next(): T | null;
  /** Called once, when the reader is let go or ended. */
  onEnd(): void;
}

export function createReader<T extends object>({ next, onEnd }: ReaderOptions<T>): Reader<T> {
  // Several reads may be asked for at once; they are answered in order.
  const waiting: { resolve(result: IteratorResult<T>): void; reject(reason: unknown): void }[] = [];
  let ended = false;

  const updates: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]() {
      return updates;
    },
    next() {
      if (ended) return Promise.resolve(DONE);
      try {
        const update = waiting.length === 0 ? next() : null;
        if (update) return Promise.resolve({ done: false, value: update });
      } catch (error) {
        end();
        return Promise.reject(error);
      }
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
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
    try {
      const update = next();
      if (update) waiting.shift()!.resolve({ done: false, value: update });
    } catch (error) {
      waiting.shift()!.reject(error);
      end();
    }
  }

  function end(): void {
    if (ended) return;
    ended = true;
    for (const { resolve } of waiting.splice(0)) resolve(DONE);
    onEnd();
  }
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
