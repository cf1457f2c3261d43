import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { openFloorSocket, type FloorSocket } from './floor-socket.ts';
import { monotonicMs, type Answer, type Order } from './reader-process.ts';

/*
 * The process of the readers: does what it is told over IPC, so that its work is not counted as the
 * server's. A frame that has reached every reader is answered with `delivered`.
 */

/** Handshakes under way at one time. */
const AT_ONCE = 50;

const sockets: FloorSocket[] = [];
let stalled = 0;
let arrivals: number[] = [];
let newest: Buffer | null = null;

process.on('message', (order: Order) => {
  if (order.kind === 'open') void open(order);
  else if (order.kind === 'stall') stall(order.count);
  else if (order.kind === 'count') answer({ kind: 'count', bytes: bytesRead() });
  else if (order.kind === 'text') answer({ kind: 'text', text: newest!.toString() });
  else {
    for (const socket of sockets) socket.close();
    process.disconnect();
  }
});

async function open(order: Order & { kind: 'open' }): Promise<void> {
  const { origin, token, count, asked, everyMs, compressed } = order;
  let connected = 0;
  const arrived = (reader: number, frame: Buffer): void => {
    // What a stalled reader still had on its way is nobody's update.
    if (reader < stalled || connected < count) return;
    arrivals.push(monotonicMs());
    if (arrivals.length < count - stalled) return;
    const p99At = arrivals[Math.ceil(arrivals.length * 0.99) - 1]!;
    arrivals = [];
    newest = frame;
    // Without its text: to read that would be work of the server's process.
    answer({ kind: 'delivered', p99At });
  };
  const connect = async (): Promise<void> => {
    while (sockets.length < count) {
      await openOne(sockets.length);
      if (everyMs !== undefined) await setTimeout(everyMs);
    }
  };
  const openOne = async (reader: number): Promise<void> => {
    if (token === null) {
      const plain = new WebSocket(origin.replace('http', 'ws'), { perMessageDeflate: false });
      plain.on('message', (frame: Buffer) => arrived(reader, frame));
      sockets.push(broadcastSocket(plain));
      await once(plain, 'open');
    } else
      await new Promise<void>((resolve) => {
        const onFrame = (frame: Buffer): void => {
          resolve();
          arrived(reader, frame);
        };
        sockets.push(openFloorSocket({ origin, token, asked, compressed, onFrame }));
      });
    connected += 1;
  };
  await Promise.all(Array.from({ length: everyMs === undefined ? AT_ONCE : 1 }, connect));
  answer({ kind: 'open' });
}

function stall(count: number): void {
  for (const [reader, socket] of sockets.entries())
    if (reader < count) socket.pause();
    else socket.resume();
  stalled = count;
  answer({ kind: 'stalled' });
}

function bytesRead(): number {
  return sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
}

/** A reader of a bare broadcast, whose bytes nobody counts. */
function broadcastSocket(plain: WebSocket): FloorSocket {
  return {
    bytesRead: 0,
    close: () => plain.close(),
    pause: () => plain.pause(),
    resume: () => plain.resume(),
  };
}

function answer(message: Answer): void {
  // A frame may still come when nobody waits for it any more.
  if (process.connected) process.send!(message);
}
