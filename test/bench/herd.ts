import { loadavg } from 'node:os';
import { createRandom } from '#server/ingest/demo/random.ts';
import { mostInASecond, Outage, runHerd, type HerdFigures } from '#test/support/herd.ts';
import { connectTo, processPageClock } from '#test/support/node-screen.ts';
import { superviseFeed } from '#web/feed/supervisor.ts';
import { startBuilt, TOKEN } from './built-tidewall.ts';
import { wallFloor } from './wall-floor.ts';

/*
 * Five hundred screens lose one server: how long until they are back, and how many come in any one second.
 * First in simulated time (every kind and length of outage, several seeds, the worst of each figure), then
 * with real sockets and the built server, killed and started again.
 */

const SCREENS = 500;
const SEEDS = ['1', '2', '3'];
const LENGTHS = [
  ['2 s', 2_000],
  ['60 s', 60_000],
  ['1 h', 3_600_000],
] as const;

console.log(`\nherd: ${SCREENS} screens, simulated time; the worst of ${SEEDS.length} seeds`);
printRow(['outage', 'for', 'browser', 'back', 'p99', 'last', 'knocks/s', 'taken in/s', 'deferred']);
for (const outage of Object.values(Outage))
  for (const [length, outageMs] of LENGTHS)
    for (const chromium of [false, true]) {
      const runs = SEEDS.map((seed) =>
        runHerd({ screens: SCREENS, outage, outageMs, seed, chromium }),
      );
      const worst = (figure: (run: HerdFigures) => number): number => Math.max(...runs.map(figure));
      const back = runs.every((run) => run.back === run.lost && run.behind === 0);
      const [lost, deferred] = [worst((run) => run.lost), worst((run) => run.deferred)];
      printRow([
        ...[outage, length, chromium ? 'Chromium' : 'any'],
        lost === 0 ? 'none lost' : back ? `all ${lost}` : 'NOT ALL',
        ...[seconds(worst((run) => run.p99Ms)), seconds(worst((run) => run.lastMs))],
        ...[worst((run) => run.mostReached), worst((run) => run.mostAdmitted), deferred].map(
          String,
        ),
      ]);
    }
await realHerd();

/** Real sockets, the page's own client, the built server. */
async function realHerd(): Promise<void> {
  const data = 'herd-data';
  let server = await startBuilt(data);
  // Whatever breaks off, no server stays behind.
  process.on('exit', () => void server.kill());
  const port = Number(new URL(server.origin).port);
  await server.post(wallFloor({ queues: 20, agents: 100, now: Date.now() }));
  const { next: random } = createRandom('herd');
  const openedAt: number[] = [];
  const takenInAt: number[] = [];
  const liveAt = new Array<number>(SCREENS).fill(-1);
  const told = new Array<number>(SCREENS).fill(-1);
  const connect = connectTo({
    ...{ origin: server.origin, token: TOKEN },
    onSocket: (socket) => socket.once('open', () => openedAt.push(performance.now())),
  });
  const feeds = liveAt.map((_, screen) =>
    superviseFeed({
      ...{ clock: processPageClock, random, connect },
      cursorOf: (update) => update.cursor,
      onUpdate: (update) => (told[screen] = update.total?.waiting ?? told[screen]!),
      onBeat: () => {},
      onStatus({ phase }) {
        if (phase === 'live' && liveAt[screen]! < 0)
          takenInAt.push((liveAt[screen] = performance.now()));
        if (phase === 'waiting') liveAt[screen] = -1;
      },
      expectsUpdates: () => true,
    }),
  );
  for (const feed of feeds) {
    feed.start();
    await pause(15);
  }
  await untilAll(() => liveAt.every((at) => at >= 0));
  await pause(2_500);
  for (const [kind, outageMs] of [
    ['killed', 2_000],
    ['killed', 20_000],
  ] as const) {
    openedAt.length = takenInAt.length = 0;
    await server.kill();
    await pause(outageMs);
    server = await startBuilt(data, port);
    const upAt = performance.now();
    await untilAll(() => liveAt.every((at) => at >= upAt));
    const backMs = liveAt.map((at) => at - upAt).sort((a, b) => a - b);
    console.log(
      `  real sockets, ${kind} for ${seconds(outageMs)}: all ${SCREENS} back; p50 ${seconds(backMs[SCREENS / 2]!)}, ` +
        `p99 ${seconds(backMs[Math.ceil(SCREENS * 0.99) - 1]!)}, last ${seconds(backMs.at(-1)!)} after it listened; ` +
        `in any second at most ${mostInASecond(openedAt)} sockets opened, ${mostInASecond(takenInAt)} taken in; load ${loadavg()[0]!.toFixed(1)}`,
    );
    await pause(5_000);
  }
  const answers = new Set(told);
  console.log(`  screens in the end: ${answers.size === 1 ? 'all alike' : 'NOT ALIKE'}`);
  for (const feed of feeds) feed.stop();
  await server.kill();
}

async function untilAll(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('all screens are expected to come back');
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function printRow(cells: readonly string[]): void {
  console.log(`  ${cells.map((cell) => cell.padEnd(11)).join('')}`.trimEnd());
}
