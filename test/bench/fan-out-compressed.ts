import type { BareFloor } from './bare-floor.ts';
import { FLOOR, ONE_QUEUE, WHOLE_BOARD, type Board } from './boards.ts';
import { comparisonOf, type Comparison } from './comparison.ts';
import { run, startFloor, type Side } from './fan-out-run.ts';
import { startBroadcast } from './plain-broadcast.ts';
import { openReaders, type Readers } from './reader-process.ts';
import { printFigures, significant } from './table.ts';

/*
 * What it costs, and what it spares, that an update is deflated once for all who have agreed on
 * permessage-deflate. All three sides in turn: the same floor told deflated, told plain, and the
 * plain text broadcast by a bare server.
 */
const SIZES = [1, 100, 1_000];
const ROUNDS = 7;
const DELIVERIES = 4_000;
const MOST_UPDATES = 40;
/** The way of an update is long, and its code is fast only after many. */
const WARM_UP = 500;

interface Sides {
  readonly deflated: number[];
  readonly plain: number[];
  readonly broadcast: number[];
}

/** Measures and prints its table. */
export async function printCompressed(): Promise<void> {
  const rows: string[][] = [];
  for (const board of [WHOLE_BOARD, ONE_QUEUE])
    for (const count of SIZES) rows.push(await measure(board, count));
  printFigures({
    title: 'fan-out, deflated once for all',
    about:
      `processor time of the serving process for 1,000 updates delivered, and bytes on the wire for ` +
      `one; ${FLOOR.queues} queues, ${FLOOR.agents} agents; medians of ${ROUNDS} rounds.`,
    head: ['', 'deflated', 'plain', 'ratio', 'to ws, one buffer to all', 'bytes', 'plain'],
    rows,
  });
}

async function measure(board: Board, count: number): Promise<string[]> {
  const [one, other] = [await startFloor(), await startFloor()];
  const asked = { asked: board.asked, count };
  const deflating = openReaders({ ...one, ...asked, compressed: true });
  const plain = openReaders({ ...other, ...asked });
  await Promise.all([deflating.opened, plain.opened]);
  const broadcast = await startBroadcast(count);
  const [ours, theirs] = [sideOf(board, one, deflating), sideOf(board, other, plain)];
  if (count === SIZES[0])
    for (const side of [ours, theirs]) await run(side, { updates: WARM_UP, count });
  const updates = Math.min(MOST_UPDATES, Math.ceil(DELIVERIES / count));
  const costs: Sides = { deflated: [], plain: [], broadcast: [] };
  const before = await bytesOf([deflating, plain]);
  for (let round = -2; round < ROUNDS; round += 1) {
    const deflated = await run(ours, { updates, count });
    const own = await run(theirs, { updates, count });
    broadcast.setText(await plain.text());
    const bare = await run(broadcast, { updates, count });
    if (round < 0) continue;
    costs.deflated.push(deflated.cpu);
    costs.plain.push(own.cpu);
    costs.broadcast.push(bare.cpu);
  }
  const delivered = updates * (ROUNDS + 2) * count;
  const bytes = (await bytesOf([deflating, plain])).map(
    (sum, side) => (sum - before[side]!) / delivered,
  );
  await Promise.all([deflating.close(), plain.close(), broadcast.stop()]);
  await Promise.all([one.stop(), other.stop()]);
  const toPlain = comparisonOf(costs.deflated, costs.plain);
  return [
    `${board.name}, ${count} readers`,
    `${significant(toPlain.ours)} ms`,
    `${significant(toPlain.baseline)} ms`,
    rounds(toPlain),
    rounds(comparisonOf(costs.deflated, costs.broadcast)),
    ...bytes.map(significant),
  ];
}

function sideOf(board: Board, floor: BareFloor, readers: Readers): Side {
  return { readers, send: () => floor.hub.publish(board.change(floor), Date.now()) };
}

function rounds({ ratio, rounds: each }: Comparison): string {
  return `${significant(ratio)} (${significant(each[0]!)} to ${significant(each.at(-1)!)})`;
}

function bytesOf(readers: readonly Readers[]): Promise<number[]> {
  return Promise.all(readers.map((each) => each.bytesRead()));
}
