import { decodeCloudEvent, decodeEvent, type Decoded } from '#schema/events/decode.ts';
import type { SourceId } from '#schema/ids.ts';
import {
  createQueueLogTranslator,
  type SavedQueueLog,
} from '#server/ingest/queue-log/translate.ts';

/** What a file holds. */
export const PastFormat = {
  cloudEvents: 'CloudEvents',
  queueLog: 'queue_log',
} as const;
export type PastFormat = (typeof PastFormat)[keyof typeof PastFormat];

/** Lines into events through the one gate; what a line is none for is said in its place. */
export interface PastReader {
  /** One line may tell several events, or none. */
  take(text: string): readonly Decoded[];
  /** What has to outlive a restart, as plain data; null where nothing has. */
  save(): SavedQueueLog | null;
}

export function createPastReader(
  format: PastFormat,
  { source, saved }: { readonly source: SourceId; readonly saved: SavedQueueLog | null },
): PastReader {
  return format === PastFormat.cloudEvents ? CLOUD_EVENTS : queueLogReader(source, saved);
}

const CLOUD_EVENTS: PastReader = {
  take(text) {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return [{ ok: false, id: null, reason: 'JSON is expected' }];
    }
    return [decodeCloudEvent(json)];
  },
  save: () => null,
};

function queueLogReader(source: SourceId, saved: SavedQueueLog | null): PastReader {
  const translator = createQueueLogTranslator(saved ? { saved } : {});
  return {
    take(text) {
      const { events, refused } = translator.take(text);
      const decoded = events.map((event) => decodeEvent({ ...event, source }));
      if (refused !== undefined) decoded.push({ ok: false, id: null, reason: refused });
      return decoded;
    },
    save: () => translator.save(),
  };
}
