import { createServer, request as httpRequest, type ClientRequest, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerEvents } from '#server/http/events-endpoint.ts';
import type { AcceptEvents } from '#server/http/events-intake.ts';
import { JournalUnavailable } from '#server/journal/journal.ts';

const LINES = 'application/x-ndjson';
const MB = 1024 * 1024;

let server: Server;
let accept: AcceptEvents;
let batches: (readonly unknown[])[];
/** A machine with much to do holds everybody up for some time; whom it takes for silent is turned away. */
const LONG_STALL_MS = 30_000;
const SHORT_STALL_MS = 150;
const PATIENT = { timeout: 20_000 };
let stallMs: number;

beforeEach(async () => {
  batches = [];
  stallMs = LONG_STALL_MS;
  accept = (items) => Promise.resolve({ accepted: items.length, duplicates: 0, refused: [] });
  server = createServer((request, response) => {
    const taken: AcceptEvents = (items) => {
      batches.push(items);
      return accept(items);
    };
    void answerEvents(request, response, taken, stallMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A request that is still open: what is written arrives as it is written. */
function open(headers: Record<string, string> = {}): {
  readonly request: ClientRequest;
  readonly answer: Promise<Answer>;
} {
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({
    port,
    method: 'POST',
    path: '/events',
    headers: { 'content-type': LINES, ...headers },
  });
  request.setNoDelay(true);
  const answer = new Promise<Answer>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          body: JSON.parse(text) as Record<string, unknown>,
        }),
      );
    });
  });
  // Where a test breaks the request off nobody waits for the answer.
  answer.catch(() => undefined);
  return { request, answer };
}

async function send(body: Buffer | string, headers?: Record<string, string>): Promise<Answer> {
  const { request, answer } = open(headers);
  request.end(body);
  return answer;
}

const taken = (): unknown[] => batches.flat();

describe('lines are taken while they come', () => {
  test('what has come is handed on before the body ends, and answered when it has', async () => {
    const { request, answer } = open();
    request.write('{"n":1}\n{"n":2}\n{"n"');
    await vi.waitFor(() => expect(taken()).toEqual([{ n: 1 }, { n: 2 }]), PATIENT);
    request.end(':3}');
    expect(await answer).toEqual({
      status: 202,
      body: { accepted: 3, duplicates: 0, refused: [] },
    });
    expect(taken()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('cut anywhere, also within a character, the lines are the same', async () => {
    const values = [{ name: '观澜 🌊' }, { n: 1 }, 'é'];
    const body = Buffer.from(
      `\ufeff${JSON.stringify(values[0])}\r\n\n${JSON.stringify(values[1])}\n${JSON.stringify(values[2])}`,
    );
    for (let cut = 1; cut < body.length; cut += 1) {
      batches = [];
      const { request, answer } = open();
      request.write(body.subarray(0, cut));
      // A turn of the server's loop at least: the parts arrive as two chunks.
      await new Promise((resolve) => setImmediate(resolve));
      request.end(body.subarray(cut));
      expect((await answer).body, `cut at ${cut}`).toEqual({
        accepted: 3,
        duplicates: 0,
        refused: [],
      });
      expect(taken(), `cut at ${cut}`).toEqual(values);
    }
  });

  test('more than 16 MB, plain and zipped', async () => {
    const line = `{"text":"${'x'.repeat(1000)}"}\n`;
    const body = Buffer.from(line.repeat(18_000));
    expect(body.length).toBeGreaterThan(16 * MB);
    const whole = { status: 202, body: { accepted: 18_000 } };
    expect(await send(body)).toMatchObject(whole);
    expect(await send(gzipSync(body), { 'content-encoding': 'gzip' })).toMatchObject(whole);
  });
});

describe('what is refused', () => {
  test('a line that is no JSON, one that is no UTF-8 and one that is too long cost only themselves', async () => {
    const long = `{"text":"${'x'.repeat(MB)}"}`;
    const lines = ['{"n":0}', '{"n":', '\xff', '{"n":3}', long, '{"n":5}', long];
    const { status, body } = await send(Buffer.from(lines.join('\n'), 'latin1'));
    expect(status).toBe(202);
    const reasons = Object.fromEntries(
      (body['refused'] as { index: number; reason: string }[]).map(({ index, reason }) => [
        index,
        reason,
      ]),
    );
    expect(reasons).toEqual({
      1: expect.stringContaining('not JSON in UTF-8') as string,
      2: expect.stringContaining('not JSON in UTF-8') as string,
      4: expect.stringContaining('longer than 1048576 bytes') as string,
      6: expect.stringContaining('longer than 1048576 bytes') as string,
    });
    expect(taken()).toEqual([{ n: 0 }, { n: 3 }, { n: 5 }]);
  });

  test('a report of a later group names places in the whole body', async () => {
    accept = (items) =>
      Promise.resolve({
        accepted: items.length - 1,
        duplicates: 0,
        refused: [{ index: 0, id: null, reason: 'no' }],
      });
    const { request, answer } = open();
    request.write('{"n":0}\n{"n":1}\n');
    await vi.waitFor(() => expect(batches).toHaveLength(1), PATIENT);
    request.end('oops\n{"n":3}\n');
    expect((await answer).body).toMatchObject({
      accepted: 1,
      refused: [{ index: 0 }, { index: 2 }, { index: 3 }],
    });
  });

  test('ten thousand refusals are listed, and the rest are counted', async () => {
    const { body } = await send(`{}\n${'x\n'.repeat(12_345)}`);
    expect(body['refused']).toHaveLength(10_000);
    expect(body).toMatchObject({ accepted: 1, furtherRefused: 2_345 });
  });

  test('a body that begins with a thousand lines of something else is refused at once', async () => {
    const { request, answer } = open();
    request.write('<p>hello</p>\n'.repeat(1_000));
    expect(await answer).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    expect(batches).toEqual([]);
    request.destroy();
  });

  test('gzip that breaks off: what came before is kept, and the sender is asked to come again', async () => {
    const zipped = gzipSync('{"n":1}\n'.repeat(100_000));
    const answer = await send(zipped.subarray(0, zipped.length - 20), {
      'content-encoding': 'gzip',
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('counts once') as string },
    });
    expect(taken().length).toBeGreaterThan(0);
  });
});

describe('back-pressure', () => {
  test('a sender is stopped while too much waits for the disk, and goes on after that', async () => {
    let keep = (): void => undefined;
    const kept = new Promise<void>((resolve) => (keep = resolve));
    accept = async (items) => {
      await kept;
      return { accepted: items.length, duplicates: 0, refused: [] };
    };
    const { request, answer } = open();
    const part = Buffer.from(`{"text":"${'x'.repeat(1000)}"}\n`.repeat(1_000));
    let sent = 0;
    // Until the socket takes no more: ten times what may wait would be a body in memory.
    while (sent < 40 && (await flushed(request, part))) sent += 1;
    expect(sent).toBeLessThan(40);
    expect(taken().length).toBeLessThan(10_000);
    keep();
    while (sent < 40) {
      sent += 1;
      request.write(part);
    }
    request.end();
    // The part that was under way when the socket stopped is one more.
    expect(await answer).toMatchObject({ status: 202, body: { accepted: 41_000, refused: [] } });
  });

  test('a full disk in the middle: nothing is acknowledged, and the rest is not asked for', async () => {
    let calls = 0;
    accept = (items) => {
      calls += 1;
      return calls > 2
        ? Promise.reject(new JournalUnavailable('full'))
        : Promise.resolve({ accepted: items.length, duplicates: 0, refused: [] });
    };
    const { request, answer } = open();
    const part = '{"n":1}\n'.repeat(1_000);
    const writing = setInterval(() => request.write(part), 1);
    const { status, body } = await answer;
    clearInterval(writing);
    expect(status).toBe(503);
    expect(body['error']).toMatch(/nothing of this is acknowledged.+counts once/);
    request.destroy();
  });

  test('a sender that goes away in the middle: what it sent stays, and others are answered', async () => {
    const { request } = open();
    request.write('{"n":1}\n{"n":2}\n{"n":');
    await vi.waitFor(() => expect(taken()).toHaveLength(2), PATIENT);
    request.destroy();
    expect(await send('{"n":9}')).toMatchObject({ status: 202 });
    // The half line is no event.
    expect(taken()).toEqual([{ n: 1 }, { n: 2 }, { n: 9 }]);
  });

  test('a sender that falls silent is let go of with a reason', async () => {
    stallMs = SHORT_STALL_MS;
    const { request, answer } = open();
    request.write('{"n":1}\n');
    expect(await answer).toMatchObject({
      status: 408,
      body: { error: expect.stringContaining('counts once') as string },
    });
    await once(request, 'close');
  });
});

/** False where the server's side does not take the part within a while. */
async function flushed(request: ClientRequest, part: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), SHORT_STALL_MS * 2);
    request.write(part, () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
