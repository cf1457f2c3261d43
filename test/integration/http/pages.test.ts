import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    '/assets/old-3c4d.js',
    '/nothing',
    '/wall',
    '/.hidden',
    '/%2e%2e/outside.txt',
    '/%00',
    '/%',
  ])('has nothing at %s', async (path) => {
    const { status, text } = await rawGet(path);
    expect(status).toBe(404);
    expect(text).toBe('There is nothing at this address.\n');
  });

  test('is not reached from outside its folder', async () => {
    for (const path of ['/../outside.txt', '/assets/../../outside.txt', '/..%2foutside.txt']) {
      const { text } = await rawGet(path);
      expect(text).not.toContain('secret');
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

  test('a port that is taken is told, not hung on', async () => {
    const port = Number(new URL(edge.origin).port);
    await expect(startEdge({ http: { port } })).rejects.toThrow('EADDRINUSE');
  });
});

/** Sends the path as it is; fetch would tidy it up first. */
function rawGet(path: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(edge.origin);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode!, text }));
    })
      .on('error', reject)
      .end();
  });
}
