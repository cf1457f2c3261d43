import { setTimeout } from 'node:timers/promises';
import { startBareFloor, type BareFloor } from './bare-floor.ts';
import { FLOOR } from './boards.ts';
import { cpuMs } from './comparison.ts';
import { monotonicMs, type Readers } from './reader-process.ts';
import { wallFloor } from './wall-floor.ts';

/** One side of a comparison: how to send an update, and who gets it. */
export interface Side {
  readonly readers: Pick<Readers, 'delivered'>;
  send(): void;
}

export interface Costs {
  /** Milliseconds of processor time for 1,000 deliveries. */
  readonly cpu: number;
  /** Milliseconds from the change to the 99th of a hundred readers. */
  readonly p99: number;
}

/**
 * Between two updates: in a real feed no more than ten come in a second. Without it the readers'
 * process would still be awake where sending begins at once, and asleep where an update has to be made
 * first; to wake it doubles the price of a write, which is no price of the feed.
 */
const REST_MS = 10;

/** One update after the other, each when all `count` readers have had the one before and have come to rest. */
export async function run(
  { readers, send }: Side,
  { updates, count }: { updates: number; count: number },
): Promise<Costs> {
  const late: number[] = [];
  const spent = await cpuMs(async () => {
    for (let update = 0; update < updates; update += 1) {
      await setTimeout(REST_MS);
      const delivered = readers.delivered();
      const sentAt = monotonicMs();
      send();
      const { p99At } = await delivered;
      late.push(p99At - sentAt);
    }
  });
  const middle = late.toSorted((a, b) => a - b)[late.length >> 1]!;
  return { cpu: (spent * 1_000) / (updates * count), p99: middle };
}

/** A bare floor that is full. */
export async function startFloor(): Promise<BareFloor> {
  const floor = await startBareFloor();
  await floor.tell(wallFloor({ ...FLOOR, now: Date.now() }));
  return floor;
}
