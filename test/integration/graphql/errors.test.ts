import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BEARER, startEdge, type Edge } from '#test/support/edge.ts';
import { eventStream } from '#test/support/graphql-client.ts';
import { openRawSocket, type RawSocket } from '#test/support/raw-socket.ts';

/** The same floor, asked three ways. */
let edge: Edge;
let socket: RawSocket;
beforeAll(async () => {
  edge = await startEdge({
    ports: {
      floorAt: () => Promise.reject(new Error('an inner secret')),
      postNotice: () => Promise.reject(new Error('an inner secret')),
    },
  });
  socket = await openRawSocket(edge.origin);
});
afterAll(async () => {
  await socket.end();
  await edge.stop();
});

interface Asked {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}
type Errors = readonly {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}[];

const CASES: readonly (readonly [string, Asked, string | undefined])[] = [
  ['a syntax error', { query: '{ floor { ' }, 'GRAPHQL_PARSE_FAILED'],
  ['a text that is too long', { query: `{ ${'a '.repeat(6_000)} }` }, 'GRAPHQL_PARSE_FAILED'],
  ['no text', { query: ' ' }, 'GRAPHQL_PARSE_FAILED'],
  ['a field that is not', { query: '{ flor { kind } }' }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a field that is not, of a subscription',
    { query: 'subscription { flor { kind } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['too many levels', { query: deep() }, 'BAD_INPUT'],
  [
    'an operation that is not there',
    { query: 'query A { __typename }', operationName: 'B' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'one of two operations',
    { query: 'query A { __typename } query B { __typename }' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['no operation', { query: 'fragment F on Query { __typename }' }, 'OPERATION_RESOLUTION_FAILURE'],
  [
    'a variable that is missing',
    { query: 'query ($at: DateTime!) { floor(at: $at) { kind } }' },
    undefined,
  ],
  [
    'a variable that is wrong',
    { query: 'query ($at: DateTime) { floor(at: $at) { kind } }', variables: { at: 'noon' } },
    'BAD_INPUT',
  ],
  [
    'a variable of a subscription that is wrong',
    { query: 'subscription ($s: ScopeInput) { floor(scope: $s) { kind } }', variables: { s: 7 } },
    'BAD_USER_INPUT',
  ],
  [
    'a fault of ours',
    { query: '{ floor(at: "2026-11-02T08:00:00Z") { kind } }' },
    'INTERNAL_SERVER_ERROR',
  ],
];

function deep(): string {
  return `{ floor { ${'queues { '.repeat(12)} id ${'} '.repeat(12)} } }`;
}

const WAYS = { overHttp, asEvents, overSocket } as const;
const ORDERS = [
  ['overSocket', 'overHttp', 'asEvents'],
  ['asEvents', 'overSocket', 'overHttp'],
  ['overHttp', 'asEvents', 'overSocket'],
] as const;

describe.each(ORDERS)('%s, then %s, then %s', (...order) => {
  test.each(CASES)('%s is told in the same words', async (_what, asked, code) => {
    // Of its own: what was read once is remembered.
    const query = `${asked.query}\n# ${order[0]}`;
    const told: Errors[] = [];
    for (const way of order) told.push(await WAYS[way]({ ...asked, query }));
    expect(told[0]![0]!.extensions?.code).toBe(code);
    expect(told[0]![0]!.message).not.toContain('secret');
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
  });
});

test('a text that a socket could not have is a bad request over HTTP too', async () => {
  const query = '{ floor { # first over the socket';
  await overSocket({ query });
  const response = await fetch(`${edge.origin}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'application/graphql-response+json', ...BEARER },
  });
  expect(response.status).toBe(400);
});

async function overHttp(asked: Asked): Promise<Errors> {
  const response = await fetch(`${edge.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...BEARER },
    body: JSON.stringify(asked),
  });
  return ((await response.json()) as { errors: Errors }).errors;
}

async function asEvents(asked: Asked): Promise<Errors> {
  const response = await fetch(`${edge.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...BEARER },
    body: JSON.stringify(asked),
  });
  const events = eventStream(response);
  const first = await events.next();
  await events.return(undefined);
  return (JSON.parse(first.value!.data) as { errors: Errors }).errors;
}

let operations = 0;

async function overSocket(asked: Asked): Promise<Errors> {
  operations += 1;
  const id = `${operations}`;
  socket.say({ type: 'subscribe', id, payload: asked });
  await socket.until(() => expect(socket.of(id)).not.toEqual([]));
  const { type, payload } = socket.of(id)[0]!;
  return (type === 'error' ? payload : payload.errors) as Errors;
}
