import { RISES, type QueueArrivals } from './state.ts';

/** One tick as the bank sees it. Counts are contacts. */
export interface Weighed {
  readonly tick: number;
  readonly seen: number;
  /** What would be no surge: the expectation with its margin. */
  readonly reference: number;
  /** The expectation itself. */
  readonly ordinary: number;
  /** Evidence that calls a surge. */
  readonly callNats: number;
}

/**
 * Three CUSUMs, each the log likelihood ratio of "the rate rose to δ times the reference" since
 * it was last at zero, shrunk by the queue's dispersion.
 */
export function weigh(arrivals: QueueArrivals, tick: Weighed): void {
  const { evidence, excess, onset, dispersion } = arrivals;
  for (let i = 0; i < RISES.length; i++) {
    const gain = tick.seen * LOGS[i]! - tick.reference * (RISES[i]! - 1);
    const next = evidence[i]! + gain / dispersion;
    if (next <= 0) {
      evidence[i] = 0;
      excess[i] = 0;
      continue;
    }
    if (evidence[i] === 0) onset[i] = tick.tick;
    // More evidence than calls a surge would only let it outlast its cause.
    evidence[i] = Math.min(next, tick.callNats);
    excess[i] = excess[i]! + tick.seen - tick.ordinary;
  }
}

/**
 * Evidence in nats that calls a surge: 7.5 holds one false call in about a week of a queue's
 * contacts (the margin of the reference does the rest); the budget is the site's, so queues share it.
 */
export function callNats(queues: number): number {
  return 7.5 + Math.log(Math.max(1, queues));
}

/** The first tick of the rise that has enough evidence and weight to be called, or null. */
export function calledOnset(
  { evidence, excess, onset }: QueueArrivals,
  nats: number,
): number | null {
  let first: number | null = null;
  for (let i = 0; i < RISES.length; i++)
    if (evidence[i]! >= nats && excess[i]! >= CALL_EXCESS)
      first = Math.min(first ?? onset[i]!, onset[i]!);
  return first;
}

/** The most evidence any of the three has. */
export function strongest({ evidence }: QueueArrivals): number {
  let most = 0;
  for (const nats of evidence) most = Math.max(most, nats);
  return most;
}

export function clearBank({ evidence, excess }: QueueArrivals): void {
  evidence.fill(0);
  excess.fill(0);
}

const LOGS = RISES.map(Math.log);
/** Fewer contacts than this beyond expectation are not worth a word, however unlikely they are. */
const CALL_EXCESS = 10;
