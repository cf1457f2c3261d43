import type { IncomingMessage, ServerResponse } from 'node:http';
import { JournalUnavailable } from '#server/journal/journal.ts';
import { unreachable } from '#server/kit/unreachable.ts';
import { EventsFormat, eventsFormatOf, parseEventsBody, type SentItem } from './events-body.ts';
import { readBody } from './request-body.ts';
import { isMethodAllowed, sendJson } from './respond.ts';

/** What became of the events of one request; `index` is the place in what was sent. */
export interface AcceptReport {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedItem[];
}

export interface RefusedItem {
  readonly index: number;
  /** The event's own id, where it could be read. */
  readonly id: string | null;
  readonly reason: string;
}

/**
 * Takes events, decoded JSON of any shape. Resolves when what was accepted is durable and every
 * later query sees it; rejects with JournalUnavailable where nothing was kept.
 */
export type AcceptEvents = (items: readonly unknown[]) => Promise<AcceptReport>;

/** A larger body, as sent or unzipped, is refused. */
export const LARGEST_EVENTS_BODY = 16 * 1024 * 1024;
const RETRY_AFTER_S = 5;

/** Answers `POST /events` for someone who may send. */
export async function answerEvents(
  request: IncomingMessage,
  response: ServerResponse,
  accept: AcceptEvents,
): Promise<void> {
  if (!isMethodAllowed(request.method, ['POST'], response)) return;
  const format = eventsFormatOf(request.headers['content-type']);
  if (!format) {
    const known = Object.values(EventsFormat).join(', ');
    refuse(response, 415, `The content type is expected to be one of ${known}, in UTF-8.`);
    return;
  }
  const body = await readBody(request, LARGEST_EVENTS_BODY);
  switch (body.kind) {
    case 'bytes': {
      const parsed = parseEventsBody(format, body.bytes);
      if (parsed.kind === 'malformed') refuse(response, 400, parsed.reason);
      else await answerItems(parsed.items, response, accept);
      return;
    }
    case 'tooLarge':
      response.setHeader('connection', 'close');
      refuse(response, 413, `At most ${LARGEST_EVENTS_BODY} bytes are taken at once; send less.`);
      return;
    case 'unknownEncoding':
      refuse(response, 415, 'The content encoding is expected to be gzip or none.');
      return;
    case 'notGzip':
      refuse(response, 400, 'The body is expected to be gzip, as its header says, but is not.');
      return;
    case 'aborted':
      response.destroy();
      return;
    default:
      unreachable(body);
  }
}

async function answerItems(
  items: readonly SentItem[],
  response: ServerResponse,
  accept: AcceptEvents,
): Promise<void> {
  const readable = items.filter((item) => 'value' in item);
  const broken = items.filter((item) => 'broken' in item);
  try {
    const report =
      readable.length > 0 ? await accept(readable.map((item) => item.value)) : NOTHING_SENT;
    const refused = [
      ...report.refused.map(({ index, id, reason }) => ({
        index: readable[index]!.index,
        id,
        reason,
      })),
      ...broken.map((item) => ({ index: item.index, id: null, reason: item.broken })),
    ].sort((a, b) => a.index - b.index);
    const { accepted, duplicates } = report;
    sendJson(response, { accepted, duplicates, refused }, { status: 202 });
  } catch (error) {
    if (!(error instanceof JournalUnavailable)) throw error;
    sendJson(
      response,
      { error: 'The disk refuses to write; nothing of this was kept. Send it again later.' },
      { status: 503, headers: { 'retry-after': String(RETRY_AFTER_S) } },
    );
  }
}

const NOTHING_SENT: AcceptReport = { accepted: 0, duplicates: 0, refused: [] };

function refuse(response: ServerResponse, status: number, error: string): void {
  sendJson(response, { error }, { status });
}
