/** One side of a comparison: runs once and answers what it cost, in whatever unit. */
export type Side = () => number | Promise<number>;

export interface Comparison {
  /** Median cost of a round. */
  readonly ours: number;
  readonly baseline: number;
  /** Ours over the baseline: the median of the rounds' own ratios, which load of the machine hits alike. */
  readonly ratio: number;
  /** The ratio of every round, ascending: how far they lie apart says how much to believe. */
  readonly rounds: readonly number[];
}

/** Runs both sides in turn, A B A B; `warmUps` rounds (1 unless said) come first and do not count. */
export async function compare(options: {
  readonly ours: Side;
  readonly baseline: Side;
  readonly rounds: number;
  readonly warmUps?: number;
}): Promise<Comparison> {
  const { warmUps = 1 } = options;
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = -warmUps; round < options.rounds; round += 1) {
    const a = await options.ours();
    const b = await options.baseline();
    if (round < 0) continue;
    ours.push(a);
    baseline.push(b);
  }
  return comparisonOf(ours, baseline);
}

/** Of what rounds have cost that were taken in turn. */
export function comparisonOf(ours: readonly number[], baseline: readonly number[]): Comparison {
  const rounds = ours.map((cost, round) => cost / baseline[round]!).toSorted((a, b) => a - b);
  return { ours: median(ours), baseline: median(baseline), ratio: median(rounds), rounds };
}

/** Milliseconds of processor time, all threads of this process: other processes do not count. */
export async function cpuMs(run: () => unknown): Promise<number> {
  // Waste of the round before is not this one's.
  globalThis.gc?.();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Milliseconds that somebody waits, for work that waits for the disk itself. */
export async function wallMs(run: () => unknown): Promise<number> {
  globalThis.gc?.();
  const before = performance.now();
  await run();
  return performance.now() - before;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
