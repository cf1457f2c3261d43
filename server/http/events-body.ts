/** How events are sent; the media types of the CloudEvents JSON format, and NDJSON. */
export const EventsFormat = {
  one: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  lines: 'application/x-ndjson',
} as const;
export type EventsFormat = (typeof EventsFormat)[keyof typeof EventsFormat];

/** One thing that was sent, at its place. A line that is no JSON is refused alone. */
export type SentItem =
  | { readonly index: number; readonly value: unknown }
  | { readonly index: number; readonly broken: string };

/** The items of a body, or why the body as a whole is refused. */
export type EventsBody =
  | { readonly kind: 'items'; readonly items: readonly SentItem[] }
  | { readonly kind: 'malformed'; readonly reason: string };

/** The format that a Content-Type names; `null` for others. UTF-8 is the only charset. */
export function eventsFormatOf(contentType: string | undefined): EventsFormat | null {
  const [mediaType, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  const format = Object.values(EventsFormat).find((known) => known === mediaType!.toLowerCase());
  const isReadable = parameters.every(
    (parameter) => !/^charset=/i.test(parameter) || /^charset="?utf-?8"?$/i.test(parameter),
  );
  return format && isReadable ? format : null;
}

export function parseEventsBody(format: EventsFormat, bytes: Buffer): EventsBody {
  return format === EventsFormat.lines ? parseLines(bytes) : parseDocument(format, bytes);
}

function parseDocument(format: EventsFormat, bytes: Buffer): EventsBody {
  const parsed = parseJson(bytes);
  if (!parsed) return malformed('The body is expected to be JSON in UTF-8, but is not.');
  const { value } = parsed;
  if (format === EventsFormat.batch) {
    if (Array.isArray(value)) return items(value);
    return malformed(
      `${EventsFormat.batch} is expected to be an array; one event is sent as ${EventsFormat.one}.`,
    );
  }
  if (Array.isArray(value)) {
    return malformed(
      `${EventsFormat.one} is expected to be one event; an array is sent as ${EventsFormat.batch}.`,
    );
  }
  if (typeof value === 'object' && value !== null) return items([value]);
  return malformed(`${EventsFormat.one} is expected to be an object.`);
}

function parseLines(bytes: Buffer): EventsBody {
  const sent: SentItem[] = [];
  let isAnyJson = false;
  for (const line of linesOf(bytes)) {
    const index = sent.length;
    const parsed = parseJson(line);
    isAnyJson ||= parsed !== null;
    sent.push(
      parsed ? { index, value: parsed.value } : { index, broken: 'the line is not JSON in UTF-8' },
    );
  }
  if (sent.length > 0 && !isAnyJson) return malformed('No line of the body is JSON in UTF-8.');
  return { kind: 'items', items: sent };
}

/** Lines that hold anything, without their ends. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const line = bytes.subarray(start, end);
    if (line.some((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0d)) yield line;
    start = end + 1;
  }
}

function parseJson(bytes: Buffer): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return null;
  }
}

function items(values: readonly unknown[]): EventsBody {
  return { kind: 'items', items: values.map((value, index) => ({ index, value })) };
}

function malformed(reason: string): EventsBody {
  return { kind: 'malformed', reason };
}
