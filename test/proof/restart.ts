import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Instant } from '#schema/ids.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { simulateDays } from '#server/ingest/demo/days.ts';
import { startLife, type Counted, type Life } from '#test/chaos/kill-server.ts';

/*
 * `npm run prove -- restart [--events N] [--kills N]`: a day of so many events goes into a real server
 * over HTTP; then it is killed, and started again, and asked. Exit code 1 where it does not count what
 * it counted before, 2 where the question is wrong.
 */

/** Agents whose simulated day has about this many events each. */
const EVENTS_AN_AGENT = 550;
const BATCH = 1_000;
const SETTLE_MS = 20_000;
/** Built by who runs this, from where the repository is. */
const MAIN = 'dist/server/main.js';

try {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: { events: text, kills: text },
  });
  const wanted = numberOf('events', values.events, 1_000_000);
  const kills = numberOf('kills', values.kills, 5);
  const data = mkdtempSync(join(import.meta.dirname, 'restart-'));
  try {
    process.exitCode = await prove({ data, wanted, kills });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const isFlag = code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isFlag ? `${message}; allowed are --events and --kills` : message);
  process.exitCode = 2;
}

async function prove(asked: { data: string; wanted: number; kills: number }): Promise<0 | 1> {
  const timeZone = lateZone(Date.now());
  const options = { main: MAIN, data: asked.data, timeZone };
  let life = startLife(options);
  await life.ready;
  const begunAt = performance.now();
  const told = await tellDay(life, { wanted: asked.wanted, timeZone });
  const tookS = (performance.now() - begunAt) / 1000;
  console.log(
    `${told} events taken in ${tookS.toFixed(0)} s, ${(told / tookS).toFixed(0)} a second`,
  );
  // At the pace of a real day the newest checkpoint is some seconds old; a burst is ahead of it.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const before = await life.count();
  let different = 0;
  const readyMs: number[] = [];
  for (let kill = 0; kill < asked.kills; kill += 1) {
    await life.kill();
    const startedAt = performance.now();
    life = startLife(options);
    await life.ready;
    const listensMs = performance.now() - startedAt;
    const after = await life.count();
    const answersMs = performance.now() - startedAt;
    readyMs.push(answersMs);
    const same = isSame(before, after);
    if (!same) different += 1;
    console.log(
      `kill ${kill + 1}: listens after ${listensMs.toFixed(0)} ms, answers after ${answersMs.toFixed(0)} ms, ${same ? 'the same numbers' : 'OTHER NUMBERS'}`,
    );
  }
  const checkpoints = readdirSync(join(asked.data, 'live/checkpoints')).length;
  await life.kill();
  const median = readyMs.toSorted((a, b) => a - b)[Math.floor(readyMs.length / 2)]!;
  console.log(
    `${checkpoints} files of checkpoints; median ${median.toFixed(0)} ms, ${different} different.`,
  );
  return different > 0 ? 1 : 0;
}

/** A zone in which the day is nearly over: what is told of it is all of today. */
function lateZone(nowAt: Instant): string {
  const ahead = 23 - new Date(nowAt).getUTCHours();
  // The names count westward, and from 14 hours ahead it is the day before.
  const west = ahead > 14 ? 24 - ahead : -ahead;
  return west === 0 ? 'UTC' : `Etc/GMT${west > 0 ? '+' : ''}${west}`;
}

/** The day up to now, told as fast as it is taken. */
async function tellDay(
  life: Life,
  { wanted, timeZone }: { wanted: number; timeZone: string },
): Promise<number> {
  const nowAt = Date.now();
  const plan = { seed: 1, agents: Math.ceil(wanted / EVENTS_AN_AGENT), queues: 20 };
  let told = 0;
  let batch: object[] = [];
  const send = async (): Promise<void> => {
    const answer = await life.post(JSON.stringify(batch));
    if (answer?.status !== 202 || answer.accepted !== batch.length)
      throw new Error(`the server is expected to take all, but answered ${JSON.stringify(answer)}`);
    told += batch.length;
    batch = [];
    if (told % 100_000 === 0) console.error(`${told} …`);
  };
  for (const event of simulateDays({ plan, timeZone, nowAt, fromAt: null })) {
    if (told + batch.length >= wanted || event.at > nowAt) break;
    batch.push(cloudEvent(event));
    if (batch.length === BATCH) await send();
  }
  await send();
  return told;
}

function cloudEvent({ id, type, at, data }: IncomingEvent): object {
  return { specversion: '1.0', id, source: '/proof', type, time: new Date(at).toISOString(), data };
}

function isSame(before: Counted, after: Counted): boolean {
  const plain = ({ byQueue, ...rest }: Counted): string =>
    JSON.stringify([rest, [...byQueue].toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  return plain(before) === plain(after);
}

function numberOf(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${flag} is expected to be a number from 1 on, but got ${text}`);
}
