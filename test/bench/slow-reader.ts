import { startBareFloor, type BareFloor } from './bare-floor.ts';
import { FLOOR, WHOLE_BOARD } from './boards.ts';
import { comparisonOf } from './comparison.ts';
import { monotonicMs, openReaders, type Readers } from './reader-process.ts';
import { printTable, significant } from './table.ts';
import { wallFloor } from './wall-floor.ts';

/*
 * What readers that have stopped reading do to the others, and to the memory of this process. What
 * one of them costs is the slope over their number: each group more is told the same boards, so what
 * the process keeps by itself, and what an open connection costs that reads, is in no slope.
 */
const READERS = 100;
const GROUP = 50;
const GROUPS = 2;
const ROUNDS = 7;
const UPDATES = 7;
/** Boards of some 170 KB: so few fill the system's own buffers before a stalled reader is let go. */
const LARGE = { ...FLOOR, agents: 1_000 };
const FILLING = 40;

const floor = await startFloor();
const lively = openReaders({ ...floor, asked: WHOLE_BOARD.asked, count: READERS });
await lively.opened;
const before = await p99s();
const others = openReaders({ ...floor, asked: WHOLE_BOARD.asked, count: GROUP * GROUPS });
await others.opened;
// What the process keeps by itself it has by then.
for (let update = 0; update < FILLING; update += 1) await tell([lively, others]);
const kept: number[] = [await keptBytes()];
for (let group = 1; group <= GROUPS; group += 1) {
  await others.stall(GROUP * group);
  const live = group < GROUPS ? [lively, others] : [lively];
  for (let update = 0; update < FILLING; update += 1) await tell(live);
  kept.push(await keptBytes());
}
const [inTime, after] = [letGo(), await p99s()];
printTable({
  title: 'slow readers',
  about: `the whole board of ${LARGE.agents} agents to ${READERS} readers, while ${GROUP * GROUPS} others have stopped reading.`,
  rows: [
    {
      name: 'time to 99 of 100',
      against: 'before they came',
      comparison: comparisonOf(after, before),
      figure: (ms) => `${significant(ms)} ms`,
    },
  ],
  notes: [
    `memory of this process a stalled reader costs: ${kilobytes(slope(kept) / GROUP)}, after ` +
      `${FILLING} boards each that it did not read ` +
      `(${kept.map((bytes, group) => `${group * GROUP} stalled: ${kilobytes(bytes - kept[0]!)} more`).join(', ')}); ` +
      `heap and buffers after collection, the system's own buffers beside it; ` +
      `${inTime} had been let go by then, ${letGo()} by the end`,
  ],
});
await lively.close();
// Who does not read does not hear a goodbye either.
others.kill();
await floor.stop();

async function startFloor(): Promise<BareFloor> {
  const started = await startBareFloor();
  await started.tell(wallFloor({ ...LARGE, now: Date.now() }));
  return started;
}

/** The median of every round's updates. */
async function p99s(): Promise<number[]> {
  const rounds: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const late: number[] = [];
    for (let update = 0; update < UPDATES; update += 1) late.push(await tell([lively]));
    if (round >= 0) rounds.push(late.toSorted((a, b) => a - b)[late.length >> 1]!);
  }
  return rounds;
}

/** Tells once; resolves when all these have it, with the milliseconds until 99 of 100 of the first ones had. */
async function tell(readers: readonly Readers[]): Promise<number> {
  const delivered = readers.map((each) => each.delivered());
  const sentAt = monotonicMs();
  floor.hub.publish(WHOLE_BOARD.change(floor), Date.now());
  const [first] = await Promise.all(delivered);
  return first!.p99At - sentAt;
}

/** Who does not answer a ping of the protocol is let go, after 12 to 24 seconds. */
function letGo(): number {
  return READERS + GROUP * GROUPS - floor.hub.readers;
}

/** What is reachable, and what buffers hold outside of the heap. */
async function keptBytes(): Promise<number> {
  // Twice, for what the first frees may hold more.
  for (let time = 0; time < 2; time += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How much more each step is, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covered = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  return covered / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
}

function kilobytes(bytes: number): string {
  return `${significant(bytes / 1024)} KB`;
}
