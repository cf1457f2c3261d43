import { EventsFormat } from './events-format.ts';

/** The items of a body that is one JSON document, or why the body as a whole is refused. */
export type EventsDocument =
  | { readonly kind: 'items'; readonly items: readonly unknown[] }
  | { readonly kind: 'malformed'; readonly reason: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads one event, or a batch of them. */
export function parseEventsDocument(
  format: Exclude<EventsFormat, 'application/x-ndjson'>,
  bytes: Buffer,
): EventsDocument {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    return malformed('The body is expected to be JSON in UTF-8, but is not.');
  }
  if (format === EventsFormat.batch) {
    if (Array.isArray(value)) return { kind: 'items', items: value };
    return malformed(
      `${EventsFormat.batch} is expected to be an array; one event is sent as ${EventsFormat.one}.`,
    );
  }
  if (Array.isArray(value)) {
    return malformed(
      `${EventsFormat.one} is expected to be one event; an array is sent as ${EventsFormat.batch}.`,
    );
  }
  if (typeof value === 'object' && value !== null) return { kind: 'items', items: [value] };
  return malformed(`${EventsFormat.one} is expected to be an object.`);
}

function malformed(reason: string): EventsDocument {
  return { kind: 'malformed', reason };
}
