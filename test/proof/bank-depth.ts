import type { Instant, QueueId } from '#schema/ids.ts';
import type { FloorView } from '#server/metrics/view.ts';
import { statusOf, type Figures } from './bank-figures.ts';
import { ALL } from './bank-truth.ts';

/** Follows how many wait and are served, as the floor shows it after all events of each second. */
export interface Depth {
  /** A half hour begins: the next look is at what it begins with. */
  begin(): void;
  /** All events of a second have been told; only `changed` queues need a look, as on any screen. */
  look(at: Instant, changed: ReadonlySet<QueueId>): void;
  /** The half hour's figures so far; null before the first one began. */
  figures(queue: string): Figures | null;
}

interface Peak {
  waiting: number;
  waitingAt: Instant | null;
  serving: number;
}

export function createDepth(view: FloorView, queues: readonly string[]): Depth {
  let isStart = true;
  const first = new Map<string, Figures>();
  const peaks = new Map<string, Peak>();

  return {
    begin() {
      isStart = true;
      first.clear();
      peaks.clear();
    },
    look(at, changed) {
      if (!isStart && changed.size === 0) return;
      for (const queue of queues) {
        if (!isStart && queue !== ALL && !changed.has(queue)) continue;
        const {
          waiting = 0,
          serving = 0,
          longestWaitingSince = null,
        } = statusOf(view, queue) ?? {};
        if (isStart)
          first.set(queue, {
            waiting_at_start: String(waiting),
            oldest_wait_at_start_s: String((at - (longestWaitingSince ?? at)) / 1000),
            in_service_at_start: String(serving),
          });
        let peak = peaks.get(queue);
        if (!peak) peaks.set(queue, (peak = { waiting: 0, waitingAt: null, serving: 0 }));
        if (waiting > peak.waiting) {
          peak.waiting = waiting;
          peak.waitingAt = at;
        }
        peak.serving = Math.max(peak.serving, serving);
      }
      isStart = false;
    },
    figures(queue) {
      const peak = peaks.get(queue);
      if (!peak) return null;
      const { waitingAt } = peak;
      return {
        ...first.get(queue),
        max_waiting: String(peak.waiting),
        max_waiting_first_at:
          waitingAt === null ? '' : new Date(waitingAt).toISOString().slice(0, 19),
        max_in_service: String(peak.serving),
      };
    },
  };
}
