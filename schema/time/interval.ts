import type { Instant } from '../ids.ts';
import { MINUTE_MS } from './duration.ts';

/** The unit tallies are kept in: every civil offset in use is a multiple of it (metrics.md 2.6). */
export const QUARTER_MS = 15 * MINUTE_MS;
/** The interval of the field: the half hour. */
export const INTERVAL_MS = 30 * MINUTE_MS;

/** Start of the half-open interval `[start, start + lengthMs)` that holds `at`, aligned in instants (UTC). */
export function intervalStart(at: Instant, lengthMs: number): Instant {
  return Math.floor(at / lengthMs) * lengthMs;
}
