import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BEARER, startEdge, type Edge } from '#test/support/edge.ts';
import { subscribe } from '#test/support/graphql-client.ts';
import { openRawSocket, type Message, type RawSocket } from '#test/support/raw-socket.ts';

const LIVE = 'subscription { floor { kind cursor queues { id name waiting } } }';

let edge: Edge;
const open: { end(): Promise<void> }[] = [];

beforeEach(async () => {
  edge = await startEdge({ minIntervalMs: 1 });
  edge.floor.setQueue('sales');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.end()));
  await edge.stop();
});

async function raw(): Promise<RawSocket> {
  const socket = await openRawSocket(edge.origin);
  open.push(socket);
  return socket;
}

let calls = 0;
function call(): number {
  calls += 1;
  edge.floor.setQueue('sales', { waiting: calls });
  edge.changed({ queues: new Set(['sales']), total: true });
  return calls;
}

function newest(messages: readonly Message[]): number | undefined {
  return messages.findLast(({ type }) => type === 'next')?.payload.data.floor.queues[0]?.waiting;
}

describe('walls that show the same', () => {
  test('are told the same, each under its own id', async () => {
    const walls = await Promise.all([raw(), raw(), raw()]);
    const ids = ['1', 'a much longer id, 观"\\', '1'];
    walls.forEach((wall, index) => wall.subscribe(ids[index]!, LIVE));
    await walls[0].until(() => walls.forEach((wall) => expect(newest(wall.messages)).toBe(0)));
    const waiting = call();
    await walls[0].until(() =>
      walls.forEach((wall) => expect(newest(wall.messages)).toBe(waiting)),
    );
    const [first] = walls.map((wall, index) => {
      const told = wall.of(ids[index]!);
      expect(told.map(({ type }) => type)).toEqual(['next', 'next']);
      expect(told.map(({ payload }) => payload.data.floor.kind)).toEqual(['SNAPSHOT', 'PATCH']);
      return told;
    });
    for (const wall of walls)
      expect(wall.messages.filter(({ type }) => type === 'next').map((m) => m.payload)).toEqual(
        first!.map(({ payload }) => payload),
      );
  });

  test('go on when one of them leaves, by a word or by breaking off', async () => {
    const walls = await Promise.all([raw(), raw(), raw()]);
    for (const wall of walls) wall.subscribe('1', LIVE);
    await walls[0].until(() => walls.forEach((wall) => expect(newest(wall.messages)).toBe(0)));
    walls[0].say({ type: 'complete', id: '1' });
    walls[1].socket.terminate();
    await expect.poll(() => edge.hub.readers).toBe(1);
    const waiting = call();
    await walls[2].until(() => expect(newest(walls[2].messages)).toBe(waiting));
    expect(newest(walls[0].messages)).toBe(0);
  });

  test('are understood by the usual client', async () => {
    const feeds = [1, 2].map(() => {
      const feed = subscribe(edge.origin, LIVE, { connectionParams: BEARER });
      open.push(feed);
      return feed;
    });
    for (const feed of feeds) expect((await feed.next()).floor.kind).toBe('SNAPSHOT');
    const waiting = call();
    for (const feed of feeds) expect((await feed.next()).floor.queues[0].waiting).toBe(waiting);
  });
});

describe('the protocol', () => {
  test('an id in use closes the socket with 4409', async () => {
    const wall = await openRawSocket(edge.origin);
    wall.subscribe('1', LIVE);
    await wall.until(() => expect(newest(wall.messages)).toBe(0));
    wall.subscribe('1', LIVE);
    expect(await wall.closed()).toBe(4409);
    await expect.poll(() => edge.hub.readers).toBe(0);
  });

  test('an id may be used again, and nothing of before comes under it', async () => {
    const wall = await raw();
    for (let round = 1; round <= 20; round += 1) {
      wall.subscribe('1', LIVE);
      await wall.until(() => expect(wall.of('1').length).toBeGreaterThan(0));
      call();
      wall.say({ type: 'complete', id: '1' });
      await expect.poll(() => edge.hub.readers, { interval: 1 }).toBe(0);
      const told = wall.of('1');
      expect(told[0]!.payload.data.floor.kind).toBe('SNAPSHOT');
      call();
      wall.say({ type: 'ping' });
      await wall.until(() => expect(wall.messages.at(-1)!.type).toBe('pong'));
      expect(wall.of('1')).toHaveLength(told.length);
      (wall.messages as Message[]).splice(0);
    }
  });

  test('what is over at the server is completed', async () => {
    const wall = await raw();
    wall.subscribe('1', LIVE);
    await wall.until(() => expect(newest(wall.messages)).toBe(0));
    edge.hub.close();
    await wall.until(() => expect(wall.of('1').at(-1)!.type).toBe('complete'));
  });

  test('a subscription that is left before it began is told nothing', async () => {
    const wall = await raw();
    wall.subscribe('1', LIVE);
    wall.say({ type: 'complete', id: '1' });
    wall.subscribe('2', LIVE);
    await wall.until(() => expect(wall.of('2')).toHaveLength(1));
    expect(wall.of('1')).toEqual([]);
    expect(edge.hub.readers).toBe(1);
  });

  test('a mistake is told as it was to one alone', async () => {
    const wall = await raw();
    wall.subscribe('1', 'subscription { floor { nothing } }');
    wall.subscribe('2', 'subscription($s: ScopeInput) { floor(scope: $s) { at } }', { s: 7 });
    await wall.until(() => expect([...wall.of('1'), ...wall.of('2')]).toHaveLength(3));
    expect(wall.of('1')).toMatchObject([{ type: 'error', payload: [{ message: /nothing/ }] }]);
    expect(wall.of('2')).toMatchObject([
      { type: 'next', payload: { errors: [{ message: /\$s/ }] } },
      { type: 'complete' },
    ]);
  });
});

describe('a stalled client', () => {
  test('gets whole messages and newer numbers, whatever else goes over its line', async () => {
    for (let index = 0; index < 300; index += 1)
      edge.floor.setQueue(`q${index}`, { name: 'x'.repeat(500) });
    const all = new Set(['sales', ...edge.floor.queueIds({})]);
    const [stalled, other] = [await raw(), await raw()];
    for (const wall of [stalled, other]) wall.subscribe('1', LIVE);
    stalled.subscribe('second', LIVE.replace('waiting', 'serving waiting'));
    await stalled.until(() =>
      [stalled, other].forEach((wall) => expect(newest(wall.messages)).toBe(0)),
    );
    await stalled.until(() => expect(stalled.of('second')).toHaveLength(1));
    stalled.socket.pause();
    let waiting = 0;
    for (let round = 0; round < 150; round += 1) {
      waiting = calls += 1;
      edge.floor.setQueue('sales', { waiting });
      edge.changed({ queues: all });
      stalled.say({ type: 'ping', payload: { round } });
      stalled.subscribe(`query ${round}`, '{ floor { queues { id name } } }');
      if (round % 30 === 0) edge.beat();
      await other.until(() => expect(newest(other.messages)).toBe(waiting));
    }
    const told = other.of('1').length;
    stalled.socket.resume();
    await stalled.until(() => {
      expect(newest(stalled.of('1'))).toBe(waiting);
      expect(newest(stalled.of('second'))).toBe(waiting);
      expect(stalled.messages.filter(({ type }) => type === 'pong')).toHaveLength(150);
      expect(stalled.messages.filter(({ type }) => type === 'complete')).toHaveLength(150);
    });
    expect(stalled.of('1').length).toBeLessThan(told);
    // A sign of life that nobody reads is not kept.
    expect(stalled.messages.filter(({ type }) => type === 'ping').length).toBeLessThan(5);
  });
});
