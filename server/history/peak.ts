/** What of several queues together began and ended in one quarter hour; moments in no order. */
export interface PeakQuarter {
  /** There before it, and still there behind its first instant. */
  base: number;
  readonly begins: number[];
  readonly ends: number[];
}

/** The most at one instant of the quarter: all that happens at an instant is taken together (SPEC M-20). */
export function peakOf({ base, begins, ends }: PeakQuarter): number {
  const come = Float64Array.from(begins).sort();
  const go = Float64Array.from(ends).sort();
  let count = base;
  let most = come[0] === 0 ? 0 : base;
  let gone = 0;
  for (let index = 0; index < come.length;) {
    const at = come[index]!;
    for (; index < come.length && come[index] === at; index += 1) count += 1;
    for (; gone < go.length && go[gone]! <= at; gone += 1) count -= 1;
    most = Math.max(most, count);
  }
  return most;
}
