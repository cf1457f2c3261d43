/** Says how long to wait before the next try. */
export interface Backoff {
  /** Milliseconds until the next try; longer each time, up to the limit. */
  nextMs(): number;
  /** After a success: the next wait is short again. */
  reset(): void;
}

export interface BackoffOptions {
  /** The first wait; default 500 ms. */
  readonly firstMs?: number;
  /** No wait is longer; default 30,000 ms. */
  readonly maxMs?: number;
  /** Each wait is this many times the one before; default 2. */
  readonly factor?: number;
  /** 0..1; spreads the waits of many clients over the upper half of each. Default `Math.random`. */
  readonly random?: () => number;
}

/** Exponential waits with jitter: each lies between half of its full length and its full length. */
export function createBackoff(options: BackoffOptions = {}): Backoff {
  const { firstMs = 500, maxMs = 30_000, factor = 2, random = Math.random } = options;
  let fullMs = firstMs;
  return {
    nextMs() {
      const waitMs = Math.round(fullMs / 2 + (fullMs / 2) * random());
      fullMs = Math.min(maxMs, fullMs * factor);
      return waitMs;
    },
    reset() {
      fullMs = firstMs;
    },
  };
}
