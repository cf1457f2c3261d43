import { startBareFloor } from './bare-floor.ts';
import { FLOOR, WHOLE_BOARD } from './boards.ts';
import { comparisonOf } from './comparison.ts';
import { monotonicMs, openReaders } from './reader-process.ts';
import { printTable, significant } from './table.ts';
import { wallFloor } from './wall-floor.ts';

/* What readers that have stopped reading do to the others, and to the memory of this process. */
const READERS = 300;
const STALLED = 100;
const ROUNDS = 7;
const UPDATES = 15;
/** So much is told before anything is measured: more than the system's own buffers take. */
const FILLING = 400;

const floor = await startBareFloor();
await floor.tell(wallFloor({ ...FLOOR, now: Date.now() }));
const lively = openReaders({ ...floor, asked: WHOLE_BOARD.asked, count: READERS });
await lively.opened;
// What the process keeps by itself it has by then.
for (let update = 0; update < FILLING; update += 1) await tell();
const before = await p99s();
const idle = openReaders({ ...floor, asked: WHOLE_BOARD.asked, count: STALLED });
await idle.opened;
const residentBefore = residentBytes();
await idle.stall(STALLED);
for (let update = 0; update < FILLING; update += 1) await tell();
const residentAfter = residentBytes();
const after = await p99s();
printTable({
  title: 'slow readers',
  about: `the whole board to ${READERS} readers, while ${STALLED} others have stopped reading.`,
  rows: [
    {
      name: 'time to 99 of 100',
      against: 'before they came',
      comparison: comparisonOf(after, before),
      figure: (ms) => `${significant(ms)} ms`,
    },
  ],
  notes: [
    `memory a stalled reader costs: ${significant(Math.max(0, residentAfter - residentBefore) / STALLED / 1024)} KB, ` +
      `after ${FILLING} boards that it did not read`,
  ],
});
await lively.close();
// Who does not read does not hear a goodbye either.
idle.kill();
await floor.stop();

/** The median of every round's updates. */
async function p99s(): Promise<number[]> {
  const rounds: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const late: number[] = [];
    for (let update = 0; update < UPDATES; update += 1) late.push(await tell());
    if (round >= 0) rounds.push(late.toSorted((a, b) => a - b)[late.length >> 1]!);
  }
  return rounds;
}

/** Milliseconds until 99 of 100 have it. */
async function tell(): Promise<number> {
  const delivered = lively.delivered();
  const sentAt = monotonicMs();
  floor.hub.publish(WHOLE_BOARD.change(floor), Date.now());
  return (await delivered).p99At - sentAt;
}

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
