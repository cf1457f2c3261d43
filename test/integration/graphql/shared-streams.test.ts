import { afterAll, beforeAll, expect, test } from 'vitest';
import { BEARER, startEdge, type Edge } from '#test/support/edge.ts';
import { eventStream } from '#test/support/graphql-client.ts';
import { openRawSocket } from '#test/support/raw-socket.ts';

const LIVE = `subscription($after: Cursor) {
  floor(after: $after) { kind cursor recovered queues { id metrics(window: { kind: TODAY }) { offered } } }
}`;

let edge: Edge;

beforeAll(async () => {
  edge = await startEdge();
  edge.floor.setQueue('sales');
});
afterAll(() => edge.stop());

function ask(query: string, variables?: object): Promise<Response> {
  return fetch(`${edge.origin}/graphql`, {
    method: 'POST',
    headers: { ...BEARER, accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
}

async function stream(variables?: object) {
  const events = eventStream(await ask(LIVE, variables));
  return {
    async next() {
      const { value } = await events.next();
      expect(value).toMatchObject({ event: 'next' });
      return (JSON.parse(value!.data) as { data: { floor: { kind: string; cursor: string } } }).data
        .floor;
    },
    end: () => events.return(undefined),
  };
}

test('streams and sockets that ask the same cost one execution an update together', async () => {
  const streams = [await stream(), await stream()];
  const wall = await openRawSocket(edge.origin);
  wall.subscribe('1', LIVE);
  const snapshots = await Promise.all(streams.map((each) => each.next()));
  expect(snapshots[0]).toMatchObject({ kind: 'SNAPSHOT', queues: [{ metrics: { offered: 1 } }] });
  await wall.until(() => expect(wall.of('1')).toHaveLength(1));
  const before = edge.floor.windowsAsked.length;
  edge.changed({ queues: new Set(['sales']) });
  const patches = await Promise.all(streams.map((each) => each.next()));
  await wall.until(() => expect(wall.of('1')).toHaveLength(2));
  expect(edge.floor.windowsAsked.length - before).toBe(1);
  expect(patches[1]).toEqual(patches[0]);
  expect(wall.of('1')[1]!.payload.data.floor).toEqual(patches[0]);
  await Promise.all([...streams, wall].map((each) => each.end()));
  await expect.poll(() => edge.hub.readers).toBe(0);
});

test('a stream resumes where it was', async () => {
  const first = await stream();
  const { cursor } = await first.next();
  await first.end();
  edge.changed({ queues: new Set(['sales']) });
  // It may wait for others a tenth of a second.
  await expect.poll(() => edge.hub.cursor).not.toBe(cursor);
  const again = await stream({ after: cursor });
  expect(await again.next()).toMatchObject({ kind: 'PATCH', recovered: true, queues: [{}] });
  await again.end();
});

test('a mistake is told as to one alone', async () => {
  const told = await (await ask(LIVE.replace('cursor', 'nothing'))).text();
  expect(told).toContain('nothing');
  const variables = { after: 7 };
  const refused = await (await ask(LIVE, variables)).text();
  expect(refused).toMatch(/event: next\ndata: \{"errors":\[\{"message":"Variable .*\$after/);
  expect(edge.hub.readers).toBe(0);
});

test('a stream is framed as event streams are, and ends with the feed', async () => {
  const response = await ask('subscription { floor { kind } }');
  expect(response.headers.get('content-type')).toMatch('text/event-stream');
  await expect.poll(() => edge.hub.readers).toBe(1);
  edge.hub.close();
  expect((await response.text()).replace(/^(:\n\n)+/, '')).toBe(
    'event: next\ndata: {"data":{"floor":{"kind":"SNAPSHOT"}}}\n\nevent: complete\ndata:\n\n',
  );
});
