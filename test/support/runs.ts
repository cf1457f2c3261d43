/** So long a property is tried, and a failure made smaller, on a machine that is busy. */
const LIMIT_MS = 30_000;

/**
 * How many random histories a property is tried on: the usual number, fewer where that would take more
 * than half a minute, or `TIDEWALL_RUNS` of them, however long they take.
 */
export function runs(usual: number): {
  readonly numRuns: number;
  readonly interruptAfterTimeLimit?: number;
} {
  const asked = Number(process.env['TIDEWALL_RUNS'] ?? 0);
  return asked > 0 ? { numRuns: asked } : { numRuns: usual, interruptAfterTimeLimit: LIMIT_MS };
}
