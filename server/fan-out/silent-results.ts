/**
 * The results of an operation whose messages are written elsewhere, for a library that wants to send
 * them: none until it is over. `start` is called with the first read, when the library has done its
 * bookkeeping; what it answers is called once, when the library lets go.
 */
export function silentResults(
  start: (over: (error?: unknown) => void) => () => void,
): AsyncIterableIterator<never> {
  let stop: (() => void) | null = null;
  let isOver = false;
  let settle: { resolve(): void; reject(reason: unknown): void } | null = null;
  const end = new Promise<typeof DONE>((resolve, reject) => {
    settle = { resolve: () => resolve(DONE), reject };
  });

  const results: AsyncIterableIterator<never> = {
    [Symbol.asyncIterator]: () => results,
    next() {
      if (!stop && !isOver) {
        stop = () => undefined;
        stop = start(over);
        if (isOver) stop();
      }
      return end;
    },
    return() {
      over();
      return end.catch(() => DONE);
    },
  };
  return results;

  function over(error?: unknown): void {
    if (isOver) return;
    isOver = true;
    stop?.();
    if (error === undefined) settle!.resolve();
    else settle!.reject(error);
  }
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
