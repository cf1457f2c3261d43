import type { Instant } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS } from '#schema/time/duration.ts';
import { intervalStart } from '#schema/time/interval.ts';
import type { Stored } from '#server/journal/journal.ts';

/*
 * Where in the log an audit has to begin. The log is cut into slices of an hour of the floor's clock,
 * and of each is known the newest time that any of its events tells:
 *
 *   seq   1 ────── 900 ────── 2100 ────── 2750 ─── now
 *   newest    09:58     11:03       11:59
 *
 * Whoever asks for contacts all of whose events happened after 11:03 need not read before 2101: no
 * event up to there is so new, whatever order sources tell in. Only events are looked at: ticks are
 * replaced in the log by later ones, and the same log must give the same slices.
 */

/** About an hour of the log. */
export interface LogSlice {
  /** The hour of the floor's clock in which it was written. */
  readonly startAt: Instant;
  /** Its last entry that is an event. */
  lastSeq: number;
  /** The newest time of its events, by their sources' word. */
  newestAt: Instant;
}

/** From where an audit reads, and what that covers. */
export interface LogStart {
  /** Entries behind this number are read. */
  readonly after: number;
  /** Every event that happened later than this lies behind `after`. */
  readonly coveredFrom: Instant;
}

/** Older slices are of no use to anybody. */
const KEPT_MS = 4 * DAY_MS;

/** Notes an entry that was applied when the floor's clock showed `now`. */
export function noteStored(slices: LogSlice[], { seq, entry }: Stored, now: Instant): void {
  if (entry.kind !== 'event') return;
  const startAt = intervalStart(now, HOUR_MS);
  const last = slices.at(-1);
  if (last?.startAt === startAt) {
    last.lastSeq = seq;
    last.newestAt = Math.max(last.newestAt, entry.at);
    return;
  }
  slices.push({ startAt, lastSeq: seq, newestAt: entry.at });
  // The newest of the old ones stays: it is where reading begins after days without an event.
  while (slices.length > 1 && slices[1]!.startAt < startAt - KEPT_MS) slices.shift();
}

/**
 * The latest place from which all that happened at or after `from` is read; a later one, covering
 * less, where that would be more than `most` entries.
 */
export function startFor(
  slices: readonly LogSlice[],
  wanted: { readonly from: Instant; readonly upTo: number; readonly most: number },
): LogStart {
  let start: LogStart = { after: 0, coveredFrom: -Infinity };
  for (const { lastSeq, newestAt } of slices) {
    const coveredFrom = Math.max(start.coveredFrom, newestAt);
    const tooMany = wanted.upTo - start.after > wanted.most;
    if (coveredFrom >= wanted.from && !tooMany) break;
    start = { after: lastSeq, coveredFrom };
  }
  return start;
}
