import { decodeCloudEvent } from '#schema/events/decode.ts';
import type { Instant } from '#schema/ids.ts';
import type { IncomingEvent } from '../connector.ts';
import { readLines, type Line } from './lines.ts';

/** What a line of a recording turned out to be. */
export type Recorded =
  | { readonly line: number; readonly event: IncomingEvent }
  | { readonly line: number; readonly event: null; readonly reason: string };

/** The events of a recording in file order, read in batches; a line that is none carries its reason. */
export async function* readRecording(path: string): AsyncGenerator<readonly Recorded[]> {
  for await (const lines of readLines(path)) yield lines.map(readEvent);
}

/** Time of the first valid event of a recording; null where it has none, or cannot be read. */
export async function firstEventAt(path: string): Promise<Instant | null> {
  try {
    for await (const batch of readRecording(path))
      for (const { event } of batch) if (event) return event.at;
  } catch {
    // A file that cannot be read is reported by the connector itself when it starts.
  }
  return null;
}

function readEvent({ number: line, text }: Line): Recorded {
  if (text === null) return { line, event: null, reason: 'the line is too long for an event' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { line, event: null, reason: 'JSON is expected' };
  }
  const decoded = decodeCloudEvent(json);
  if (!decoded.ok) return { line, event: null, reason: decoded.reason };
  const { id, source, type, at } = decoded.event;
  // The data as it was written: the gate decodes it once more on the way in.
  const { data } = json as { data?: Readonly<Record<string, unknown>> };
  return { line, event: { id, source, type, at, data: data ?? {} } };
}
