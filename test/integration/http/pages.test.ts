import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '#server/kit/clock.ts';
import { BEARER, SIGN_IN_KEY, startEdge, type Edge } from '#test/support/edge.ts';
import { subscribe } from '#test/support/graphql-client.ts';

let edge: Edge;
let folder: string;
let reasons: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewall-pages-'));
  await mkdir(join(folder, 'web/assets'), { recursive: true });
  await writeFile(join(folder, 'web/index.html'), '<!doctype html><title>Tidewall</title>');
  await writeFile(join(folder, 'web/assets/app-1a2b.js'), 'export const answer = 42;');
  await copyFile('web/public/icon.svg', join(folder, 'web/icon.svg'));
  await writeFile(join(folder, 'web/.hidden'), 'secret');
  await writeFile(join(folder, 'outside.txt'), 'secret');
  edge = await startEdge({
    http: {
      staticFolder: join(folder, 'web'),
      notReady: () => reasons,
      collect: () => [
        {
          name: 'tidewall_events_total',
          help: 'Events.',
          kind: 'counter',
          value: 7,
          labels: { source: 'a' },
        },
        {
          name: 'tidewall_events_total',
          help: 'Events.',
          kind: 'counter',
          value: 2,
          labels: { source: 'b' },
        },
        { name: 'tidewall_queues', help: 'Queues.', kind: 'gauge', value: 9 },
      ],
    },
  });
});
afterAll(async () => {
  await edge.stop();
  await rm(folder, { recursive: true });
});

describe('the web app', () => {
  test.each(['/', '/floor', '/wall/main', '/tv', '/history', '/settings', '/settings/'])(
    'is the page at %s, fresh every time',
    async (path) => {
      const response = await fetch(`${edge.origin}${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch('text/html');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('Tidewall');
    },
  );

  test('keeps its hashed files for ever, zipped, and knows them again', async () => {
    const response = await fetch(`${edge.origin}/assets/app-1a2b.js`);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe('export const answer = 42;');
    const again = await fetch(`${edge.origin}/assets/app-1a2b.js`, {
      headers: { 'if-none-match': response.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });

  test.each([
    ['gzip, deflate, br', 'gzip'],
    ['GZIP;Q=0.8', 'gzip'],
    ['x-gzip', 'gzip'],
    ['br;q=1.0, *;q=0.1', 'gzip'],
    ['identity, gzip', 'gzip'],
    [undefined, undefined],
    ['', undefined],
    ['br, zstd', undefined],
    ['gzip;q=0', undefined],
    ['gzip; q=0.000, identity', undefined],
    ['*;q=0', undefined],
    ['*, gzip;q=0', undefined],
    ['gzip;q=0.2, identity;q=0.5', undefined],
    ['gzip;q=0.2, *;q=0.5', undefined],
    ['gzip;q=yes', undefined],
    ['not-gzip', undefined],
  ])('zips a file for who accepts %j: %s (RFC 9110, 12.5.3)', async (accepted, coding) => {
    const path = '/assets/app-1a2b.js';
    const { status, headers, bytes } = await rawGet(path, {
      ...(accepted !== undefined && { 'accept-encoding': accepted }),
    });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(coding);
    expect(headers.vary).toBe('accept-encoding');
    const plain = coding ? gunzipSync(bytes) : bytes;
    expect(plain.toString()).toBe('export const answer = 42;');
  });

  test.each(['/icon.svg', '/favicon.ico'])('has its icon at %s', async (path) => {
    const { status, headers, bytes } = await rawGet(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('image/svg+xml');
    expect(bytes.toString()).toContain('<svg');
  });

  test('is not sent again to who has it, however its tag is told (RFC 9110, 13.1.2)', async () => {
    for (const path of ['/', '/assets/app-1a2b.js']) {
      const { headers } = await rawGet(path);
      const opaque = /"[^"]+"/.exec(headers.etag!)![0];
      const other = '"of, another W/ time"';
      for (const known of [
        headers.etag!,
        opaque,
        `W/${opaque}`,
        `${other}, ${opaque}`,
        `${other},W/${opaque}, W/"last"`,
        '*',
      ]) {
        const again = await rawGet(path, { 'if-none-match': known });
        expect(again.status, known).toBe(304);
        expect(again.bytes.length).toBe(0);
        expect(again.headers).toMatchObject({ etag: headers.etag, vary: 'accept-encoding' });
      }
      for (const unknown of [other, `W/${other}`, opaque.slice(1, -1), `"x${opaque.slice(1)}`, ''])
        expect((await rawGet(path, { 'if-none-match': unknown })).status, unknown).toBe(200);
    }
    expect((await rawGet('/nothing', { 'if-none-match': '*' })).status).toBe(404);
  });

  test.each([
    '/assets/old-3c4d.js',
    '/nothing',
    '/wall',
    '/.hidden',
    '/%2e%2e/outside.txt',
    '/%00',
    '/%',
  ])('has nothing at %s', async (path) => {
    const { status, bytes } = await rawGet(path);
    expect(status).toBe(404);
    expect(bytes.toString()).toBe('There is nothing at this address.\n');
  });

  test('is not reached from outside its folder', async () => {
    for (const path of ['/../outside.txt', '/assets/../../outside.txt', '/..%2foutside.txt']) {
      const { bytes } = await rawGet(path);
      expect(bytes.toString()).not.toContain('secret');
    }
  });

  test('loads nothing from elsewhere and sits in nobody’s frame', async () => {
    const { headers } = await fetch(`${edge.origin}/`);
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'self'.*frame-ancestors 'none'/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const graph = await fetch(`${edge.origin}/graphql?query={__typename}`, { headers: BEARER });
    expect(graph.headers.get('x-content-type-options')).toBe('nosniff');
    expect(graph.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('takes no other method', async () => {
    const response = await fetch(`${edge.origin}/`, { method: 'DELETE' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

test('whoever looks at the app stays signed in, and the cookie is not renewed every time', async () => {
  const signedIn = await fetch(`${edge.origin}/sign-in?key=${SIGN_IN_KEY}`, { redirect: 'manual' });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  const page = await fetch(`${edge.origin}/`, { headers: { cookie } });
  expect(page.headers.get('set-cookie')).toBeNull();
});

describe('for the machines that look after it', () => {
  test('readyz names every reason not to show it', async () => {
    reasons = ['The journal is being read.'];
    const waiting = await fetch(`${edge.origin}/readyz`, { headers: BEARER });
    expect(waiting.status).toBe(503);
    expect(await waiting.json()).toEqual({ ready: false, reasons });
    reasons = [];
    const ready = await fetch(`${edge.origin}/readyz`, { headers: BEARER });
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true });
  });

  test('metrics tell the process and the floor, again and again', async () => {
    for (let round = 0; round < 2; round += 1) {
      const response = await fetch(`${edge.origin}/metrics`, { headers: BEARER });
      expect(response.headers.get('content-type')).toMatch('text/plain');
      const text = await response.text();
      expect(text).toContain('process_resident_memory_bytes');
      expect(text).toContain('tidewall_events_total{source="a"} 7');
      expect(text).toContain('tidewall_events_total{source="b"} 2');
      expect(text).toContain('tidewall_queues 9');
      expect(text).toContain('tidewall_websockets 0');
    }
  });
});

describe('stopping', () => {
  test('sends sockets away with 1012 and a time to spread over, cuts feeds, and may be asked twice', async () => {
    const other = await startEdge();
    const feed = subscribe(other.origin, 'subscription { floor { kind } }', {
      connectionParams: BEARER,
    });
    await feed.next();
    const stream = await fetch(`${other.origin}/graphql?query=subscription{floor{kind}}`, {
      headers: { ...BEARER, accept: 'text/event-stream' },
    });
    const cut = stream.text().then(
      (text) => text,
      () => 'cut',
    );
    const closed = feed.next().catch((event: unknown) => event);
    await Promise.all([other.stop(), other.stop()]);
    const event = (await closed) as { code: number; reason: string };
    expect(event.code).toBe(1012);
    expect(JSON.parse(event.reason)).toEqual({ spreadMs: expect.any(Number) });
    expect(await cut).toBe('cut');
    await expect.poll(() => other.hub.readers).toBe(0);
    await other.stop();
  });

  test('answers what was asked before', async () => {
    let keep = () => {};
    const kept = new Promise<void>((resolve) => (keep = resolve));
    const other = await startEdge({
      accept: async () => {
        await kept;
        return { accepted: 1, duplicates: 0, refused: [] };
      },
    });
    const answer = fetch(`${other.origin}/events`, {
      method: 'POST',
      headers: { ...BEARER, 'content-type': 'application/cloudevents+json' },
      body: '{}',
    });
    await expect.poll(() => other.batches.length).toBe(1);
    const stopped = other.stop();
    keep();
    expect((await answer).status).toBe(202);
    await stopped;
  });

  test('waits for nobody who asks nothing to the end, and still answers who did', async () => {
    let keep = () => {};
    const kept = new Promise<void>((resolve) => (keep = resolve));
    const other = await startEdge({
      http: { clock: hurriedClock },
      accept: async () => {
        await kept;
        return { accepted: 1, duplicates: 0, refused: [] };
      },
    });
    const post = `POST /events HTTP/1.1\r\nhost: a\r\nauthorization: ${BEARER.authorization}\r\n`;
    const lines = 'content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n';
    const open = [
      '',
      post,
      `${post}content-type: application/cloudevents+json\r\ncontent-length: 9\r\n\r\n{`,
      `${post}${lines}3\r\n{}\n\r\n`,
      'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n',
    ].map((text) => {
      const socket = connect(Number(new URL(other.origin).port), '127.0.0.1');
      socket.write(text);
      return socket;
    });
    // A connection that was cut may say so.
    for (const socket of open) socket.on('error', () => undefined);
    const gone = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await once(open.at(-1)!, 'data');
    const answer = fetch(`${other.origin}/events`, {
      method: 'POST',
      headers: { ...BEARER, 'content-type': 'application/cloudevents+json' },
      body: '{}',
    });
    // Half a body of lines is given on, too.
    await expect.poll(() => other.batches.length).toBe(2);
    const stopped = other.stop();
    for (const socket of open) socket.resume();
    await Promise.all(gone);
    keep();
    expect((await answer).status).toBe(202);
    await stopped;
  });

  test('a port that is taken is told, not hung on', async () => {
    const port = Number(new URL(edge.origin).port);
    await expect(startEdge({ http: { port } })).rejects.toThrow('EADDRINUSE');
  });
});

/** Its seconds are short, and five of them never pass: a stop that needs them never ends. */
const hurriedClock: Clock = {
  now: () => systemClock.now(),
  after: (delayMs, run) =>
    delayMs < 5_000 ? systemClock.after(delayMs / 10, run) : { cancel: () => undefined },
};

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Sends path and headers as they are; fetch would tidy them up and unzip the answer. */
async function rawGet(path: string, headers: OutgoingHttpHeaders = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(edge.origin);
  const asked = request({ hostname, port, path, headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode!, headers: response.headers, bytes: await buffer(response) };
}
