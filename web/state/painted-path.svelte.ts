import { bucketOf, emptyBuckets, percentile } from '#schema/latency.ts';
import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { PageClock } from '#web/clock.ts';
import type { UpdateWay } from './model.ts';

/*
 * How long updates take until they are painted here. From receipt to the frame it is measured by this machine's
 * clock alone, and the way here is taken as half a round trip: so no two clocks need to agree.
 *
 *   arrived ── commit ── painted ── counted ──(every ten seconds, as bucket counts)── told to the server
 */

/** Counts by bucket (`schema/latency.ts`) since the last report. */
export interface PaintedCounts {
  readonly sentToPainted: readonly number[];
  readonly acceptedToPainted: readonly number[];
}

export interface PaintedParts {
  readonly clock: PageClock;
  /** Tells the server; what comes of it does not matter here. */
  readonly report: (counts: PaintedCounts) => unknown;
}

/** An update that was put on the page; `way` where it tells of a live event. */
export interface Committed {
  readonly way: UpdateWay | null;
  /** Page time. */
  readonly arrivedAt: number;
}

export const REPORT_EVERY_MS = 10 * SECOND_MS;
/** What this screen says of itself is of the last five to ten minutes. */
const SPAN_MS = 5 * MINUTE_MS;

export class PaintedPath {
  /** So many milliseconds, from acceptance to the painted frame, 95 % of this screen's updates did not exceed; null before any. */
  p95Ms: number | null = $state(null);

  #parts: PaintedParts;
  #roundTripMs = 0;
  #due = { sentToPainted: emptyBuckets(), acceptedToPainted: emptyBuckets() };
  #reportedAt = 0;
  #now = emptyBuckets();
  #before = emptyBuckets();
  #spanAt = 0;

  constructor(parts: PaintedParts) {
    this.#parts = parts;
  }

  /** A ping came back after so long. */
  roundTrip(ms: number): void {
    // A slow one was held up by something else as a rule: the way here follows it slowly, and a fast one at once.
    this.#roundTripMs =
      this.#roundTripMs === 0 || ms < this.#roundTripMs
        ? ms
        : this.#roundTripMs + (ms - this.#roundTripMs) / 8;
  }

  /** The frame that shows these updates has just been drawn. */
  drawn(updates: readonly Committed[]): void {
    const now = this.#parts.clock.now();
    for (const { way, arrivedAt } of updates) {
      if (way === null) continue;
      const sentToPainted = now - arrivedAt + this.#roundTripMs / 2;
      const acceptedToPainted = way.sentAt - way.acceptedAt + sentToPainted;
      this.#due.sentToPainted[bucketOf(sentToPainted)]! += 1;
      this.#due.acceptedToPainted[bucketOf(acceptedToPainted)]! += 1;
      this.#now[bucketOf(acceptedToPainted)]! += 1;
    }
  }

  /** Once a second. */
  beat(): void {
    const now = this.#parts.clock.now();
    if (now - this.#spanAt >= SPAN_MS) {
      this.#spanAt = now;
      this.#before = this.#now;
      this.#now = emptyBuckets();
    }
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    this.p95Ms = percentile(
      this.#now.map((count, bucket) => count + this.#before[bucket]!),
      0.95,
    );
    const due = this.#due;
    if (due.sentToPainted.every((count) => count === 0)) return;
    this.#due = { sentToPainted: emptyBuckets(), acceptedToPainted: emptyBuckets() };
    this.#parts.report(due);
  }
}
