import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as ws from 'ws';
import { startEdge, type Edge } from '#test/support/edge.ts';
import { openRawSocket, type RawSocket } from '#test/support/raw-socket.ts';
import { runs } from '#test/support/runs.ts';

/** The library's extension; its types leave it out. */
const { PerMessageDeflate } = ws as unknown as {
  readonly PerMessageDeflate: { readonly prototype: { decompress(): void } };
};

/*
 * What is deflated once for all, as clients with and without compression have it: the same, message
 * by message.
 */

const LIVE = `subscription($after: Cursor) { floor(after: $after) { kind cursor queues { id name waiting } } }`;
const QUEUES = Array.from({ length: 120 }, (_, index) => `queue-${index}`);

let edge: Edge;
const open: RawSocket[] = [];

beforeEach(async () => {
  edge = await startEdge({ minIntervalMs: 1 });
  for (const id of QUEUES) edge.floor.setQueue(id, { name: `队列 ${id}` });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(open.splice(0).map((each) => each.end()));
  await edge.stop();
});

async function wall(perMessageDeflate: boolean): Promise<RawSocket> {
  const socket = await openRawSocket(edge.origin, { perMessageDeflate });
  expect(socket.socket.extensions).toBe(perMessageDeflate ? 'permessage-deflate' : '');
  open.push(socket);
  return socket;
}

/** So many contacts wait, in so many queues. */
function change(waiting: number, queues: number): void {
  const changed = QUEUES.slice(0, queues);
  for (const id of changed) edge.floor.setQueue(id, { waiting });
  edge.changed({ queues: new Set(changed), total: true });
}

/** The newest number of the first queue, which is in every change. */
function newest(wall: RawSocket, id = '1'): number {
  return wall.of(id).findLast(({ type }) => type === 'next')?.payload.data.floor.queues[0]?.waiting;
}

/** What goes over a line beside the changes. */
const BESIDES = ['beat', 'ping', 'query', 'resume', 'stall'] as const;
type Step =
  | { readonly do: 'change'; readonly queues: 1 | 2 | 10 | 120 }
  | { readonly do: (typeof BESIDES)[number] };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      queues: fc.constantFrom(1, 2, 10, 120),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom(...BESIDES) }),
  },
);

test('a wall that inflates is told what one is told that does not, whatever else goes over its line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const walls = [await wall(true), await wall(false), await wall(true)] as const;
      const [deflating, plain, lagging] = walls;
      let waiting = 0;
      let operation = 1;
      let queries = 0;
      // Of one cohort, and the third with an id of another length.
      deflating.subscribe('1', LIVE);
      plain.subscribe('1', LIVE);
      lagging.subscribe('another id, 观"\\', LIVE);
      const atEnd = (): void => {
        expect(newest(deflating, `${operation}`)).toBe(waiting);
        expect(newest(plain, `${operation}`)).toBe(waiting);
      };
      change(0, 120);
      await plain.until(atEnd);
      for (const each of steps) {
        if (each.do === 'change') {
          change((waiting += 1), each.queues);
          await plain.until(atEnd);
        } else if (each.do === 'beat') edge.beat();
        else if (each.do === 'ping') walls.forEach((one) => one.say({ type: 'ping' }));
        else if (each.do === 'stall')
          if (lagging.socket.isPaused) lagging.socket.resume();
          else lagging.socket.pause();
        else if (each.do === 'query')
          for (const one of walls)
            one.subscribe(`query ${(queries += 1)}`, '{ floor { queues { id name } } }');
        else {
          const after = plain.of(`${operation}`).at(-1)!.payload.data.floor.cursor as string;
          operation += 1;
          for (const one of [deflating, plain]) {
            one.say({ type: 'complete', id: `${operation - 1}` });
            one.subscribe(`${operation}`, LIVE, { after });
          }
          await plain.until(() => {
            expect(deflating.of(`${operation}`)).not.toEqual([]);
            expect(plain.of(`${operation}`)).not.toEqual([]);
          });
        }
      }
      change((waiting += 1), 120);
      await plain.until(atEnd);
      lagging.socket.resume();
      await lagging.until(() => expect(newest(lagging, 'another id, 观"\\')).toBe(waiting));
      for (let id = 1; id <= operation; id += 1)
        expect(deflating.of(`${id}`)).toEqual(plain.of(`${id}`));
      await Promise.all(open.splice(0).map((each) => each.end()));
    }),
    runs(12),
  );
});

test('a wall that inflates is sent a fraction of the bytes; one that does not, all of them', async () => {
  const [deflating, plain] = [await wall(true), await wall(false)];
  for (const each of [deflating, plain]) each.subscribe('1', LIVE);
  await plain.until(() => expect([newest(deflating), newest(plain)]).toEqual([0, 0]));
  const before = [deflating.bytesRead, plain.bytesRead] as const;
  for (let waiting = 1; waiting <= 20; waiting += 1) {
    change(waiting, 120);
    await plain.until(() => expect([newest(deflating), newest(plain)]).toEqual([waiting, waiting]));
  }
  const said = plain
    .of('1')
    .slice(1)
    .map((message) => Buffer.byteLength(JSON.stringify(message)));
  const sum = said.reduce((a, b) => a + b);
  expect(plain.bytesRead - before[1]).toBeGreaterThanOrEqual(sum);
  expect(deflating.bytesRead - before[0]).toBeLessThan(sum / 5);
});

const AGREED = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';

describe('what a client offers', () => {
  test.each([
    [undefined, undefined],
    ['permessage-deflate', AGREED],
    ['permessage-deflate; client_max_window_bits', AGREED],
    ['permessage-deflate; client_max_window_bits="12"', AGREED],
    ['permessage-deflate; server_no_context_takeover;client_no_context_takeover', AGREED],
    ['x-webkit-deflate-frame, permessage-deflate', AGREED],
    // It could not read what is deflated for all: it is served as it is.
    ['permessage-deflate; server_max_window_bits=10', undefined],
    ['permessage-deflate; server_max_window_bits=10, permessage-deflate', AGREED],
    ['permessage-deflate; unheard_of', undefined],
    ['x-webkit-deflate-frame', undefined],
    ['; , "', undefined],
  ])('%s is answered with %s', async (offer, agreed) => {
    const { extensions, line } = await shakeHands(offer);
    expect(extensions).toBe(agreed);
    line.destroy();
  });
});

describe('what a client compresses', () => {
  test('is understood, and takes no inflater of its own where it is in one piece', async () => {
    const inflating = vi.spyOn(PerMessageDeflate.prototype, 'decompress');
    const socket = await openRawSocket(edge.origin, { perMessageDeflate: { threshold: 0 } });
    open.push(socket);
    for (let round = 0; round < 20; round += 1)
      socket.subscribe(`${round}`, `{ floor { at } } # ${'观'.repeat(round * 1_000)}`);
    await socket.until(() => expect(socket.of('19')[0]?.type).toBe('next'));
    expect(inflating).not.toHaveBeenCalled();
    for (const [index, part] of ['{"type":', '"ping","payload":', '{"part":3}}'].entries())
      socket.socket.send(part, { fin: index === 2 });
    await socket.until(() =>
      expect(socket.messages.at(-1)).toEqual({ type: 'pong', payload: { part: 3 } }),
    );
    expect(inflating).toHaveBeenCalledTimes(3);
    socket.say({ type: 'ping', payload: { part: 4 } });
    await socket.until(() =>
      expect(socket.messages.at(-1)).toEqual({ type: 'pong', payload: { part: 4 } }),
    );
    expect(inflating).toHaveBeenCalledTimes(3);
  });

  test('is refused with 1007 where it cannot be inflated', async () => {
    const { line } = await shakeHands('permessage-deflate');
    // A whole text, deflated, of four bytes under an empty mask: a block of no known kind.
    line.write(Buffer.from([0xc1, 0x84, 0, 0, 0, 0, 7, 7, 7, 7]));
    const [closing] = (await once(line, 'data')) as [Buffer];
    expect([closing[0], closing.readUInt16BE(2)]).toEqual([0x88, 1007]);
    line.destroy();
  });

  test('is as long as it is inflated: what is too long ends the socket with 1009', async () => {
    const socket = await openRawSocket(edge.origin, { perMessageDeflate: { threshold: 0 } });
    // Some twenty kilobytes on the wire: a tenth of what is taken.
    socket.say({ type: 'ping', payload: { bomb: 'x'.repeat(20_000_000) } });
    expect(await socket.closed()).toBe(1009);
  });
});

/** What is agreed on, as the server answers the offer. */
async function shakeHands(
  offer: string | undefined,
): Promise<{ extensions: string | undefined; line: Socket }> {
  const asked = request(`${edge.origin}/graphql`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-protocol': 'graphql-transport-ws',
      ...(offer !== undefined && { 'sec-websocket-extensions': offer }),
    },
  }).end();
  const [{ headers }, line] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket];
  return { extensions: headers['sec-websocket-extensions'], line };
}
