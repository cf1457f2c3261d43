import type { IncomingMessage, ServerResponse } from 'node:http';
import { JournalUnavailable } from '#server/journal/journal.ts';
import { parseEventsDocument } from './events-document.ts';
import { EventsFormat, eventsFormatOf } from './events-format.ts';
import { EventsIntake, type AcceptEvents } from './events-intake.ts';
import { takeLines } from './events-stream.ts';
import { BodyBroken, bodyEncodingOf, BodyReader, type BodyProblem } from './request-body.ts';
import { isMethodAllowed, sendJson } from './respond.ts';

/** A larger document, as sent or unzipped, is refused; lines are taken without end. */
const LARGEST_EVENTS_DOCUMENT = 16 * 1024 * 1024;
const RETRY_AFTER_S = 5;
/** Events of a document that are handed on at once. */
const AT_ONCE = 1_000;

/** Answers `POST /events` for someone who may send. A sender quiet for `stallMs` (30 s unless said) is let go of. */
export async function answerEvents(
  request: IncomingMessage,
  response: ServerResponse,
  accept: AcceptEvents,
  stallMs?: number,
): Promise<void> {
  if (!isMethodAllowed(request.method, ['POST'], response)) return;
  const format = eventsFormatOf(request.headers['content-type']);
  if (!format) {
    const known = Object.values(EventsFormat).join(', ');
    refuse(response, 415, `The content type is expected to be one of ${known}, in UTF-8.`);
    return;
  }
  const encoding = bodyEncodingOf(request);
  if (!encoding) {
    refuse(response, 415, 'The content encoding is expected to be gzip or none.');
    return;
  }
  const body = new BodyReader(request, encoding, stallMs);
  const intake = new EventsIntake(accept);
  try {
    const problem =
      format === EventsFormat.lines
        ? (await takeLines(body, intake)) || 'No line of the body is JSON in UTF-8.'
        : await takeDocument(format, body, intake);
    if (problem !== true) return refuse(response, 400, problem);
    await intake.end();
    sendJson(response, intake.account.answer(), { status: 202 });
  } catch (error) {
    if (error instanceof JournalUnavailable) refuseForNow(response);
    else if (error instanceof BodyBroken) refuseBroken(response, error.problem);
    else throw error;
  } finally {
    body.drop();
  }
}

/** True, or why the document as a whole is refused. */
async function takeDocument(
  format: Exclude<EventsFormat, 'application/x-ndjson'>,
  body: BodyReader,
  intake: EventsIntake,
): Promise<true | string> {
  const bytes = await body.whole(LARGEST_EVENTS_DOCUMENT);
  const document = parseEventsDocument(format, bytes);
  if (document.kind === 'malformed') return document.reason;
  const { items } = document;
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const values = items.slice(from, from + AT_ONCE);
    await intake.give({ values, placeOf: (index) => from + index, size: 0 });
  }
  return true;
}

/** What came before is kept or not: its ids make sending all of it again harmless. */
const SEND_AGAIN = 'Send all of it again: what was kept of it counts once.';

function refuseForNow(response: ServerResponse): void {
  const error = `The disk refuses to write; nothing of this is acknowledged. ${SEND_AGAIN}`;
  const headers = { 'retry-after': String(RETRY_AFTER_S) };
  sendJson(response, { error }, { status: 503, headers });
}

function refuseBroken(response: ServerResponse, problem: BodyProblem): void {
  switch (problem) {
    case 'aborted':
      response.destroy();
      return;
    case 'stalled':
      response.setHeader('connection', 'close');
      return refuse(response, 408, `Nothing more of the body came. ${SEND_AGAIN}`);
    case 'tooLarge':
      return refuse(
        response,
        413,
        `At most ${LARGEST_EVENTS_DOCUMENT} bytes are taken as one document; send less, or lines (${EventsFormat.lines}).`,
      );
    case 'notGzip':
      return refuse(
        response,
        400,
        `The body is expected to be gzip to its end, as its header says, but is not. ${SEND_AGAIN}`,
      );
  }
}

function refuse(response: ServerResponse, status: number, error: string): void {
  sendJson(response, { error }, { status });
}
