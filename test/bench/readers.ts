import { WebSocket } from 'ws';
import { openFloorSocket } from './floor-socket.ts';
import type { Answer, Order } from './reader-process.ts';

/*
 * The process of the readers: does what it is told over IPC, so that its work is not counted as the
 * server's. A frame that has reached every reader is answered with `delivered`.
 */
let close: () => void = () => undefined;

process.on('message', (order: Order) => {
  if (order.kind === 'open') open(order);
  else {
    close();
    process.disconnect();
  }
});

function open({ origin, token, count }: Order & { kind: 'open' }): void {
  const got = new Array<number>(count).fill(0);
  let frames = 0;
  let last = '';
  const arrived = (reader: number, text: string): void => {
    got[reader]! += 1;
    frames += 1;
    if (reader === 0) last = text;
    if (frames % count !== 0) return;
    if (new Set(got).size > 1) throw new Error('every reader is expected to get every frame');
    answer({ kind: 'delivered', text: last });
  };
  const sockets = got.map((_, reader) => {
    const onFrame = (text: string): void => arrived(reader, text);
    if (token !== null) return openFloorSocket({ origin, token, onFrame });
    const plain = new WebSocket(origin.replace('http', 'ws'));
    plain.on('message', (data: Buffer) => onFrame(data.toString()));
    return plain;
  });
  close = () => sockets.forEach((socket) => socket.close());
}

function answer(message: Answer): void {
  process.send!(message);
}
