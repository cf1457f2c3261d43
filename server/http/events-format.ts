/** How events are sent; the media types of the CloudEvents JSON format, and NDJSON. */
export const EventsFormat = {
  one: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  lines: 'application/x-ndjson',
} as const;
export type EventsFormat = (typeof EventsFormat)[keyof typeof EventsFormat];

/** The format that a Content-Type names; `null` for others. UTF-8 is the only charset. */
export function eventsFormatOf(contentType: string | undefined): EventsFormat | null {
  const [mediaType, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  const format = Object.values(EventsFormat).find((known) => known === mediaType!.toLowerCase());
  const isReadable = parameters.every(
    (parameter) => !/^charset=/i.test(parameter) || /^charset="?utf-?8"?$/i.test(parameter),
  );
  return format && isReadable ? format : null;
}
