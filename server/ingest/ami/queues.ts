import type { Instant } from '#schema/ids.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import type { AmiPacket } from './packets.ts';

/** What was told of each queue: its service-level threshold in milliseconds, or null. */
export type SavedQueues = readonly (readonly [queue: string, thresholdMs: number | null])[];

export interface Queues {
  /** The queues of a QueueStatus answer that are new or have changed. */
  define(params: readonly AmiPacket[], at: Instant): IncomingEvent[];
  save(): SavedQueues;
}

/** Queue definitions from QueueParams. `site` is told with each. */
export function createQueues(options: { site?: string; saved?: SavedQueues }): Queues {
  const told = new Map<string, number | null>(options.saved ?? []);
  const site = options.site === undefined ? {} : { site: options.site };
  return {
    define(params, at) {
      const events: IncomingEvent[] = [];
      for (const packet of params) {
        const queue = packet.get('Queue');
        if (!queue) continue;
        const seconds = Number(packet.get('ServiceLevel'));
        // 0 is Asterisk's "none configured", not a wish to answer at once.
        const thresholdMs = seconds > 0 ? seconds * 1000 : null;
        if (told.has(queue) && told.get(queue) === thresholdMs) continue;
        told.set(queue, thresholdMs);
        events.push({
          id: `${queue}#defined-${at}`,
          type: 'queue.defined',
          at,
          data: {
            queue,
            name: queue,
            channel: 'voice',
            ...site,
            ...(thresholdMs === null ? {} : { thresholdMs }),
          },
        });
      }
      return events;
    },
    save: () => [...told],
  };
}
