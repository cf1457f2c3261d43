import { decodeCloudEvent, decodeEvent } from '#schema/events/decode.ts';
import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import type { Instant, SourceId } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { createMask } from '#server/ingest/mask.ts';
import { maskText } from '#server/ingest/mask-text.ts';
import type { Refusals } from '#server/ingest/refusals.ts';
import type { Entry } from '#server/journal/journal.ts';

/** A clock ahead of ours by more than this is wrong, and would drag the floor's day along. */
const FUTURE_MS = 5 * MINUTE_MS;

/** An event that was sent and not taken; `index` is its place among the items. */
export interface RefusedEvent {
  readonly index: number;
  /** The event's own id, where it could be read. */
  readonly id: string | null;
  readonly reason: string;
}

/** The first stations of the street: decode, check the time, mask. What is refused is counted by its source. */
export interface Intake {
  /** Entries of what was sent as JSON; `now` is the floor's clock, 0 where it has no time yet. */
  sent(
    items: readonly unknown[],
    now: Instant,
  ): { readonly entries: Entry[]; readonly refused: RefusedEvent[] };
  /** Entries of a connector's events; `floorAt` null: each is told as of its own time. */
  told(source: SourceId, events: readonly IncomingEvent[], floorAt: Instant | null): Entry[];
}

export function createIntake({
  secret,
  refusals,
}: {
  /** Keys the customers' pseudonyms. */
  readonly secret: string;
  readonly refusals: Refusals;
}): Intake {
  const mask = createMask(secret);

  return {
    sent(items, now) {
      const entries: Entry[] = [];
      const refused: RefusedEvent[] = [];
      const latest = now === 0 ? Infinity : now + FUTURE_MS;
      for (let index = 0; index < items.length; index += 1) {
        const decoded = decodeCloudEvent(items[index]);
        // A floor that has no time yet starts with its first event.
        if (decoded.ok && decoded.event.at <= latest)
          entries.push(entryOf(decoded.event, now || decoded.event.at));
        else {
          const { id, reason } = decoded.ok ? tooLate(decoded.event, now) : decoded;
          refused.push({ index, id, reason });
          refusals.count(sourceNamed(items[index]), reason);
        }
      }
      return { entries, refused };
    },
    told(source, events, floorAt) {
      const entries: Entry[] = [];
      for (const event of events) {
        const decoded = decodeEvent({ ...event, source: event.source ?? source });
        if (decoded.ok) entries.push(entryOf(decoded.event, floorAt ?? event.at));
        else refusals.count(source, decoded.reason);
      }
      return entries;
    },
  };

  function entryOf(event: FloorEvent | UnknownEvent, floorAt: Instant): Entry {
    const { id, source, at } = event;
    // The contract's own types hold no number.
    const type = 'unknown' in event ? maskText(event.type) : event.type;
    return { kind: 'event', floorAt, source, id, type, at, data: mask(type, event.data) };
  }
}

function tooLate({ id }: { readonly id: string }, now: Instant): { id: string; reason: string } {
  const floorAt = new Date(now).toISOString();
  return {
    id,
    reason: `time: lies more than 5 minutes in the future of the floor's clock, ${floorAt}`,
  };
}

/** The source a refused event named, if that much could be read. */
function sourceNamed(item: unknown): SourceId {
  const source = (item as { source?: unknown } | null)?.source;
  return typeof source === 'string' && source !== '' ? source.slice(0, 200) : 'http';
}
