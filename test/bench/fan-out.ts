import type { BareFloor } from './bare-floor.ts';
import { FLOOR, ONE_QUEUE, WHOLE_BOARD, type Board } from './boards.ts';
import { comparisonOf } from './comparison.ts';
import { printCompressed } from './fan-out-compressed.ts';
import { run, startFloor, type Costs, type Side } from './fan-out-run.ts';
import { startIdiomaticServer } from './idiomatic-server.ts';
import { startBroadcast } from './plain-broadcast.ts';
import { openReaders, type Readers } from './reader-process.ts';
import { printTable, significant, type Row } from './table.ts';

/*
 * What this process works for every update that it delivers, and when the readers have it, with more
 * and more readers of the same thing. An update comes when all have had the one before: nothing is merged.
 */
const SIZES = [100, 500, 1_000, 2_000];
const ROUNDS = 7;
/** Before the first size of a board: the way of an update is long, and its code is fast only after many. */
const WARM_UP = 1_000;
/** Updates of a round are that many deliveries, at least. */
const DELIVERIES = 4_000;
/** The usual set-up works some ten seconds at an update. */
const USUAL = { readers: 1_000, rounds: 2 };

const memory = await memoryNote();
const cpu: Row[] = [];
const p99: Row[] = [];
for (const board of [WHOLE_BOARD, ONE_QUEUE])
  for (const readers of SIZES) await measure(board, readers);
printTable({
  title: 'fan-out',
  about:
    `processor time of the serving process for 1,000 updates delivered, from the change to the ` +
    `sockets; ${FLOOR.queues} queues, ${FLOOR.agents} agents; readers in another process.`,
  rows: cpu,
  notes: [memory],
});
printTable({
  title: 'fan-out, time to the client',
  about: 'from the change, without a pause for coalescing, to 99 of 100 readers.',
  rows: p99,
});
printTable({
  title: 'fan-out, against the usual way',
  about: 'processor time for 1,000 updates delivered, as above.',
  rows: [await againstUsual()],
});
await printCompressed();

async function measure(board: Board, count: number): Promise<void> {
  const floor = await startFloor();
  const readers = openReaders({ ...floor, asked: board.asked, count });
  await readers.opened;
  const ours: Side = { readers, send: () => floor.hub.publish(board.change(floor), Date.now()) };

  const plain = await startBroadcast(count);
  if (count === SIZES[0]) await run(ours, { updates: WARM_UP, count });
  const updates = Math.ceil(DELIVERIES / count);
  const costs: { ours: Costs[]; plain: Costs[] } = { ours: [], plain: [] };
  for (let round = -2; round < ROUNDS; round += 1) {
    const own = await run(ours, { updates, count });
    plain.setText(await readers.text());
    const other = await run(plain, { updates, count });
    if (round < 0) continue;
    costs.ours.push(own);
    costs.plain.push(other);
  }
  const name = `${board.name}, ${significant(plain.bytes)} bytes, ${count} readers`;
  const against = 'ws, one buffer to all';
  for (const [rows, cost] of [
    [cpu, (each: Costs) => each.cpu],
    [p99, (each: Costs) => each.p99],
  ] as const)
    rows.push({
      ...{ name, against },
      comparison: comparisonOf(costs.ours.map(cost), costs.plain.map(cost)),
      figure: (ms) => `${significant(ms)} ms`,
    });
  await Promise.all([readers.close(), plain.stop()]);
  await floor.stop();
}

/** The whole board against one execution a subscriber. */
async function againstUsual(): Promise<Row> {
  const { readers: count, rounds } = USUAL;
  const sides: { ours: number[]; usual: number[] } = { ours: [], usual: [] };
  const [own, other] = [await startFloor(), await startFloor()];
  const usual = await startIdiomaticServer(other.ports);
  const asked = { token: own.token, asked: WHOLE_BOARD.asked, count };
  const ownReaders = openReaders({ ...asked, origin: own.origin });
  const otherReaders = openReaders({ ...asked, origin: usual.origin });
  await Promise.all([ownReaders.opened, otherReaders.opened]);
  const side = (floor: BareFloor, readers: Readers): Side => ({
    readers,
    send: () => floor.hub.publish(WHOLE_BOARD.change(floor), Date.now()),
  });
  for (let round = -1; round < rounds; round += 1) {
    const fast = await run(side(own, ownReaders), { updates: 8, count });
    const slow = await run(side(other, otherReaders), { updates: 1, count });
    if (round < 0) continue;
    sides.ours.push(fast.cpu);
    sides.usual.push(slow.cpu);
  }
  await Promise.all([ownReaders.close(), otherReaders.close()]);
  await Promise.all([own.stop(), other.stop()]);
  usual.stop();
  const comparison = comparisonOf(sides.ours, sides.usual);
  return {
    name: `${WHOLE_BOARD.name}, ${count} readers, ${significant(1 / comparison.ratio)} times less`,
    against: 'yoga and graphql-ws, one execution a reader',
    comparison,
    figure: (ms) => `${significant(ms)} ms`,
  };
}

/** What so many readers keep in the memory of this process. */
async function memoryNote(): Promise<string> {
  const count = SIZES.at(-1)!;
  const floor = await startFloor();
  const send = (): void => floor.hub.publish(WHOLE_BOARD.change(floor), Date.now());
  const resident = (): number => {
    globalThis.gc?.();
    return process.memoryUsage.rss() / 2 ** 20;
  };
  const one = openReaders({ ...floor, asked: WHOLE_BOARD.asked, count: 1 });
  await one.opened;
  for (let update = 0; update < WARM_UP; update += 1) {
    const delivered = one.delivered();
    send();
    await delivered;
  }
  const idle = resident();
  const readers = openReaders({ ...floor, asked: WHOLE_BOARD.asked, count });
  await readers.opened;
  for (let update = 0; update < 20; update += 1) {
    const delivered = readers.delivered();
    send();
    await delivered;
  }
  const busy = resident();
  await Promise.all([one.close(), readers.close()]);
  await floor.stop();
  return `resident memory: ${significant(idle)} MB with one reader, ${significant(busy)} MB with ${count + 1} after 20 whole boards`;
}
