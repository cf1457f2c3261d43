import { NO_VALUE } from './number.ts';

/** A short time in milliseconds, to two digits or the whole millisecond: `0.7 ms`, `48 ms`, `1.4 s`; `—` for none. */
export function formatLatency(durationMs: number | null): string {
  if (durationMs === null) return NO_VALUE;
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 999.5) return `${durationMs.toFixed(0)} ms`;
  return `${(durationMs / 1000).toFixed(1)} s`;
}
