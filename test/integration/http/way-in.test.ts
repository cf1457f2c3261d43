import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { BEARER, SIGN_IN_KEY, startEdge, type Edge } from '#test/support/edge.ts';
import { ask, eventStream, subscribe } from '#test/support/graphql-client.ts';

const FLOOR = '{ floor { kind } }';
const LIVE = 'subscription { floor { kind } }';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());

async function signIn(query = `key=${SIGN_IN_KEY}`) {
  return fetch(`${edge.origin}/sign-in?${query}`, { redirect: 'manual' });
}

async function cookie(): Promise<string> {
  return (await signIn()).headers.get('set-cookie')!.split(';')[0]!;
}

/** How a socket ends that opens with `init`, and all it was sent before. */
function socketEnd(headers: Record<string, string>, init: object | null) {
  const socket = new WebSocket(
    `${edge.origin.replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
    {
      headers,
    },
  );
  const messages: string[] = [];
  socket.on('message', (data: Buffer) => messages.push(data.toString()));
  socket.on('open', () => {
    if (init) socket.send(JSON.stringify(init));
    else socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: LIVE } }));
  });
  return new Promise<{ code: number; messages: string[] }>((resolve, reject) => {
    socket.on('close', (code) => resolve({ code, messages }));
    socket.on('error', reject);
  });
}

describe('a stranger', () => {
  test.each([
    ['POST', '/graphql'],
    ['GET', '/graphql?query=%7B__typename%7D'],
    ['POST', '/events'],
    ['GET', '/metrics'],
    ['GET', '/readyz'],
  ])('is told to sign in: %s %s', async (method, path) => {
    const response = await fetch(`${edge.origin}${path}`, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await response.json()).toMatchObject({
      error: expect.stringContaining('Sign in'),
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  test('gets no event stream', async () => {
    const response = await fetch(`${edge.origin}/graphql?query=${encodeURIComponent(LIVE)}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.status).toBe(401);
  });

  test.each(['Bearer wrong', 'Bearer ', 'Basic dGVzdC10b2tlbg==', 'test-token'])(
    'with %j is no viewer',
    async (authorization) => {
      expect((await ask(edge.origin, FLOOR, { headers: { authorization } })).status).toBe(401);
    },
  );

  test.each([
    [{ type: 'connection_init' }],
    [{ type: 'connection_init', payload: { authorization: 'Bearer wrong' } }],
    [{ type: 'connection_init', payload: { authorization: '' } }],
    [{ type: 'connection_init', payload: { authorization: 7 } }],
  ])('is put off the socket with 4403 and told nothing: %j', async (init) => {
    expect(await socketEnd({}, init)).toEqual({ code: 4403, messages: [] });
  });

  test('who subscribes before anything else is put off with 4401', async () => {
    expect(await socketEnd({}, null)).toEqual({ code: 4401, messages: [] });
  });

  test('may know that the process works', async () => {
    expect((await fetch(`${edge.origin}/healthz`)).status).toBe(200);
  });
});

describe('the API token', () => {
  test('opens HTTP', async () => {
    expect(await ask(edge.origin, FLOOR, { headers: BEARER })).toMatchObject({
      status: 200,
      data: { floor: { kind: 'SNAPSHOT' } },
    });
  });

  test.each(['Bearer test-token', 'bearer test-token', 'test-token'])(
    'opens a socket as %j',
    async (authorization) => {
      const feed = subscribe(edge.origin, LIVE, { connectionParams: { authorization } });
      expect(await feed.next()).toEqual({ floor: { kind: 'SNAPSHOT' } });
      await feed.end();
    },
  );

  test('opens an event stream, by GET and by POST', async () => {
    const headers = { ...BEARER, accept: 'text/event-stream' };
    const responses = [
      await fetch(`${edge.origin}/graphql?query=${encodeURIComponent(LIVE)}`, { headers }),
      await fetch(`${edge.origin}/graphql`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query: LIVE }),
      }),
    ];
    for (const response of responses) {
      expect(response.headers.get('content-type')).toMatch('text/event-stream');
      const events = eventStream(response);
      const first = await events.next();
      expect(first.value).toMatchObject({ event: 'next' });
      expect(JSON.parse(first.value!.data)).toEqual({ data: { floor: { kind: 'SNAPSHOT' } } });
      edge.changed({ notices: true });
      expect(JSON.parse((await events.next()).value!.data)).toMatchObject({
        data: { floor: { kind: 'PATCH' } },
      });
      await events.return(undefined);
    }
    await expect.poll(() => edge.hub.readers).toBe(0);
  });

  test('opens nothing where none is set', async () => {
    for (const token of [null, '']) {
      const closed = await startEdge({ http: { token } });
      for (const authorization of ['Bearer ', 'Bearer null', 'Bearer undefined']) {
        const { status } = await ask(closed.origin, FLOOR, { headers: { authorization } });
        expect(status).toBe(401);
      }
      await closed.stop();
    }
  });
});

describe('signing in', () => {
  test('with the key sets a cookie and leads to the overview', async () => {
    const response = await signIn();
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(response.headers.get('set-cookie')).toMatch(
      /^tidewall_session=[\w.-]+; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax$/,
    );
  });

  test('behind https the cookie never travels without it', async () => {
    const response = await fetch(`${edge.origin}/sign-in?key=${SIGN_IN_KEY}`, {
      redirect: 'manual',
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(response.headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  test.each([
    ['/wall/main?dark=1', '/wall/main?dark=1'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['/a\r\nset-cookie: x=y', '/'],
  ])('leads from %j to %j', async (next, location) => {
    const response = await signIn(`key=${SIGN_IN_KEY}&next=${encodeURIComponent(next)}`);
    expect(response.headers.get('location')).toBe(location);
  });

  test('with a wrong key or none says so in both languages, and sets nothing', async () => {
    for (const query of ['key=wrong', '']) {
      const response = await signIn(query);
      expect(response.status).toBe(401);
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(await response.text()).toMatch(/not valid.*登录链接无效/);
    }
  });

  test('is slowed down after many wrong keys, but the right one passes', async () => {
    const other = await startEdge();
    const statuses = [];
    for (let count = 0; count < 12; count += 1) {
      statuses.push((await fetch(`${other.origin}/sign-in?key=${count}`)).status);
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
    const right = await fetch(`${other.origin}/sign-in?key=${SIGN_IN_KEY}`, { redirect: 'manual' });
    expect(right.status).toBe(303);
    await other.stop();
  });
});

describe('a browser that signed in', () => {
  test('is answered on our own pages', async () => {
    const headers = { cookie: await cookie(), origin: edge.origin };
    expect((await ask(edge.origin, FLOOR, { headers })).status).toBe(200);
    const feed = subscribe(edge.origin, LIVE, { headers });
    expect(await feed.next()).toEqual({ floor: { kind: 'SNAPSHOT' } });
    await feed.end();
  });

  test('stays signed in over a restart', async () => {
    const headers = { cookie: await cookie(), origin: edge.origin };
    const restarted = await startEdge();
    headers.origin = restarted.origin;
    expect((await ask(restarted.origin, FLOOR, { headers })).status).toBe(200);
    await restarted.stop();
  });

  test('is refused on a page of another origin, or one that hides its origin', async () => {
    const own = { cookie: await cookie() };
    const foreigners: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const foreign of foreigners) {
      const headers = { ...own, ...foreign };
      expect((await ask(edge.origin, FLOOR, { headers })).status).toBe(403);
      const end = await socketEnd(headers, { type: 'connection_init' });
      expect(end).toEqual({ code: 4403, messages: [] });
    }
  });

  test('is answered without an Origin too: no page caused that', async () => {
    const headers = { cookie: await cookie() };
    expect((await ask(edge.origin, FLOOR, { headers })).status).toBe(200);
  });

  test('with a cookie that somebody changed is a stranger', async () => {
    const value = await cookie();
    const [payload, signature] = value.split('=')[1]!.split('.');
    const other = Buffer.from(JSON.stringify({ id: 'x', issuedAt: Date.now() })).toString(
      'base64url',
    );
    for (const forged of [
      `${other}.${signature}`,
      `${payload}.`,
      payload,
      `${payload}.AAAA`,
      '..',
    ]) {
      const headers = { cookie: `tidewall_session=${forged}`, origin: edge.origin };
      expect((await ask(edge.origin, FLOOR, { headers })).status).toBe(401);
    }
  });
});
