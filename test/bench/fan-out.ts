import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { startBareFloor, type BareFloor } from './bare-floor.ts';
import { compare, cpuMs } from './comparison.ts';
import { openReaders } from './reader-process.ts';
import { printTable, significant, type Row } from './table.ts';
import { cloudEvent, wallFloor } from './wall-floor.ts';

/*
 * What this process works for every update that it delivers, with more and more readers of the same
 * thing. Each event is its own update, and the next comes when all have it: nothing is merged.
 */
const SIZES = [
  { readers: 50, updates: 10, rounds: 4 },
  { readers: 200, updates: 4, rounds: 4 },
];
const FLOOR = { queues: 20, agents: 100 };

const rows: Row[] = [];
for (const size of SIZES) rows.push(await row(size));
printTable({
  title: 'fan-out',
  about:
    `processor time of the serving process for 1,000 updates delivered, from the event to ` +
    `the socket; one queue of ${FLOOR.queues} changing; readers in another process.`,
  rows,
});

async function row({ readers, updates, rounds }: (typeof SIZES)[number]): Promise<Row> {
  const floor = await startBareFloor();
  await floor.tell(wallFloor({ ...FLOOR, now: Date.now() }));
  const per1000 = (ms: number): number => (ms * 1000) / (updates * readers);
  const ours = openReaders({ ...floor, count: readers });
  await ours.delivered();

  const plain = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo;
  const baseline = openReaders({ origin: `http://127.0.0.1:${port}`, token: null, count: readers });
  while (plain.clients.size < readers) await once(plain, 'connection');

  let frames: string[] = [];
  const comparison = await compare({
    ours: async () => {
      frames = [];
      const spent = await cpuMs(async () => {
        for (let update = 0; update < updates; update += 1) {
          const delivered = ours.delivered();
          await change(floor, update);
          frames.push(await delivered);
        }
      });
      return per1000(spent);
    },
    baseline: async () => {
      const spent = await cpuMs(async () => {
        for (const text of frames) {
          const delivered = baseline.delivered();
          for (const client of plain.clients) client.send(text);
          await delivered;
        }
      });
      return per1000(spent);
    },
    rounds,
    // The way of an update is long: its code is fast only after a thousand deliveries or more.
    warmUps: 2,
  });
  await Promise.all([ours.close(), baseline.close()]);
  await floor.stop();
  plain.close();
  const figure = (ms: number): string => `${significant(ms)} ms`;
  return { name: `${readers} readers`, against: 'ws, the same frames', comparison, figure };
}

let callers = 0;

/** A caller joins one queue, or the one before gives up: the patch keeps its size. */
function change(floor: BareFloor, update: number): Promise<void> {
  const leaves = update % 2 === 1;
  if (!leaves) callers += 1;
  const contact = `caller-${callers}`;
  const type = leaves ? 'contact.abandoned' : 'contact.queued';
  return floor.tell([cloudEvent(type, Date.now(), { contact, queue: 'refunds' })]);
}
